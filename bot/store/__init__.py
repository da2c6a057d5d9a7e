"""What the bot remembers between messages and restarts. The only place with SQL; nothing personal is kept in clear."""

from __future__ import annotations

from bot.store.keys import SessionKey
from bot.store.opening import StoreError, open_store
from bot.store.secret import kept_secret_key
from bot.store.store import Button, Store, TurnEntry

__all__ = ["Button", "SessionKey", "Store", "StoreError", "TurnEntry", "kept_secret_key", "open_store"]
