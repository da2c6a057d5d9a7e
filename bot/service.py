"""One message of one person, from any channel: the turn itself plus what is remembered and logged of it."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from time import perf_counter

import structlog

from bot.ambient import overheard
from bot.chat_settings import JAKARTA, ChatSettings
from bot.content import Content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, Reply
from bot.session import Session
from bot.store import SessionKey, Store, TurnEntry

log = structlog.get_logger("service")


def now_utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn that was taken but not yet kept."""

    incoming: Incoming
    turn: Turn
    settings: ChatSettings
    """Those of the chat."""
    ms: float
    """How long it took, without the store."""


class Service:
    """What every channel talks to."""

    def __init__(self, content: Content, store: Store, clock: Callable[[], datetime] = now_utc) -> None:
        self.content = content
        self.store = store
        self._clock = clock

    async def answer(self, incoming: Incoming) -> Reply:
        """The reply to one message. The turns of one person must come one after the other.

        A store that fails costs the memory of the conversation, not the answer."""
        taken = await self.take(incoming)
        await self.keep(taken)
        return taken.turn.reply

    async def take(self, incoming: Incoming) -> Taken:
        """What would be answered. Nothing of it is written down or logged: for that, `keep` it; or only `log` it."""
        key = _session_key(incoming)
        session, settings = await self._remembered(key)
        incoming = replace(incoming, lang=incoming.lang or settings.lang)
        started = perf_counter()
        try:
            turn = take_turn(incoming, session, self.content, self.today())
        except Exception as error:
            # The message of an exception may quote the question; where it happened says enough.
            frames = traceback.extract_tb(error.__traceback__)[-6:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            log.error("turn_failed", channel=incoming.channel, error=type(error).__name__, where=where)
            raise
        return Taken(incoming, turn, settings, round((perf_counter() - started) * 1000, 2))

    def overhear(self, incoming: Incoming, settings: ChatSettings) -> Taken | None:
        """The answer to what nobody asked us, where there can hardly be a doubt. What was talked about before plays
        no part in it."""
        incoming = replace(incoming, lang=incoming.lang or settings.lang)
        started = perf_counter()
        turn = overheard(incoming, self.content, self.today())
        if turn is None:
            return None
        return Taken(incoming, turn, settings, round((perf_counter() - started) * 1000, 2))

    async def keep(self, taken: Taken) -> None:
        """Remember a turn for the follow-up, and log it."""
        self.log(taken)
        await self._remember(_session_key(taken.incoming), taken.turn.session, self._entry(taken))

    def log(self, taken: Taken) -> None:
        """One line, without text and without whose it was."""
        log.info("turn", **{name: value for name, value in self._entry(taken).columns.items() if name != "at"})

    def now(self) -> datetime:
        """The moment it is, with a time zone."""
        return self._clock()

    def today(self) -> date:
        """The day it is in Indonesia's capital."""
        return self.now().astimezone(JAKARTA).date()

    def _entry(self, taken: Taken) -> TurnEntry:
        turn = taken.turn
        return TurnEntry(
            at=int(self.now().timestamp()),
            channel=taken.incoming.channel,
            lang=turn.trace.lang,
            kind=turn.reply.kind,
            intent=turn.trace.intent,
            decision=turn.trace.decision,
            refusal_class=turn.reply.refusal_class,
            score=round(turn.trace.score, 1),
            margin=round(turn.trace.margin, 1),
            ms=taken.ms,
            content_version=self.content.version,
        )

    async def _remembered(self, key: SessionKey) -> tuple[Session, ChatSettings]:
        try:
            # Asked together, they travel in one transaction.
            return await asyncio.gather(self.store.session(key), self.store.chat_settings(key.channel, key.chat))
        except Exception as error:
            log.error("store_failed", doing="read", error=type(error).__name__)
            return Session(), ChatSettings()

    async def _remember(self, key: SessionKey, session: Session, entry: TurnEntry) -> None:
        try:
            await asyncio.gather(self.store.save_session(key, session), self.store.log_turn(entry))
        except Exception as error:
            log.error("store_failed", doing="write", error=type(error).__name__)


def _session_key(incoming: Incoming) -> SessionKey:
    return SessionKey(incoming.channel, incoming.chat, incoming.thread, incoming.user)
