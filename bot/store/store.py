"""The store as the rest of the bot sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat_settings import ChatSettings, QuietHours
from bot.session import Session
from bot.store import queries
from bot.store.answer import Answer
from bot.store.batches import Batches
from bot.store.keys import KeyedHash, SessionKey

Vote = Literal["up", "down"]

SETTINGS_IN_MEMORY = 10_000
"""Chats, of some hundred bytes each."""


WAITING_SECONDS = 3600
"""How long an answer that was held back waits for its asker to open it in private."""


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

    @property
    def columns(self) -> dict[str, Any]:
        """Its fields by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Store:
    """Made by `open_store`. Ids of people and chats come in clear and are hashed before anything is kept."""

    def __init__(self, engine: AsyncEngine, secret_key: bytes, now: Callable[[], float]) -> None:
        self._batches = Batches(engine)
        self._hash = KeyedHash(secret_key)
        self._now = now
        self._settings: dict[str, ChatSettings] = {}
        """Chat key -> settings, those needed last at the end."""
        self._moved: dict[str, str] = {}
        """Key of a chat -> key of the chat it became while we ran: what was under way finds all that is kept there."""

    async def session(self, key: SessionKey) -> Session:
        """The conversation so far; a fresh session when there was none."""
        keys = self._member_key(key.channel, key.thread, key.user), self.chat_key(key.channel, key.chat)
        body = await self._batches.ask(queries.read_sessions, keys)
        return Session() if body is None else Session.from_json(body)

    async def save_session(self, key: SessionKey, session: Session) -> None:
        row = {
            "member_key": self._member_key(key.channel, key.thread, key.user),
            "chat_key": self.chat_key(key.channel, key.chat),
            "body": session.to_json(),
            "saved_at": self._seconds(),
        }
        await self._batches.ask(queries.write_sessions, row)

    async def chat_settings(self, channel: str, chat: str) -> ChatSettings:
        """How the bot behaves in a chat.

        Those needed last stay in memory: in ambient mode every message of a group asks for them."""
        key = self.chat_key(channel, chat)
        if key not in self._settings:
            row = await self._batches.ask(queries.read_chat_settings, key)
            # Settings saved meanwhile are newer than the row.
            self._settings.setdefault(key, ChatSettings() if row is None else _settings_of(row))
        settings = self._settings[key]
        self._keep(key, settings)
        return settings

    async def save_chat_settings(self, channel: str, chat: str, settings: ChatSettings) -> None:
        key = self.chat_key(channel, chat)
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
                "chat_key": self._hash.key("chat", channel, id),
                "member_key": self._member_key(channel, None, id),
                "asker_key": self.asker_key(channel, id),
            }
            for id in (chat, new_chat)
        )
        # Under the new key from now on: what was asked before this comes before it, what is asked later after it.
        self._moved[was["chat_key"]] = becomes["chat_key"]
        try:
            keys = {name: (key, becomes[name]) for name, key in was.items()}
            await self._batches.ask(queries.move_chats, keys, is_alone=True)
        except Exception:
            del self._moved[was["chat_key"]]
            raise
        for key in (was["chat_key"], becomes["chat_key"]):
            self._settings.pop(key, None)

    async def forget_chat(self, channel: str, chat: str) -> None:
        """Delete all that is kept of a chat; of one that moved, nothing is."""
        key = self._hash.key("chat", channel, chat)
        await self._batches.ask(queries.forget_chats, key)
        self._settings.pop(key, None)

    def chat_key(self, channel: str, chat: str) -> str:
        """The keyed hash of a chat, as `Answer` holds it; of one that moved, that of the chat it became."""
        key = self._hash.key("chat", channel, chat)
        return self._moved.get(key, key)

    def asker_key(self, channel: str, user: str) -> str:
        """The keyed hash of a person, as `Answer` holds it."""
        return self._hash.key("asker", channel, user)

    async def remember_answer(self, answer: Answer) -> None:
        """Keep an answer, also in place of the one kept under its id so far."""
        await self._batches.ask(queries.write_answers, answer.as_row(self._seconds()))

    async def answer(self, id: str) -> Answer | None:
        """The answer of an id; None when it is unknown or was purged."""
        row = await self._batches.ask(queries.read_answers, id)
        return None if row is None else Answer.from_row(row)

    async def answer_to(self, chat_key: str, question_message: int) -> Answer | None:
        """The answer to a message of a chat, the last if there are several."""
        row = await self._batches.ask(queries.read_answers_to, (chat_key, question_message))
        return None if row is None else Answer.from_row(row)

    async def take_waiting(self, chat_key: str, asker_key: str) -> list[Answer]:
        """What was held back of a person's answers in a chat within the last hour, oldest first; it waits no more."""
        since = self._seconds() - WAITING_SECONDS
        rows = await self._batches.ask(queries.take_waiting_answers, (chat_key, asker_key, since))
        return [Answer.from_row(row) for row in rows]

    async def vote(self, answer: Answer, channel: str, user: str, vote: Vote, reason: str | None = None) -> None:
        """What a person thinks of an answer, in place of what they thought so far.

        The answer is part of the hash of the person, so that nobody can tell which votes are of one person."""
        row = {
            "answer_id": answer.id,
            "voter_key": self._hash.key("voter", answer.id, channel, user),
            "asked": " ".join(answer.asked),
            "vote": vote,
            "reason": reason,
            "at": self._seconds(),
        }
        await self._batches.ask(queries.write_feedback, row)

    async def is_new_update(self, channel: str, update_id: int) -> bool:
        """True the first time, False ever after, also after a restart.

        `channel` names who counts the updates: with Telegram that is the bot, so put its number in."""
        row = {"channel": channel, "update_id": update_id, "seen_at": self._seconds()}
        return await self._batches.ask(queries.note_updates, row)

    async def log_turn(self, entry: TurnEntry) -> None:
        await self._batches.ask(queries.write_turns, entry.columns)

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

    def _member_key(self, channel: str, thread: str | None, user: str) -> str:
        return self._hash.key("member", channel, thread, user)

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
