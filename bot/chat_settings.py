"""How the bot behaves in one chat, as its people have set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""Where "today" and quiet hours are taken; no summer time, so no time zone data is needed."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Whole hours in Jakarta, 0-23; from 22 to 6 goes over midnight."""

    start: int
    end: int
    """The first hour that is no longer quiet."""

    def include(self, at: datetime) -> bool:
        hour = at.astimezone(JAKARTA).hour
        return (hour - self.start) % 24 < (self.end - self.start) % 24


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """The defaults are those of a chat where nobody has set anything."""

    lang: str | None = None
    """Language of the replies; None: that of each question."""
    compact: bool | None = None
    """Whether answers are short; None: in groups yes, in private no."""
    ambient: bool = False
    """Whether questions in a group are answered that are not for the bot."""
    quiet: QuietHours | None = None
    muted_until: int | None = None
    """Seconds since 1970 UTC."""

    def is_compact(self, *, in_group: bool) -> bool:
        return in_group if self.compact is None else self.compact

    def is_muted(self, at: datetime) -> bool:
        """Whether admins have silenced the bot."""
        return self.muted_until is not None and at.timestamp() < self.muted_until

    def is_quiet(self, at: datetime) -> bool:
        """Whether what is said makes no sound, and only who asked is answered: in quiet hours, and while muted."""
        return self.is_muted(at) or (self.quiet is not None and self.quiet.include(at))
