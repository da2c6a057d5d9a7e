"""Dates as precise as they are known: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year ("2022"), a month ("2022-06") or a day ("2022-06-17"). Ordered by its last day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the ISO form. Raises ValueError with a sentence that says what would be right."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f'date "{text}" is not of the form "2022", "2022-06" or "2022-06-17"')
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f'date "{text}": there is no month {month}; write "{year}-12" or "{year}-12-31"')
        if month is not None and day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValueError(f'date "{text}": that month has no day {day}')
        return cls(year, month, day)

    @property
    def first(self) -> date:
        """The first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def covers(self, other: PartialDate) -> bool:
        """Whether `other` lies wholly within this date: 2022 covers 2022-06."""
        return self.first <= other.first and other.last <= self.last

    def __lt__(self, other: PartialDate) -> bool:
        # 2022 (the year) sorts after 2022-06-17: what is known of a year holds at its end.
        return (self.last, -self.first.toordinal()) < (other.last, -other.first.toordinal())

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)
