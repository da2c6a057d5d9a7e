"""What the bot remembers between messages and restarts. The only place with SQL; nothing personal is kept in clear."""

from __future__ import annotations

from bot.store.answer import Answer, new_answer_id
from bot.store.keys import SessionKey
from bot.store.opening import StoreError, open_store
from bot.store.secret import kept_secret_key
from bot.store.store import Store, TurnEntry, Vote

__all__ = [
    "Answer",
    "SessionKey",
    "Store",
    "StoreError",
    "TurnEntry",
    "Vote",
    "kept_secret_key",
    "new_answer_id",
    "open_store",
]
