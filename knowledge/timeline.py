"""Which record of a fact holds when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.dates import PartialDate
from knowledge.model import Fact, Record

Found = Literal["exact", "held", "range", "missing"]


@dataclass(frozen=True, slots=True)
class Held:
    """What a fact says about a time.

    exact: one record of that time. held: a state that was last recorded before it. range: several records within it,
    in time order. missing: nothing."""

    found: Found
    records: tuple[Record, ...] = ()

    @property
    def record(self) -> Record:
        """The one that counts: the last within the time."""
        return self.records[-1]


def live_records(fact: Fact) -> tuple[Record, ...]:
    """The records that were not replaced, in time order."""
    replaced = {record.replaces for record in fact.records if record.replaces}
    return tuple(record for record in fact.records if record.id is None or record.id not in replaced)


def latest(fact: Fact) -> Record:
    return live_records(fact)[-1]


def milestones(fact: Fact, most: int = 16) -> tuple[Record, ...]:
    """The whole line where it is short; of a long one the first record and the last of each year."""
    records = live_records(fact)
    if len(records) <= most:
        return records
    last_of_year = {record.as_of.year: record for record in records}
    return (records[0], *(record for record in last_of_year.values() if record is not records[0]))


def previous(fact: Fact, record: Record) -> Record | None:
    """The live record before this one, if there is any."""
    earlier = [other for other in live_records(fact) if other.as_of < record.as_of]
    return earlier[-1] if earlier else None


def at(fact: Fact, asked: PartialDate, today: date) -> Held:
    """What holds at `asked`.

    A series is true only at its points. A state holds until something newer: asked for a day or month without a
    record, the one before it held; a year takes its last record, and a year of which nothing was recorded has no
    data, except the current one, which takes the latest."""
    records = live_records(fact)
    within = [record for record in records if asked.covers(record.as_of)]
    if within:
        return Held("exact" if len({str(record.value) for record in within}) == 1 else "range", _distinct(within))
    # "2020" is a point of a series asked for a month of that year: the edition of that year is what exists.
    around = [record for record in records if record.as_of.covers(asked)]
    if around and fact.kind != "state":
        return Held("exact", (around[-1],))
    if fact.kind != "state" or asked.first > today:
        return Held("missing")
    earlier = [record for record in records if record.as_of <= asked]
    is_current_year = asked.month is None and asked.year == today.year
    if earlier and (asked.month is not None or is_current_year):
        return Held("held", (earlier[-1],))
    return Held("missing")


def _distinct(records: list[Record]) -> tuple[Record, ...]:
    """Without those that only repeat the value before them; the first of equal ones says since when."""
    kept: list[Record] = []
    for record in records:
        if not kept or kept[-1].value != record.value:
            kept.append(record)
    return tuple(kept)
