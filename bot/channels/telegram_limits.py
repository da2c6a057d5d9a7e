"""How fast we may write: limits per chat and over all, and a 429 that stops only the chat it names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

PRIVATE_BURST, PRIVATE_SECONDS = 3, 3.0
"""One message a second to a person, three at once."""
GROUP_BURST, GROUP_SECONDS = 5, 20.0
"""Five at once, then one in four seconds: in any minute at most the 20 that Telegram allows a group."""
TRIES = 5
"""How often one call is sent when Telegram answers 429 each time."""
CHATS_KEPT = 1024
"""Chats whose state is kept before those at rest are forgotten."""

Result = bool | dict[str, Any] | list[dict[str, Any]]
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class ChatPace:
    """How far one chat has used up its limit."""

    limiter: AsyncLimiter
    resume_at: float = 0.0
    """Loop time until which Telegram told us to be quiet here."""
    users: int = field(default=0)
    """Calls that hold or wait for this pace."""

    @property
    def is_at_rest(self) -> bool:
        return (
            self.users == 0
            and self.resume_at <= asyncio.get_running_loop().time()
            and self.limiter.has_capacity(self.limiter.max_rate)
        )


class PaceKeeper(BaseRateLimiter[None]):
    """Delays calls that write into a chat; all others pass at once, unless Telegram wants quiet in their chat.

    `send_rate` is messages a second over all chats. After a 429 the named chat is left alone for as long as
    Telegram says and the call is repeated, at most `TRIES` times in all; other chats do not notice.
    """

    def __init__(self, send_rate: float) -> None:
        # A bucket must hold at least one message, also at a rate below one a second.
        bucket = max(1.0, send_rate)
        self._overall = AsyncLimiter(bucket, bucket / send_rate)
        self._paces: dict[int | str, ChatPace] = {}
        self._forget_above = CHATS_KEPT

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        chat = data.get("chat_id")
        if chat is None:
            return await callback(*args, **kwargs)
        pace = self._pace(chat)
        pace.users += 1
        try:
            for tries_left in reversed(range(TRIES)):
                await self._my_turn(pace, counts=writes(endpoint))
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    pause = pause_seconds(error)
                    pace.resume_at = asyncio.get_running_loop().time() + pause
                    log.warning("telegram_429", endpoint=endpoint, pause_seconds=pause)
                    if not tries_left:
                        raise
        finally:
            pace.users -= 1
        raise AssertionError("the last try returns or raises")

    async def _my_turn(self, pace: ChatPace, *, counts: bool) -> None:
        if counts:
            await pace.limiter.acquire()
        if (pause := pace.resume_at - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(pause)
        if counts:
            await self._overall.acquire()

    def _pace(self, chat: int | str) -> ChatPace:
        pace = self._paces.get(chat)
        if pace is None:
            if len(self._paces) >= self._forget_above:
                self._paces = {key: kept for key, kept in self._paces.items() if not kept.is_at_rest}
                # Doubling keeps the cost of forgetting per call constant, however many chats are active.
                self._forget_above = max(CHATS_KEPT, 2 * len(self._paces))
            pace = self._paces[chat] = ChatPace(_limiter_for(chat))
        return pace


def writes(endpoint: str) -> bool:
    """Whether calls of this method count against the limits of the chat they name."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"


def _limiter_for(chat: int | str) -> AsyncLimiter:
    # Groups and channels have negative ids or, as text, a @name.
    if isinstance(chat, str) or chat < 0:
        return AsyncLimiter(GROUP_BURST, GROUP_SECONDS)
    return AsyncLimiter(PRIVATE_BURST, PRIVATE_SECONDS)


def pause_seconds(error: RetryAfter) -> float:
    """How long Telegram wants us to be quiet; python-telegram-bot may give a number or a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
