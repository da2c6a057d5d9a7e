"""Which sources a reply cites: all of a few, of many so few that nothing told is left without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge import Knowledge, Resolved, Source, answer_for, resolve
from knowledge.dates import PartialDate
from knowledge.model import Mall, OtherVoice
from knowledge.parts import MANY_SOURCES, Figure, Part

TODAY = date(2026, 11, 21)
MANY = 2 * MANY_SOURCES


def source(id: str, *, is_weak: bool = False) -> Source:
    return Source(id, id.title(), "Kantor Berita", None, PartialDate.parse("2024"), "news", "id", is_weak)


SHARED = source("shared")
OWN = [source(f"own_{number}") for number in range(MANY)]


def mall(place: str, *sources: Source) -> Mall:
    return Mall(place, "province.jawa_timur", "inaugurated", None, None, None, None, None, None, "high", sources)


def listed(tiny: Knowledge, *malls: Mall) -> Resolved:
    spec = answer_for(tiny, "rank.all")
    assert spec is not None
    return Resolved((Part(spec, "listed", malls=malls),), has_data=True)


def ids(sources: tuple[Source, ...]) -> list[str]:
    return [each.id for each in sources]


def test_a_few_sources_are_all_cited(tiny: Knowledge) -> None:
    resolved = listed(tiny, *(mall(f"region.{own.id}", own, SHARED) for own in OWN[: MANY_SOURCES - 1]))
    assert resolved.cited == resolved.sources


def test_a_long_list_cites_the_fewest_that_vouch_for_every_mall(tiny: Knowledge) -> None:
    others = (mall("region.alone", OWN[-1]), mall("region.two", OWN[-2], OWN[-1]))
    resolved = listed(tiny, *(mall(f"region.{own.id}", own, SHARED) for own in OWN[:-2]), *others)
    assert len(resolved.sources) == MANY + 1
    assert ids(resolved.cited) == ["shared", OWN[-1].id]


def test_a_weak_source_vouches_only_where_there_is_no_other(tiny: Knowledge) -> None:
    weak = source("weak", is_weak=True)
    resolved = listed(tiny, *(mall(f"region.{own.id}", weak, own) for own in OWN), mall("region.rumour", weak))
    assert ids(resolved.cited) == ["weak", *ids(tuple(OWN))]


def test_all_that_is_told_of_one_mall_keeps_its_sources(tiny: Knowledge) -> None:
    resolved = listed(tiny, mall("region.one", *OWN))
    assert resolved.cited == tuple(OWN)


def test_both_sides_of_a_dispute_are_cited(tiny: Knowledge) -> None:
    spec = answer_for(tiny, "rank.all")
    assert spec is not None
    fact = tiny.facts["rank.id"]
    other_voice = OtherVoice(89, (OWN[0], OWN[1]), None)
    records = [replace(fact.records[0], sources=(SHARED, own), also=()) for own in OWN[2:]]
    records.append(replace(fact.records[1], sources=(SHARED,), also=(other_voice,)))
    points = tuple(Figure(fact, record) for record in records)
    resolved = Resolved((Part(spec, "points", fact=fact, points=points),), has_data=True)
    assert ids(resolved.cited) == ["shared", OWN[0].id]


def test_a_statement_keeps_all_its_sources_for_each_carries_a_part_of_it(tiny: Knowledge) -> None:
    fact = tiny.facts["mall.rumour"]
    spec = answer_for(tiny, "mall.rumour")
    assert spec is not None
    told = replace(
        tiny, facts={**tiny.facts, fact.id: replace(fact, records=(replace(fact.records[0], sources=tuple(OWN)),))}
    )
    resolved = resolve(spec, {}, told, TODAY)
    assert resolved.cited == tuple(OWN)
