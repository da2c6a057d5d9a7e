"""Exact things in a question, found in one pass: dates, numbers, regulations and names.

They are taken out of the words before anything is compared, so that "EGDI 2018" and "EGDI 2020" are never alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intents.model import Span
from intents.normalise import normalise
from intents.times import BEFORE, openers, read_time

_YEAR = re.compile(r"(19[5-9]\d|20[0-4]\d)")
_REGULATION_SLASH = re.compile(r"(\d{1,4})/(\d{4})")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

LONGEST_ACRONYM = 5
SHORTEST_NAME = 3
"""Letters of a name that something may lean on: "punya" is no "PU" with its "-nya"."""
LONG = 5
"""Letters from which on a later word of a name may have a slip."""
BOUND_REACH = 3
"""Words between "before" and the time it belongs to, and one."""
_ISSUERS = frozenset({"menteri", "presiden", "panrb", "minister", "president"})
_REGULATION_WORDS = frozenset(
    {
        *(
            "perpres",
            "permen",
            "permenpan",
            "permenpanrb",
            "inpres",
            "keppres",
            "uu",
            "pp",
            "perda",
            "pergub",
            "perbup",
        ),
        *("perwali", "kepmen", "kepmenpan", "kepmenpanrb", "skb", "regulation", "decree", "peraturan", "keputusan"),
        *("instruksi", "law", "undang"),
    }
)


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
        self._names = {words: tuple(things) for words, things in by_name.items()}
        self._longer: dict[str, dict[int, list[str]]] = {}
        """First word -> number of words -> the names of so many words, more first."""
        for words in self._names:
            self._longer.setdefault(words[0], {}).setdefault(len(words), []).append(" ".join(words))
        self._longer = {first: dict(sorted(lengths.items(), reverse=True)) for first, lengths in self._longer.items()}
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
        self._last_words = frozenset(words[-1] for words in by_name)
        self.long_names = frozenset(
            words[0] for words in by_name if len(words) == 1 and len(words[0]) > LONGEST_ACRONYM
        )
        """Names of one word in which a slip can be told."""
        self._openers = openers() | {"nomor", "no", "number"}

    def example(self, kind: str) -> str:
        """A name of this kind, for showing what may stand in a slot; "" when there is none."""
        for lengths in self._longer.values():
            for name in chain.from_iterable(lengths.values()):
                things = self._names[tuple(name.split())]
                if {thing.kind for thing in things} == {kind} and things[0].thing != "country.id":
                    return name
        return ""

    def find(self, tokens: list[str], today: date) -> tuple[list[str | Span], tuple[Span, ...]]:
        """The tokens with each span in its place, and the spans in order."""
        tokens = [self._without_nya(token) for token in tokens]
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
        items = _without_bounds(items)
        return items, tuple(item for item in items if isinstance(item, Span))

    def _without_nya(self, token: str) -> str:
        """The last word of a name without what leans on it: "mal pelayanan publiknya"."""
        bare = token.removesuffix("nya")
        is_name = len(bare) >= SHORTEST_NAME and bare in self._last_words
        return bare if is_name and token not in self._last_words else token

    def _name(self, words: tuple[str, ...], names: list[str]) -> tuple[str, ...] | None:
        """The name that the words are, a slip in a later one forgiven: "jawa tegah"."""
        if words in self._names:
            return words
        if len(words) == 1:
            return None
        slips = len(words) - 1
        for name, _, _ in process.extract_iter(" ".join(words), names, scorer=OSA.distance, score_cutoff=slips):
            known = tuple(name.split())
            if _is_nearly(words[1:], known[1:]):
                return known
        return None

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
            before = tokens[position - 1] if position else ""
            found = read_time(rest, today) or _read_regulation(rest, before)
            if found:
                return found
        if "가" <= first[0] <= "힣":
            return self._korean_name(tokens, position)
        for length, names in self._longer.get(first, {}).items():
            words = tuple(tokens[position : position + length])
            if len(words) == length and (found_name := self._name(words, names)):
                return _named(self._names[found_name], " ".join(found_name)), length
        if may_be_exact and _NUMBER.fullmatch(first):
            return Span("number", (plain_number(rest[0]),), rest[0]), 1
        return None, 0


def _without_bounds(items: list[str | Span]) -> list[str | Span]:
    """Without the times that only say what another one came before: "before the 2018 results, what was it in 2017?"
    asks of 2017."""
    times = [place for place, item in enumerate(items) if isinstance(item, Span) and item.kind == "time"]
    bounds = {place for place in times if any(item in BEFORE for item in items[max(place - BOUND_REACH, 0) : place])}
    return [item for place, item in enumerate(items) if place not in bounds] if len(bounds) < len(times) else items


def _is_nearly(tokens: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the tokens are the words, slips in long ones forgiven."""
    return all(
        token == word or (len(word) >= LONG and OSA.distance(token, word, score_cutoff=1) <= 1)
        for token, word in zip(tokens, words, strict=True)
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


def _read_regulation(rest: list[str], before: str) -> tuple[Span, int] | None:
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
        # "nomor 1 EGDI" is a rank; only after the kind of a regulation is it the number of one.
        if not _YEAR.fullmatch(number) and (not skip or before in _REGULATION_WORDS or before in _ISSUERS):
            return Span("regulation", (number,), " ".join(rest[: skip + 1])), skip + 1
    return None
