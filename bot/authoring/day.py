"""The day to answer for, as a person or a program writes it."""

from __future__ import annotations

import re
from datetime import date

EARLIEST, LATEST = 1950, 2100
"""Years. Outside of them a day is a slip; no record is as old, no review date as far away."""


def read_day(text: object) -> date:
    """A day of the form YYYY-MM-DD. Raises ValueError with a sentence that says what would be right."""
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError("there is no such day; write one of the calendar, such as 2026-11-21") from None
        if EARLIEST <= day.year <= LATEST:
            return day
        raise ValueError(f"write a day from {EARLIEST} to {LATEST}, such as 2026-11-21")
    raise ValueError("write a day as YYYY-MM-DD, such as 2026-11-21")
