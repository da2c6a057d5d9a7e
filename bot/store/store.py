"""The store as the rest of the bot sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.session import Session
from bot.store import queries
from bot.store.batches import Batches
from bot.store.keys import KeyedHash, SessionKey


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that was shown under a reply."""

    choice_id: str
    label: str
    _asker_key: str = field(repr=False)
    _hashed: Callable[[str], str] = field(repr=False, compare=False)

    def asker_is(self, user: str) -> bool:
        """True when the reply with this button answered `user`, in the channel's own id."""
        return self._hashed(user) == self._asker_key


@dataclass(frozen=True, slots=True)
class TurnEntry:
    """One answered message, without its text and without whose it was."""

    at: int
    """Seconds since 1970 UTC."""
    channel: str
    lang: str
    kind: str
    intent: str | None
    decision: str
    refusal_class: str | None
    score: float
    margin: float
    ms: float
    """How long the turn took, without the store."""
    content_version: str


class Store:
    """Made by `open_store`. Ids of people and chats come in clear and are hashed before anything is kept."""

    def __init__(self, engine: AsyncEngine, secret_key: bytes, now: Callable[[], float]) -> None:
        self._batches = Batches(engine)
        self._hash = KeyedHash(secret_key)
        self._now = now

    async def session(self, key: SessionKey) -> Session:
        """The conversation so far; a fresh session when there was none."""
        body = await self._batches.ask(queries.read_sessions, self._session_key(key))
        return Session() if body is None else Session.from_json(body)

    async def save_session(self, key: SessionKey, session: Session) -> None:
        row = {"session_key": self._session_key(key), "body": session.to_json(), "saved_at": self._seconds()}
        await self._batches.ask(queries.write_sessions, row)

    async def chat_lang(self, channel: str, chat: str) -> str | None:
        """The language the chat has chosen; None: that of each question."""
        return await self._batches.ask(queries.read_chat_langs, self._hash.key("chat", channel, chat))

    async def set_chat_lang(self, channel: str, chat: str, lang: str | None) -> None:
        row = {"chat_key": self._hash.key("chat", channel, chat), "lang": lang}
        await self._batches.ask(queries.write_chat_langs, row)

    async def remember_buttons(
        self, channel: str, chat: str, asker: str, choices: Sequence[tuple[str, str]]
    ) -> list[str]:
        """Short ids for (choice id, label) pairs, in order: 16 characters that may stand in a URL.

        The same button for the same asker in the same chat keeps its id, so asking again stores nothing more."""
        asker_key = self._asker_key(channel, asker)
        rows = [
            {
                "short_id": self._hash.short_id("button", channel, chat, asker, choice_id, label),
                "channel": channel,
                "choice_id": choice_id,
                "label": label,
                "asker_key": asker_key,
                "shown_at": self._seconds(),
            }
            for choice_id, label in choices
        ]
        if rows:
            await self._batches.ask(queries.write_buttons, rows)
        return [str(row["short_id"]) for row in rows]

    async def button(self, short_id: str) -> Button | None:
        """The button behind a short id; None when it is unknown or was purged."""
        row = await self._batches.ask(queries.read_buttons, short_id)
        if row is None:
            return None
        return Button(row["choice_id"], row["label"], row["asker_key"], partial(self._asker_key, row["channel"]))

    async def is_new_update(self, channel: str, update_id: int) -> bool:
        """True the first time, False ever after, also after a restart.

        `channel` names who counts the updates: with Telegram that is the bot, so put its number in."""
        row = {"channel": channel, "update_id": update_id, "seen_at": self._seconds()}
        return await self._batches.ask(queries.note_updates, row)

    async def log_turn(self, entry: TurnEntry) -> None:
        await self._batches.ask(queries.write_turns, asdict(entry))

    async def purge(self) -> None:
        """Delete what is older than it may be kept."""
        await self._batches.ask(queries.purge, self._seconds())

    async def finish(self) -> None:
        """Returns when everything asked for is in the database."""
        await self._batches.finish()

    def _session_key(self, key: SessionKey) -> str:
        return self._hash.key("session", key.channel, key.chat, key.thread, key.user)

    def _asker_key(self, channel: str, user: str) -> str:
        return self._hash.key("asker", channel, user)

    def _seconds(self) -> int:
        return int(self._now())
