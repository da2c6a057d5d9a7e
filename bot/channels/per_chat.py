"""The order of work: one chat's updates one after the other, chats side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Hashable
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

CHATS_AT_ONCE = 4096
"""Chats with an update in work. Far more than there are connections: a chat that waits for its send limit
keeps its slot meanwhile, and must not keep others from theirs."""
MOST_WAITING = 2000
"""Updates of one chat that wait their turn; what comes on top is dropped. A group in uproar brings a thousand at once,
and nobody reads answers that come an hour late."""

log = structlog.get_logger(__name__)


class PerChat(BaseUpdateProcessor):
    """The first update of a chat takes a slot and works off what arrives for that chat until nothing waits.

    `BaseUpdateProcessor.process_update` holds a slot for as long as `do_process_update` runs. A further update
    of a chat in work is therefore only put in that chat's queue and gives its slot back at once: a flooding
    chat takes one slot, however much of it is waiting.
    """

    __slots__ = ("_closed", "_has_warned", "_in_work", "_waiting")

    def __init__(self, chats_at_once: int = CHATS_AT_ONCE) -> None:
        super().__init__(chats_at_once)
        self._waiting: dict[Hashable, deque[Coroutine[Any, Any, Any]]] = {}
        self._in_work: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._has_warned = False

    @property
    def waiting(self) -> int:
        """Updates that have not been begun."""
        return sum(len(queue) for queue in self._waiting.values())

    async def do_process_update(self, update: object, coroutine: Coroutine[Any, Any, Any]) -> None:  # type: ignore[override]
        if self._closed:
            coroutine.close()
            return
        chat = _chat_of(update)
        if chat in self._waiting:
            if len(self._waiting[chat]) < MOST_WAITING:
                self._waiting[chat].append(coroutine)
            else:
                coroutine.close()
                self._warn_of_flood()
            return
        queue = self._waiting[chat] = deque([coroutine])
        task = asyncio.current_task()
        assert task is not None
        self._in_work.add(task)
        try:
            while queue:
                try:
                    await queue.popleft()
                except Exception as error:  # the next question of this chat is not to blame
                    log.error("update_failed", error=type(error).__name__)
        finally:
            del self._waiting[chat]
            self._has_warned = False
            self._in_work.discard(task)
            for unbegun in queue:
                unbegun.close()

    def _warn_of_flood(self) -> None:
        """One line in the log for a whole flood."""
        if not self._has_warned:
            log.warning("chat_floods", dropped_above=MOST_WAITING)
        self._has_warned = True

    async def initialize(self) -> None:
        self._closed = False

    async def shutdown(self) -> None:
        """Break off what is in work and drop what waits."""
        self._closed = True
        in_work = list(self._in_work)
        for task in in_work:
            task.cancel()
        await asyncio.gather(*in_work, return_exceptions=True)


def _chat_of(update: object) -> Hashable:
    """What has to stay in order: the chat, else the person, else nothing. What a person is typing inline waits for
    none of what they asked in private."""
    if isinstance(update, Update):
        if update.inline_query is not None:
            return "inline", update.inline_query.from_user.id
        if update.message is not None and update.message.migrate_to_chat_id is not None:
            # Of the new chat: what waits in the old one must know of the move too.
            return update.message.migrate_to_chat_id
        owner = update.effective_chat or update.effective_user
        if owner is not None:
            return owner.id
    return object()
