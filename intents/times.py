"""Times in a question: dates, months, years, and "three years ago", as ISO dates as precise as they were said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from babel import Locale

from intents.model import Span
from intents.normalise import normalise

LANGUAGES = ("id", "en")
FIRST_YEAR, LAST_YEAR = 1950, 2099
"""Years outside are no years of ours, but numbers."""

_YEAR = re.compile(r"(19[5-9]\d|20[0-4]\d)")
_ISO = re.compile(r"(20[0-4]\d) (0[1-9]|1[0-2])(?: ([0-2]\d|3[01]))?")
_NUMERIC_DATE = re.compile(r"([0-3]?\d)[/.]([01]?\d)[/.](20[0-4]\d)")
_DAY = re.compile(r"([12]?\d|3[01]|0[1-9])(?:st|nd|rd|th)?")
_EXTRA_MONTHS = {"agt": 8, "agst": 8, "agu": 8, "sept": 9, "nop": 11, "pebruari": 2, "nopember": 11, "desmber": 12}
_PARTS_OF_YEAR = {"akhir": 12, "end": 12, "late": 12, "awal": 1, "early": 1, "pertengahan": 6, "mid": 6, "medio": 6}
_NUMBER_WORDS = {
    word: number
    for words in (
        "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh",
        "one two three four five six seven eight nine ten",
    )
    for number, word in enumerate(words.split(), start=1)
}
BEFORE = frozenset({"sebelum", "before"})
"""Words that make the time behind them the end of what is asked about."""
_YEAR_WORDS = ("tahun", "thn", "th", "year", "years")
_MONTH_WORDS = ("bulan", "month", "months")
_STEPS = {
    **dict.fromkeys(("lalu", "kemarin", "silam", "ago", "last"), -1),
    **dict.fromkeys(("ini", "this"), 0),
    **dict.fromkeys(("depan", "mendatang", "next"), 1),
}


@lru_cache(maxsize=1)
def month_names() -> Mapping[str, int]:
    """Every usual way to write a month, long or short, in the languages people ask in."""
    names = dict(_EXTRA_MONTHS)
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for form in ("wide", "abbreviated"):
            for number, name in months["format"][form].items():
                names[normalise(str(name))] = number
    return names


@lru_cache(maxsize=1)
def openers() -> frozenset[str]:
    """Words, other than figures, that a time may begin with."""
    words = (*_YEAR_WORDS, *_MONTH_WORDS, *_NUMBER_WORDS, "setahun", "last", "this", "next")
    return frozenset(words) | month_names().keys() | _PARTS_OF_YEAR.keys()


def read_time(rest: Sequence[str], today: date) -> tuple[Span, int] | None:
    """The time that `rest` begins with and how many words it takes; a date the calendar does not have is a span of
    kind "no_such_date"."""
    padded = [*rest, *[""] * 7]
    for reader in (_numeric, _korean, _day_and_month, _month_and_year, _part_of_year, _relative):
        found = reader(padded, today)
        if found is not None:
            value, used = found
            text = " ".join(rest[:used])
            return Span("time" if value[0] else "no_such_date", value, text), used
    alone = _YEAR.fullmatch(padded[0])
    return (Span("time", (alone.group(1),), padded[0]), 1) if alone else None


_Found = tuple[tuple[str, ...], int] | None
"""Values as a Span has them, the first empty for a date that does not exist, and the number of words used."""


def _numeric(rest: list[str], today: date) -> _Found:
    """ "17/06/2022", "2022-06-17" (which normalising has made three words)."""
    found = _NUMERIC_DATE.fullmatch(rest[0])
    if found:
        day, month, year = (int(part) for part in found.groups())
        return _date(year, month, day, 1)
    iso = _ISO.match(" ".join(rest[:3]).strip() + " ")
    if not iso or " ".join(rest[:3])[iso.end() : iso.end() + 1].strip():
        return None
    year_text, month_text, day_text = iso.groups()
    if day_text:
        return _date(int(year_text), int(month_text), int(day_text), 3)
    return (f"{year_text}-{month_text}",), 2


def _korean(rest: list[str], today: date) -> _Found:
    """ "2022 년 6 월 17 일", as the signs of year, month and day part it; particles after them are dropped."""
    if rest[1] != "년" or not _YEAR.fullmatch(rest[0]):
        return None
    numbers = [rest[0]]
    for place, sign in ((2, "월"), (4, "일")):
        if not rest[place].isdecimal() or not rest[place + 1].startswith(sign):
            break
        numbers.append(rest[place])
    if len(numbers) == 3:
        year, month, day = (int(number) for number in numbers)
        return _date(year, month, day, 6)
    return ("-".join(f"{int(number):02d}" for number in numbers),), 2 * len(numbers)


def _day_and_month(rest: list[str], today: date) -> _Found:
    """ "17 Juni 2022", "17th of June 2022", "June 17 2022", "25 Mei"."""
    months = month_names()
    day, month, used = rest[0], rest[1], 2
    if month == "of":
        month, used = rest[2], 3
    if not (_DAY.fullmatch(day) and month in months):
        day, month, used = rest[1], rest[0], 2
        if not (month in months and _DAY.fullmatch(day) and _YEAR.fullmatch(rest[2])):
            return None
    found = _DAY.fullmatch(day)
    assert found is not None
    number = int(found.group(1))
    if _YEAR.fullmatch(rest[used]):
        return _date(int(rest[used]), months[month], number, used + 1)
    # Without its year a day is the last one that has been.
    year = today.year if (months[month], number) <= (today.month, today.day) else today.year - 1
    exact = _date(year, months[month], number, used)
    return ((*exact[0], f"-{months[month]:02d}-{number:02d}"), used) if exact and exact[0][0] else exact


def _month_and_year(rest: list[str], today: date) -> _Found:
    month = month_names().get(rest[0])
    if month is None:
        return None
    skip = 2 if rest[1] in ("tahun", "of") else 1
    return ((f"{rest[skip]}-{month:02d}",), skip + 1) if _YEAR.fullmatch(rest[skip]) else None


def _part_of_year(rest: list[str], today: date) -> _Found:
    """ "akhir 2018", "mid-2022", "akhir tahun 2018", "akhir Juni 2024"."""
    month = _PARTS_OF_YEAR.get(rest[0])
    if month is None:
        return None
    skip = 2 if rest[1] in ("tahun", "of", "the") else 1
    if _YEAR.fullmatch(rest[skip]):
        return (f"{rest[skip]}-{month:02d}",), skip + 1
    found = _month_and_year(rest[skip:], today)
    return (found[0], skip + found[1]) if found else None


def _relative(rest: list[str], today: date) -> _Found:
    """ "tahun lalu", "3 tahun lalu", "two years ago", "last month", "bulan depan"."""
    count = int(rest[0]) if rest[0].isdecimal() and len(rest[0]) < 3 else _NUMBER_WORDS.get(rest[0], 0)
    if rest[0] == "setahun":
        unit, step, used = "tahun", rest[1], 2
    elif count:
        unit, step, used = rest[1], rest[2], 3
    elif rest[0] in ("last", "this", "next"):
        unit, step, used = rest[1], rest[0], 2
    else:
        unit, step, used = rest[0], rest[1], 2
    if step not in _STEPS or unit not in (*_YEAR_WORDS, *_MONTH_WORDS):
        return None
    shift = _STEPS[step] * (count or 1)
    if unit in _YEAR_WORDS:
        year, value = today.year + shift, f"{today.year + shift}"
    else:
        year, month = divmod(today.year * 12 + today.month - 1 + shift, 12)
        value = f"{year}-{month + 1:02d}"
    return ((value,), used) if FIRST_YEAR <= year <= LAST_YEAR else None


def _date(year: int, month: int, day: int, used: int) -> _Found:
    try:
        return (date(year, month, day).isoformat(),), used
    except ValueError:
        return ("",), used
