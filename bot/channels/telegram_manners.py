"""What keeps a group readable: few answers a minute, none twice, no string of "I do not know".

All of it is in memory: a restart forgets at most a few lines that were said lately, and a group then sees one twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from bot.channels.recent import Recent
from bot.channels.telegram_delivery import Place

ANSWERS_A_MINUTE = 4
MINUTE_SECONDS = 60.0
REPEAT_SECONDS = 600.0
"""For so long an answer is pointed to instead of given again, and a person is told only once of a miss."""


class Manners:
    """What was said in groups lately. `now` gives the time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        def seconds() -> float:
            return now().timestamp()

        self._seconds = seconds
        self._spoken: Recent[int, deque[float]] = Recent(MINUTE_SECONDS, seconds)
        self._referred: Recent[Hashable, bool] = Recent(MINUTE_SECONDS, seconds)
        self._missed: Recent[Hashable, bool] = Recent(REPEAT_SECONDS, seconds)
        self._told: Recent[Hashable, int] = Recent(REPEAT_SECONDS, seconds)

    def is_busy(self, chat: int) -> bool:
        """Whether the group has had its answers for this minute."""
        spoken = self._spoken.get(chat)
        return spoken is not None and len(spoken) == ANSWERS_A_MINUTE and spoken[0] > self._seconds() - MINUTE_SECONDS

    def note_spoken(self, chat: int) -> None:
        """The group is about to get an answer."""
        spoken = self._spoken.get(chat) or deque(maxlen=ANSWERS_A_MINUTE)
        spoken.append(self._seconds())
        self._spoken.put(chat, spoken)

    def may_refer(self, chat: int) -> bool:
        """Whether to say that it goes on in private: once a minute."""
        return _first_time(self._referred, chat)

    def may_miss(self, chat: int, person: str) -> bool:
        """Whether to tell a person that there is no answer: once in ten minutes."""
        return _first_time(self._missed, (chat, person))

    def told(self, place: Place, asked: Sequence[str], lang: str) -> int | None:
        """The message that answered the same, in this topic and language, less than ten minutes ago."""
        return self._told.get(_same(place, asked, lang))

    def note_told(self, place: Place, asked: Sequence[str], lang: str, message: int) -> None:
        self._told.put(_same(place, asked, lang), message)

    def forget_told(self, place: Place, asked: Sequence[str], lang: str) -> None:
        """The message says something else now, or was deleted."""
        self._told.forget(_same(place, asked, lang))


def _same(place: Place, asked: Sequence[str], lang: str) -> Hashable:
    return place.chat, place.topic, tuple(asked), lang


def _first_time(recent: Recent[Hashable, bool], key: Hashable) -> bool:
    if recent.get(key):
        return False
    recent.put(key, True)
    return True
