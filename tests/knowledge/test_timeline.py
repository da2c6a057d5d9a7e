"""Which record holds when."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge import Knowledge, PartialDate
from knowledge.timeline import at, latest, live_records, previous

TODAY = date(2026, 11, 21)


def values(tiny: Knowledge, fact: str, asked: str, today: date = TODAY) -> tuple[str, list[object]]:
    held = at(tiny.facts[fact], PartialDate.parse(asked), today)
    return held.found, [record.value for record in held.records]


def test_a_replaced_record_is_not_live(tiny: Knowledge) -> None:
    assert 170 not in [record.value for record in live_records(tiny.facts["mall.count"])]


def test_the_latest_is_the_last_in_time(tiny: Knowledge) -> None:
    assert latest(tiny.facts["mall.count"]).value == 1272


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        ("2022-06-17", "exact", [58]),
        ("2022-06-20", "held", [58]),  # the state that held between two records
        ("2022-06", "range", [58, 59]),  # a month tells all of its records
        ("2022", "range", [58, 59]),
        ("2023", "exact", [175]),
        ("2023-11", "held", [59]),
        ("2021", "missing", []),  # before the first point there is no data
        ("2025", "missing", []),  # a year of which nothing was recorded
        ("2026", "held", [1272]),  # the current year takes the latest
        ("2027", "missing", []),
        ("2030-01-01", "missing", []),  # nobody knows the future
    ],
)
def test_a_state_at_a_time(tiny: Knowledge, asked: str, found: str, expected: list[int]) -> None:
    assert values(tiny, "mall.count", asked) == (found, expected)


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [("2020", "exact", [88]), ("2019", "missing", []), ("2020-05", "exact", [88]), ("2026", "missing", [])],
)
def test_a_series_is_true_only_at_its_points(tiny: Knowledge, asked: str, found: str, expected: list[int]) -> None:
    assert values(tiny, "rank.id", asked) == (found, expected)


def test_the_point_before(tiny: Knowledge) -> None:
    fact = tiny.facts["rank.id"]
    second = fact.records[1]
    before = previous(fact, second)
    assert before is fact.records[0]
    assert previous(fact, fact.records[0]) is None
