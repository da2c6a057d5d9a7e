"""Ids of people and chats as keyed hashes: whoever has the database but not the key cannot tell whose they are."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Whose conversation it is, in the channel's own ids; in clear only in memory."""

    channel: str
    chat: str
    thread: str | None
    user: str


class KeyedHash:
    """HMAC-SHA256 with the bot's secret key, over a purpose too: the keys of two tables never match."""

    def __init__(self, secret_key: bytes) -> None:
        self._secret_key = secret_key

    def key(self, purpose: str, *parts: str | None) -> str:
        """64 hexadecimal digits."""
        # As JSON, so that ("1", "23") and ("12", "3") differ.
        return hmac.digest(self._secret_key, json.dumps([purpose, *parts]).encode(), hashlib.sha256).hex()
