"""What may be forgotten after a while: kept in memory for so many seconds, then gone by itself."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def loop_seconds() -> float:
    """Seconds of the running event loop: a test that owns the loop owns the time."""
    return asyncio.get_running_loop().time()


class Recent(Generic[Key, Value]):
    """Values for `seconds` after each was put. `clock` gives seconds and never goes back."""

    def __init__(self, seconds: float, clock: Callable[[], float] = loop_seconds) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value put last; None when that is too long ago, or never was."""
        self._drop_old()
        found = self._kept.get(key)
        return None if found is None else found[1]

    def put(self, key: Key, value: Value) -> None:
        self._drop_old()
        self._kept[key] = (self._clock() + self._seconds, value)
        self._kept.move_to_end(key)

    def forget(self, key: Key) -> None:
        self._kept.pop(key, None)

    def _drop_old(self) -> None:
        # Each is kept as long as any other, so the oldest stand first.
        now = self._clock()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)
