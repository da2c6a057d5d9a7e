"""Many small questions to the database in few transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[AsyncConnection, Sequence[Item]], Awaitable[Sequence[Result]]]
"""Does the same thing for many items at once: one result for each item, in order."""

MOST_ITEMS = 500
"""Items in one transaction. SQLite takes at most 32,766 values in a statement, PostgreSQL 32,767."""


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Work[Any, Any]
    item: Any
    result: asyncio.Future[Any]
    is_alone: bool


class Batches:
    """What is asked while one batch is under way travels in the next, all of it in one transaction.

    So a quiet bot waits for nothing, and a busy one pays one commit for hundreds of turns."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[_Asked] = []
        self._running: asyncio.Task[None] | None = None

    async def ask(self, work: Work[Item, Result], item: Item, *, is_alone: bool = False) -> Result:
        """The result of `work` for `item`, once its transaction is committed. Raises what SQLAlchemy raises.

        What `is_alone` comes after all that was asked before it, and before all that is asked after it."""
        asked = _Asked(work, item, asyncio.get_running_loop().create_future(), is_alone)
        self._waiting.append(asked)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        result: Result = await asked.result
        return result

    async def finish(self) -> None:
        """Returns when nothing waits any more."""
        if self._running is not None:
            await self._running

    async def _run(self) -> None:
        while self._waiting:
            count = self._next_count()
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            try:
                await self._carry_out(batch)
            except Exception:
                # One bad item must not fail its neighbours, and a connection that died is replaced on the next try.
                for asked in batch:
                    await self._carry_out_alone(asked)
        self._running = None

    def _next_count(self) -> int:
        """How many of those that wait travel together next."""
        before = next((n for n, asked in enumerate(self._waiting) if asked.is_alone), len(self._waiting))
        return min(max(before, 1), MOST_ITEMS)

    async def _carry_out(self, batch: Sequence[_Asked]) -> None:
        by_work: dict[Work[Any, Any], list[_Asked]] = {}
        for asked in batch:
            by_work.setdefault(asked.work, []).append(asked)
        done: list[tuple[_Asked, Any]] = []
        async with self._engine.begin() as connection:
            # Always in the same order: two processes that lock the same rows then wait for each other, never in a ring.
            for work in sorted(by_work, key=lambda work: work.__name__):
                results = await work(connection, [asked.item for asked in by_work[work]])
                done += zip(by_work[work], results, strict=True)
        for asked, result in done:
            if not asked.result.done():
                asked.result.set_result(result)

    async def _carry_out_alone(self, asked: _Asked) -> None:
        try:
            await self._carry_out([asked])
        except Exception as error:
            if not asked.result.done():
                asked.result.set_exception(error)
