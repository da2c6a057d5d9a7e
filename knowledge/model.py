"""What the bot knows, as frozen values. Made by `load`, read by everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.dates import PartialDate
from knowledge.errors import Problem

Texts = Mapping[str, str]
"""The same words per language."""
Value = int | str | Texts
"""A whole number, a decimal kept as text ("0.6612"), or a statement per language."""
FactKind = Literal["state", "series", "text"]
Shape = Literal["figure", "when", "extreme", "points", "text", "holder", "mall", "malls"]
Tell = Literal["all", "when", "where", "hours"]
Pick = Literal["best", "worst", "first", "last", "highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document somebody published. One entry a document, never one a claim."""

    id: str
    title: str
    publisher: str
    url: str | None
    published: PartialDate | None
    kind: str
    language: str
    is_weak: bool
    """A personal code repository or the like: never alone under an answer without saying so."""


@dataclass(frozen=True, slots=True)
class OtherVoice:
    """What another source says of the same thing at the same time."""

    value: Value
    sources: tuple[Source, ...]
    note: Texts | None


@dataclass(frozen=True, slots=True)
class Record:
    """One value at one time, with who says so."""

    id: str | None
    as_of: PartialDate
    """The day the value is true of, not the day it was published."""
    value: Value
    out_of: int | None
    sources: tuple[Source, ...]
    note: Texts | None
    confidence: str
    also: tuple[OtherVoice, ...]
    replaces: str | None
    because: Texts | None

    @property
    def is_unconfirmed(self) -> bool:
        """Rests on weak sources alone, or a second look did not trust it."""
        return self.confidence == "low" or all(source.is_weak for source in self.sources)


@dataclass(frozen=True, slots=True)
class Ended:
    """Since when a fact no longer holds, and what took its place."""

    as_of: PartialDate
    sources: tuple[Source, ...]
    because: Texts | None
    by: str | None
    """Id of the fact that took its place."""


@dataclass(frozen=True, slots=True)
class Term:
    since: PartialDate
    until: PartialDate | None
    """None: still."""

    def overlaps(self, time: PartialDate) -> bool:
        return self.since.first <= time.last and (self.until is None or time.first <= self.until.last)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is counted or stated, with its records in time order."""

    id: str
    subject: str
    kind: FactKind
    about: Texts
    measure: str | None
    """Facts of one measure are the same count of different things: egdi.rank of Indonesia, of Korea."""
    of: str | None
    """The thing it is counted of, e.g. "country.kr"."""
    unit: str | None
    better: Literal["lower", "higher"] | None
    review_by: PartialDate | None
    records: tuple[Record, ...]
    ended: Ended | None
    term: Term | None = None
    """Of whom an office is told: from when until when they held it."""

    def is_stale(self, today: date) -> bool:
        return self.review_by is not None and today > self.review_by.last


@dataclass(frozen=True, slots=True)
class AnswerSpec:
    """How an answer is made from facts."""

    id: str
    shape: Shape
    facts: tuple[str, ...]
    measures: tuple[str, ...]
    of: tuple[str, ...]
    """Kinds of things that choose among the facts of a measure."""
    default: str | None
    pick: Pick | None
    tell: Tell | None
    follow_ups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something questions can be about: a subject, a country, a region..."""

    id: str
    """With its kind: "subject.egdi", "country.kr"."""
    kind: str
    names: Mapping[str, tuple[str, ...]]
    """Per language; the first is how we say it ourselves."""
    province: str | None = None
    """Of a region: the id of its province."""

    def name(self, lang: str) -> str:
        names = self.names.get(lang) or self.names.get("id") or next(iter(self.names.values()))
        return names[0]


@dataclass(frozen=True, slots=True)
class Mall:
    """What is known of the MPP of one region, or of one that a province runs itself."""

    place: str
    """Id of the region or province."""
    province: str
    status: str
    """inaugurated, soft_launch, opened_locally or mentioned"""
    inaugurated: PartialDate | None
    event: Texts | None
    address: str | None
    site: str | None
    hours: Texts | None
    note: Texts | None
    confidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Centre:
    """Where the seat of a region or province lies."""

    place: str
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language says things. Templates hold words and placeholders, never a digit."""

    language: str
    units: Mapping[str, Mapping[str, str]]
    shapes: Mapping[str, Mapping[str, str]]
    notes: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything known. Frozen; a change of content is a new one."""

    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    answers: Mapping[str, AnswerSpec]
    things: Mapping[str, Thing]
    wordings: Mapping[str, Wording]
    measures: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    """measure -> thing id -> fact"""
    malls: Mapping[str, Mall] = field(default_factory=dict)
    """place -> its MPP; a list of what is known, never a count"""
    centres: Mapping[str, Centre] = field(default_factory=dict)
    """place -> where it lies; not all are known"""
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """place -> ids of the statements about MPP that name it, the most particular first"""
    places: Mapping[str, Callable[..., Problem]] = field(default_factory=dict, repr=False, compare=False)
    """"fact dgcc.term" -> a maker of problems at its line, for checks that need more than this room."""
