"""Time that passes only while nothing else can happen: waits of minutes, tested in milliseconds and exactly."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

STEP_SECONDS = 1e-6

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Moves the clock on instead of waiting."""

    skipped_seconds = 0.0

    def select(self, timeout: float | None = None) -> Any:
        # A step of the loop takes a little, as everywhere: who waits until "now" would wait for ever otherwise.
        self.skipped_seconds += (timeout or 0) + STEP_SECONDS
        return super().select(0 if timeout else timeout)


class _SkippingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        # Starts above 0, as every real clock does.
        return 1000.0 + self._skipping.skipped_seconds


def run_skipping(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; only for work that waits for nothing but time."""
    with asyncio.Runner(loop_factory=_SkippingLoop) as runner:
        return runner.run(work)
