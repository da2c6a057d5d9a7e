"""The store as the rest of the bot sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat_settings import ChatSettings, QuietHours
from bot.session import Session
from bot.store import queries
from bot.store.batches import Batches
from bot.store.keys import KeyedHash, SessionKey

SETTINGS_IN_MEMORY = 10_000
"""Chats, of some hundred bytes each."""


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
        self._settings: dict[str, ChatSettings] = {}
        """Chat key -> settings, those needed last at the end."""

    async def session(self, key: SessionKey) -> Session:
        """The conversation so far; a fresh session when there was none."""
        keys = self._member_key(key.channel, key.thread, key.user), self._chat_key(key.channel, key.chat)
        body = await self._batches.ask(queries.read_sessions, keys)
        return Session() if body is None else Session.from_json(body)

    async def save_session(self, key: SessionKey, session: Session) -> None:
        row = {
            "member_key": self._member_key(key.channel, key.thread, key.user),
            "chat_key": self._chat_key(key.channel, key.chat),
            "body": session.to_json(),
            "saved_at": self._seconds(),
        }
        await self._batches.ask(queries.write_sessions, row)

    async def chat_settings(self, channel: str, chat: str) -> ChatSettings:
        """How the bot behaves in a chat.

        Those needed last stay in memory: in ambient mode every message of a group asks for them."""
        key = self._chat_key(channel, chat)
        if key not in self._settings:
            row = await self._batches.ask(queries.read_chat_settings, key)
            # Settings saved meanwhile are newer than the row.
            self._settings.setdefault(key, ChatSettings() if row is None else _settings_of(row))
        settings = self._settings[key]
        self._keep(key, settings)
        return settings

    async def save_chat_settings(self, channel: str, chat: str, settings: ChatSettings) -> None:
        key = self._chat_key(channel, chat)
        self._keep(key, settings)
        try:
            await self._batches.ask(queries.write_chat_settings, {"chat_key": key, **_columns_of(settings)})
        except Exception:
            self._settings.pop(key, None)
            raise

    async def move_chat(self, channel: str, chat: str, new_chat: str) -> None:
        """A chat got another id: all that is kept of it goes there, in one transaction. Twice changes nothing.

        Who speaks in the name of the chat itself, as anonymous admins do, moves too. Threads do not: only groups
        without threads get another id."""
        was, becomes = (
            {
                "chat_key": self._chat_key(channel, id),
                "member_key": self._member_key(channel, None, id),
                "asker_key": self._asker_key(channel, id),
            }
            for id in (chat, new_chat)
        )
        await self._batches.ask(queries.move_chats, {name: (key, becomes[name]) for name, key in was.items()})
        for key in (was["chat_key"], becomes["chat_key"]):
            self._settings.pop(key, None)

    async def forget_chat(self, channel: str, chat: str) -> None:
        """Delete all that is kept of a chat."""
        key = self._chat_key(channel, chat)
        await self._batches.ask(queries.forget_chats, key)
        self._settings.pop(key, None)

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
                "chat_key": self._chat_key(channel, chat),
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

    def _keep(self, key: str, settings: ChatSettings) -> None:
        self._settings.pop(key, None)
        self._settings[key] = settings
        if len(self._settings) > SETTINGS_IN_MEMORY:
            del self._settings[next(iter(self._settings))]

    def _chat_key(self, channel: str, chat: str) -> str:
        return self._hash.key("chat", channel, chat)

    def _member_key(self, channel: str, thread: str | None, user: str) -> str:
        return self._hash.key("member", channel, thread, user)

    def _asker_key(self, channel: str, user: str) -> str:
        return self._hash.key("asker", channel, user)

    def _seconds(self) -> int:
        return int(self._now())


def _settings_of(row: queries.Row) -> ChatSettings:
    quiet = None if row["quiet_from"] is None else QuietHours(row["quiet_from"], row["quiet_to"])
    return ChatSettings(row["lang"], row["compact"], row["ambient"], quiet, row["muted_until"])


def _columns_of(settings: ChatSettings) -> queries.Row:
    return {
        "lang": settings.lang,
        "compact": settings.compact,
        "ambient": settings.ambient,
        "quiet_from": settings.quiet and settings.quiet.start,
        "quiet_to": settings.quiet and settings.quiet.end,
        "muted_until": settings.muted_until,
    }
