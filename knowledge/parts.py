"""What a resolved answer is made of: parts with their case, their figures and their notes, each tied to its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.dates import PartialDate
from knowledge.model import AnswerSpec, Fact, Mall, Record, Source

Slots = Mapping[str, tuple[str, ...]]
"""What the question named: {"time": ("2018", "2020"), "country": ("country.kr",)}."""

NO_DATA = ("missing", "absent", "none_listed")
"""Cases that tell no figure of what was asked."""
INCOMPLETE = (*NO_DATA, "one_missing", "versus_missing")
"""Cases that lack some of it."""
POINTS_TOLD = ("points", "several", "when", "reached", "best", "worst", "highest", "lowest")
"""Cases whose words give every point with its value, not only the times that have one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that may be shown: never without its record."""

    fact: Fact
    record: Record


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence to be: which answer's words, which case of them, and what fills them."""

    answer: AnswerSpec
    case: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    fact: Fact | None = None
    """The fact asked about, also when it has no figure for the time."""
    asked: tuple[str, ...] = ()
    """Times or things that were asked for and are not there, or that a range is about."""
    points: tuple[Figure, ...] = ()
    change: Decimal | None = None
    """Always positive; the case says which way."""
    notes: tuple[Note, ...] = ()
    malls: tuple[Mall, ...] = ()
    """Rows of the directory that are told."""

    @property
    def used(self) -> tuple[Figure, ...]:
        return tuple(self.figures.values()) + self.points


@dataclass(frozen=True, slots=True)
class Note:
    """Something that must be told with a figure: stale, disputed, ended, unconfirmed, since_*."""

    kind: str
    figure: Figure | None = None
    other: Figure | None = None
    change: Decimal | None = None
    mall: Mall | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    parts: tuple[Part, ...]
    has_data: bool
    """False when nothing that was asked for is known: the reply is then a refusal of class no_data."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of every record told, in the order told."""
        found: dict[str, Source] = {}
        for part in self.parts:
            for figure in part.figures.values():
                _collect(figure, found)
            if part.case in POINTS_TOLD:
                for figure in part.points:
                    _collect(figure, found)
            for mall in part.malls:
                found.update((source.id, source) for source in mall.sources)
            for note in part.notes:
                if note.other:
                    _collect(note.other, found)
                if note.kind == "ended" and note.figure and note.figure.fact.ended:
                    found.update((source.id, source) for source in note.figure.fact.ended.sources)
        return tuple(found.values())

    @property
    def as_of(self) -> PartialDate | None:
        """The latest day any told figure is true of."""
        days = [figure.record.as_of for part in self.parts for figure in part.used]
        return max(days) if days else None


def _collect(figure: Figure, found: dict[str, Source]) -> None:
    for source in figure.record.sources:
        found.setdefault(source.id, source)
    for other in figure.record.also:
        for source in other.sources:
            found.setdefault(source.id, source)
