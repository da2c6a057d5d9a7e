"""What a resolved answer is made of: parts with their case, their figures and their notes, each tied to its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.dates import PartialDate
from knowledge.model import AnswerSpec, Centre, Fact, Mall, Record, Source

Slots = Mapping[str, tuple[str, ...]]
"""What the question named: {"time": ("2018", "2020"), "country": ("country.kr",)}."""

NO_DATA = ("missing", "absent", "none_listed")
"""Cases that tell no figure of what was asked."""
INCOMPLETE = (*NO_DATA, "one_missing", "versus_missing")
"""Cases that lack some of it."""
POINTS_TOLD = ("points", "several", "when", "reached", "best", "worst", "highest", "lowest")
"""Cases whose words give every point with its value, not only the times that have one."""
MANY_SOURCES = 10
"""More than these are not read; then a reply cites as few as vouch for all it tells."""


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
    points: tuple[Figure, ...] = ()
    """The figures it is about, where one note serves several."""
    centre: Centre | None = None
    """What a distance is measured to."""
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    parts: tuple[Part, ...]
    has_data: bool
    """False when nothing that was asked for is known: the reply is then a refusal of class no_data."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of every record told, in the order told."""
        return tuple({source.id: source for claim in self._claims for source in claim}.values())

    @property
    def cited(self) -> tuple[Source, ...]:
        """Those a reply names: all, or of many so few that every figure, every mall and every other voice keeps one."""
        sources = self.sources
        return sources if len(sources) <= MANY_SOURCES else _fewest(self._claims, sources)

    @property
    def _claims(self) -> tuple[tuple[Source, ...], ...]:
        """Of each thing told the sources that each vouch for it alone."""
        return tuple(claim for part in self.parts for claim in _claims(part))

    @property
    def as_of(self) -> PartialDate | None:
        """The latest day any told figure is true of."""
        days = [figure.record.as_of for part in self.parts for figure in part.used]
        return max(days) if days else None


def _claims(part: Part) -> Iterator[tuple[Source, ...]]:
    for figure in part.figures.values():
        yield from _of_figure(figure)
    if part.case in POINTS_TOLD:
        for figure in part.points:
            yield from _of_figure(figure)
    for mall in part.malls:
        yield from (mall.sources,) if len(part.malls) > 1 else _each(mall.sources)
    for note in part.notes:
        if note.other:
            yield from _of_figure(note.other)
        if note.centre:
            yield note.centre.sources
        if note.kind == "ended" and note.figure and note.figure.fact.ended:
            yield from _each(note.figure.fact.ended.sources)


def _of_figure(figure: Figure) -> Iterator[tuple[Source, ...]]:
    """The sources of a statement carry a part of it each; those of a figure all give the same number."""
    record = figure.record
    yield from _each(record.sources) if figure.fact.kind == "text" else (record.sources,)
    yield from (other.sources for other in record.also)


def _each(sources: Iterable[Source]) -> Iterator[tuple[Source, ...]]:
    return ((source,) for source in sources)


def _fewest(claims: Sequence[tuple[Source, ...]], sources: Sequence[Source]) -> tuple[Source, ...]:
    """Take the source that vouches for most of what is still open, until nothing is. A weak one vouches only where
    there is no other."""
    still_open = [{source.id for source in claim if not source.is_weak} or {s.id for s in claim} for claim in claims]
    taken: set[str] = set()
    while still_open:
        best = max(sources, key=lambda source: sum(source.id in claim for claim in still_open))
        taken.add(best.id)
        still_open = [claim for claim in still_open if best.id not in claim]
    return tuple(source for source in sources if source.id in taken)
