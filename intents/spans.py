"""Exact things in a question, found in one pass: dates, numbers, regulations and names.

They are taken out of the words before anything is compared, so that "EGDI 2018" and "EGDI 2020" are never alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale
from rapidfuzz.distance import OSA

from intents.model import Span
from intents.normalise import normalise

_YEAR = re.compile(r"(19[5-9]\d|20[0-4]\d)")
_ISO = re.compile(r"(20[0-4]\d) (0[1-9]|1[0-2])(?: ([0-2]\d|3[01]))?")
_NUMERIC_DATE = re.compile(r"([0-3]?\d)[/.]([01]?\d)[/.](20[0-4]\d)")
_REGULATION_SLASH = re.compile(r"(\d{1,4})/(\d{4})")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DAY = re.compile(r"([12]?\d|3[01]|0[1-9])(?:st|nd|rd|th)?")

LONGEST_ACRONYM = 5
LANGUAGES = ("id", "en")
_EXTRA_MONTHS = {"agt": 8, "agst": 8, "agu": 8, "sept": 9, "nop": 11, "pebruari": 2, "nopember": 11, "desmber": 12}
_PARTS_OF_YEAR = {"akhir": 12, "end": 12, "late": 12, "awal": 1, "early": 1, "pertengahan": 6, "mid": 6, "medio": 6}
_OPENERS = ("tahun", "thn", "th", "last", "next", "this", "nomor", "no", "number")
"""Words other than digits and months that a time or a regulation may begin with."""
_REGULATION_WORDS = frozenset(
    [
        "perpres",
        "permen",
        "permenpan",
        "permenpanrb",
        "permenpan-rb",
        "inpres",
        "keppres",
        "uu",
        "pp",
        "perda",
        "pergub",
        "perbup",
        "perwali",
        "kepmen",
        "kepmenpan",
        "kepmenpanrb",
        "skb",
        "regulation",
        "decree",
        "peraturan",
        "keputusan",
        "instruksi",
        "law",
        "undang",
    ]
)


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


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A name of something questions can be about."""

    thing: str
    """Its id: "country.kr"."""
    kind: str
    name: str


class SpanFinder:
    """Finds spans; made once per content from the names that knowledge has."""

    def __init__(self, names: Iterable[NamedThing]) -> None:
        by_name: dict[tuple[str, ...], list[NamedThing]] = {}
        for named in names:
            words = tuple(normalise(named.name).split())
            if words:
                by_name.setdefault(words, []).append(named)
        self._names: dict[str, list[tuple[tuple[str, ...], tuple[NamedThing, ...]]]] = {}
        for words, things in by_name.items():
            self._names.setdefault(words[0], []).append((words, tuple(things)))
        for entries in self._names.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._korean: dict[str, list[tuple[tuple[str, ...], tuple[NamedThing, ...]]]] = {}
        """Names in Hangul by their first syllable, the longest first."""
        for words, things in by_name.items():
            if "가" <= words[0][0] <= "힣":
                self._korean.setdefault(words[0][0], []).append((words, tuple(things)))
        for entries in self._korean.values():
            entries.sort(key=lambda entry: -len(" ".join(entry[0])))
        self.acronyms = frozenset(
            words[0]
            for words, things in by_name.items()
            if len(words) == 1 and things[0].kind == "subject" and len(words[0]) <= LONGEST_ACRONYM
        )
        """Short names of subjects."""
        self._openers = frozenset(_OPENERS) | month_names().keys() | _PARTS_OF_YEAR.keys()

    def example(self, kind: str) -> str:
        """A name of this kind, for showing what may stand in a slot; "" when there is none."""
        for entries in self._names.values():
            for words, things in entries:
                if {thing.kind for thing in things} == {kind} and things[0].thing != "country.id":
                    return " ".join(words)
        return ""

    def find(self, tokens: list[str], today: date) -> tuple[list[str | Span], tuple[Span, ...]]:
        """The tokens with each span in its place, and the spans in order."""
        items: list[str | Span] = []
        position = 0
        while position < len(tokens):
            span, used = self._at(tokens, position, today)
            if span is None:
                items.append(tokens[position])
                position += 1
            else:
                items.append(span)
                position += used
        return items, tuple(item for item in items if isinstance(item, Span))

    def _korean_name(self, tokens: list[str], position: int) -> tuple[Span | None, int]:
        """A name at the start of a word: particles stick to it, "인도네시아의"."""
        for words, things in self._korean.get(tokens[position][0], ()):
            part = tokens[position : position + len(words)]
            if tuple(part[:-1]) == words[:-1] and len(part) == len(words) and part[-1].startswith(words[-1]):
                return _named(things, " ".join(part)), len(words)
        return None, 0

    def _at(self, tokens: list[str], position: int, today: date) -> tuple[Span | None, int]:
        first = tokens[position]
        rest = tokens[position : position + 7]
        may_be_exact = first[0].isdigit() or first in self._openers
        if may_be_exact:
            for reader in (_read_iso, _read_date, _read_regulation):
                found = reader(rest, tokens[position - 1] if position else "", today)
                if found:
                    return found
        if "가" <= first[0] <= "힣":
            return self._korean_name(tokens, position)
        for words, things in self._names.get(first, ()):
            if _is_name(tokens[position : position + len(words)], words):
                return _named(things, " ".join(words)), len(words)
        if may_be_exact and _NUMBER.fullmatch(first):
            return Span("number", (plain_number(rest[0]),), rest[0]), 1
        return None, 0


def _is_name(tokens: list[str], words: tuple[str, ...]) -> bool:
    """Whether the tokens are the name, a slip in a later word forgiven: "jawa tegah"."""
    return len(tokens) == len(words) and all(
        token == word or (place > 0 and len(word) >= 5 and OSA.distance(token, word, score_cutoff=1) <= 1)
        for place, (token, word) in enumerate(zip(tokens, words, strict=True))
    )


def _named(things: tuple[NamedThing, ...], text: str) -> Span:
    """A subject comes first: "Kementerian PANRB" is what is talked about, unless an agency is wanted."""
    ordered = sorted(things, key=lambda thing: thing.kind != "subject")
    return Span(ordered[0].kind, tuple(dict.fromkeys(thing.thing for thing in ordered)), text)


def plain_number(text: str) -> str:
    """ "1.500" and "1,500" are 1500; "3,12" and "3.12" are 3.12."""
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text) and not text.startswith("0"):
        return re.sub(r"[.,]", "", text)
    return text.replace(",", ".")


_Read = tuple[Span, int] | None


def _read_iso(rest: list[str], before: str, today: date) -> _Read:
    found = _NUMERIC_DATE.fullmatch(rest[0])
    if found:
        day, month, year = (int(part) for part in found.groups())
        return _time(f"{year:04d}-{month:02d}-{day:02d}", rest[:1]) if _is_date(year, month, day) else None
    text = " ".join(rest[:3])
    found = _ISO.match(text)
    if found and (found.end() == len(text) or text[found.end()] == " "):
        year_text, month_text, day_text = found.groups()
        value = f"{year_text}-{month_text}" + (f"-{day_text}" if day_text else "")
        if not day_text or _is_date(int(year_text), int(month_text), int(day_text)):
            return _time(value, rest[: 3 if day_text else 2])
    return None


def _read_date(rest: list[str], before: str, today: date) -> _Read:
    months = month_names()
    first, second, third = (*rest, "", "", "")[:3]
    if second == "년" and _YEAR.fullmatch(first):
        return _read_korean(rest)
    day = _DAY.fullmatch(first)
    if day and second == "of":  # "25th of May 2021"
        second, third, extra = third, (*rest, "", "", "", "")[3], 1
    else:
        extra = 0
    if day and second in months:
        number = int(day.group(1))
        if _YEAR.fullmatch(third) and _is_date(int(third), months[second], number):
            return _time(f"{third}-{months[second]:02d}-{number:02d}", rest[: 3 + extra])
        # Without its year a day is the last one that has been.
        year = today.year if (months[second], number) <= (today.month, today.day) else today.year - 1
        if not _is_date(year, months[second], number):
            return None
        day_and_month = f"-{months[second]:02d}-{number:02d}"
        return Span("time", (f"{year}{day_and_month}", day_and_month), " ".join(rest[: 2 + extra])), 2 + extra
    if first in months:
        day = _DAY.fullmatch(second)
        if _YEAR.fullmatch(second):
            return _time(f"{second}-{months[first]:02d}", rest[:2])
        if second in ("tahun", "of") and _YEAR.fullmatch(third):
            return _time(f"{third}-{months[first]:02d}", rest[:3])
        if day and _YEAR.fullmatch(third) and _is_date(int(third), months[first], int(day.group(1))):
            return _time(f"{third}-{months[first]:02d}-{int(day.group(1)):02d}", rest[:3])
        return None
    if first in _PARTS_OF_YEAR:
        skip = 2 if second in ("tahun", "of", "the") else 1
        year_text = (*rest, "", "", "")[skip]
        if _YEAR.fullmatch(year_text):
            return _time(f"{year_text}-{_PARTS_OF_YEAR[first]:02d}", rest[: skip + 1])
        return None
    if (first in ("tahun", "thn", "th") and second in ("lalu", "kemarin")) or (first, second) == ("last", "year"):
        return _time(str(today.year - 1), rest[:2])
    if (first == "tahun" and second in ("depan", "mendatang")) or (first, second) == ("next", "year"):
        return _time(str(today.year + 1), rest[:2])
    if (first == "tahun" and second == "ini") or (first, second) == ("this", "year"):
        return _time(str(today.year), rest[:2])
    alone = _YEAR.fullmatch(first)
    return _time(alone.group(1), rest[:1]) if alone else None


def _read_korean(rest: list[str]) -> _Read:
    """ "2022 년 6 월 17 일", as the signs of year, month and day part it; particles after them are dropped."""
    numbers = [rest[0]]
    for place, sign in ((2, "월"), (4, "일")):
        number, after = (*rest, *[""] * 6)[place : place + 2]
        if not number.isdecimal() or not after.startswith(sign):
            break
        numbers.append(f"{int(number):02d}")
    value = "-".join(numbers)
    if len(numbers) == 3 and not _is_date(*(int(number) for number in numbers)):
        return _time(numbers[0], rest[:2])
    return _time(value, rest[: 2 * len(numbers)])


def _read_regulation(rest: list[str], before: str, today: date) -> _Read:
    """ "95/2018", "nomor 95 tahun 2018", "perpres 95"."""
    found = _REGULATION_SLASH.fullmatch(rest[0])
    if found:
        return Span("regulation", (f"{found.group(1)}/{found.group(2)}", found.group(1)), rest[0]), 1
    skip = 1 if rest[0] in ("nomor", "no", "number") else 0
    if (skip or before in _REGULATION_WORDS) and len(rest) > skip and re.fullmatch(r"\d{1,4}", rest[skip]):
        number = rest[skip]
        tail = rest[skip + 1 : skip + 3]
        if len(tail) == 2 and tail[0] in ("tahun", "of", "thn", "th") and _YEAR.fullmatch(tail[1]):
            used = skip + 3
            return Span("regulation", (f"{number}/{tail[1]}", number), " ".join(rest[:used])), used
        if not _YEAR.fullmatch(number):
            return Span("regulation", (number,), " ".join(rest[: skip + 1])), skip + 1
    return None


def _time(value: str, used: list[str]) -> _Read:
    return Span("time", (value,), " ".join(used)), len(used)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
