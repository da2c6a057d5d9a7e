"""Clocks of tests: waits of minutes, tested in milliseconds and exactly."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from queue import SimpleQueue
from typing import Any, TypeVar
from unittest.mock import patch

import aiosqlite.core

STEP_SECONDS = 1e-6
BEGINNING_SECONDS = 1000.0
"""Above 0, as every real clock starts."""
THREAD_PATIENCE_SECONDS = 30.0
"""How long the loop waits for a thread that was given work: a picture to be drawn, a database."""

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Moves the clock on instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = BEGINNING_SECONDS

    def select(self, timeout: float | None = None) -> Any:
        # A step of the loop takes a little, as everywhere: who waits until "now" would wait for ever otherwise.
        self.seconds += (timeout or 0) + STEP_SECONDS
        return super().select(0 if timeout else timeout)


class _Standing(_Skipping):
    """Moves the clock on only as far as it was told to, and tells when nothing else can happen until then."""

    def __init__(self) -> None:
        super().__init__()
        self.until = self.seconds
        self.at_work = 0
        """Threads that will ring the loop."""
        self.on_still: Callable[[], None] | None = None

    def select(self, timeout: float | None = None) -> Any:
        self.seconds += STEP_SECONDS
        if timeout is not None and timeout <= 0:
            return selectors.DefaultSelector.select(self, 0)
        events = selectors.DefaultSelector.select(self, THREAD_PATIENCE_SECONDS if self.at_work else 0)
        if events or self.at_work:
            return events
        if timeout is not None and self.seconds + timeout <= self.until:
            self.seconds += timeout
        else:
            self.seconds = max(self.seconds, self.until)
            if self.on_still is not None:
                self.on_still()
        return events


class _SkippingLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: _Skipping | None = None) -> None:
        self._clock = clock or _Skipping()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.seconds


class StandingClock(_SkippingLoop):
    """A loop whose time passes only when it is told to. Of `run_standing`."""

    def __init__(self) -> None:
        self._standing = _Standing()
        super().__init__(self._standing)

    @property
    def passed_seconds(self) -> float:
        return self.time() - BEGINNING_SECONDS

    async def still(self) -> None:
        """Returns when nothing more can happen unless time passes."""
        quiet = self.create_future()

        def tell() -> None:
            if not quiet.done():
                quiet.set_result(None)

        self._standing.on_still = tell
        try:
            await quiet
        finally:
            self._standing.on_still = None

    async def pass_seconds(self, seconds: float) -> None:
        """Everything that was to happen in this time happens, each thing at its moment."""
        await self.still()
        self._standing.until = self.time() + seconds
        await self.still()

    async def finished(self, task: asyncio.Task[T], within_seconds: float = 60.0) -> T:
        """What comes out of a task that may wait for time to pass."""
        for _ in range(int(within_seconds)):
            if task.done():
                break
            await self.pass_seconds(1.0)
        assert task.done(), f"not finished within {within_seconds:.0f} seconds"
        return await task

    def run_in_executor(self, executor: Executor | None, func: Any, *args: Any) -> Any:  # type: ignore[override]
        return self.will_ring(super().run_in_executor(executor, func, *args))

    def will_ring(self, future: asyncio.Future[T]) -> asyncio.Future[T]:
        """Until it is done something can happen, for a thread works on it."""
        self._standing.at_work += 1
        future.add_done_callback(self._rang)
        return future

    def _rang(self, _: object) -> None:
        self._standing.at_work -= 1


class _WatchedQueue:
    """What aiosqlite hands to the thread in which SQLite works: pairs of a future and a function."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Any] = SimpleQueue()

    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, object]) -> None:
        future, _ = item
        if future is not None:
            loop = future.get_loop()
            assert isinstance(loop, StandingClock)
            loop.will_ring(future)
        self._queue.put_nowait(item)

    def get(self) -> Any:
        return self._queue.get()


def run_skipping(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; only for work that waits for nothing but time."""
    with asyncio.Runner(loop_factory=_SkippingLoop) as runner:
        return runner.run(work)


def run_standing(work: Callable[[StandingClock], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on a clock that it moves itself; it may use threads and SQLite, but no sockets."""
    with (
        patch.object(aiosqlite.core, "SimpleQueue", _WatchedQueue),
        asyncio.Runner(loop_factory=StandingClock) as runner,
    ):
        loop = runner.get_loop()
        assert isinstance(loop, StandingClock)
        return runner.run(work(loop))
