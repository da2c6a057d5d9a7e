"""Exact things are found exactly."""

from __future__ import annotations

from datetime import date

import pytest

from intents.normalise import normalise
from intents.spans import NamedThing, SpanFinder, plain_number

TODAY = date(2026, 11, 21)
FINDER = SpanFinder(
    [
        NamedThing("subject.mpp", "subject", "MPP"),
        NamedThing("subject.mpp", "subject", "mal pelayanan publik"),
        NamedThing("country.kr", "country", "Korea"),
        NamedThing("country.kr", "country", "Korea Selatan"),
        NamedThing("region.kab_bandung", "region", "Bandung"),
        NamedThing("region.kota_bandung", "region", "Bandung"),
        NamedThing("region.kota_bandung", "region", "Kota Bandung"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    _, spans = FINDER.find(normalise(text).split(), TODAY)
    return [(span.kind, span.values[0]) for span in spans]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pada 2022", "2022"),
        ("Juni 2022", "2022-06"),
        ("17 Juni 2022", "2022-06-17"),
        ("June 17, 2022", "2022-06-17"),
        ("17th of June 2022", "2022-06-17"),
        ("2022-06-17", "2022-06-17"),
        ("2022-06", "2022-06"),
        ("17/06/2022", "2022-06-17"),
        ("15 Des 2025", "2025-12-15"),
        ("akhir 2018", "2018-12"),
        ("akhir tahun 2018", "2018-12"),
        ("mid-2022", "2022-06"),
        ("akhir Juni 2024", "2024-06"),
        ("tahun lalu", "2025"),
        ("last year", "2025"),
        ("25 Mei", "2026-05-25"),
        ("24 Desember", "2025-12-24"),  # the last one that has been
        ("2022년", "2022"),
    ],
)
def test_a_time(text: str, value: str) -> None:
    assert found(text) == [("time", value)]


@pytest.mark.parametrize("text", ["mal pelayanan publiknya", "MPPnya", "MPP-nya"])
def test_what_leans_on_a_name_is_no_part_of_it(text: str) -> None:
    assert ("subject", "subject.mpp") in found(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sebelum ada hasil 2018, berapa pada 2017", ["2017"]),
        ("how many in 2017, before the 2018 survey", ["2017"]),
        ("berapa sebelum 2018", ["2018"]),
        ("dari 2017 ke 2018", ["2017", "2018"]),
    ],
)
def test_a_time_that_another_came_before_is_not_asked_of(text: str, values: list[str]) -> None:
    assert [value for _, value in found(text)] == values


@pytest.mark.parametrize("text", ["31 Februari 2022", "30 Feb 2022", "31 June 2022", "2022-02-31", "31/02/2022"])
def test_a_date_the_calendar_lacks_is_taken_for_no_other(text: str) -> None:
    assert found(text) == [("no_such_date", "")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 tahun lalu", "2023"),
        ("dua tahun lalu", "2024"),
        ("two years ago", "2024"),
        ("setahun lalu", "2025"),
        ("tahun depan", "2027"),
        ("bulan lalu", "2026-10"),
        ("last month", "2026-10"),
        ("bulan depan", "2026-12"),
        ("3 months ago", "2026-08"),
    ],
)
def test_a_time_seen_from_today(text: str, value: str) -> None:
    assert found(text) == [("time", value)]


@pytest.mark.parametrize("text", ["1066", "99 Mei"])
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    assert "time" not in [kind for kind, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Perpres 95/2018", ("95/2018", "95")),
        ("Perpres Nomor 95 Tahun 2018", ("95/2018", "95")),
        ("perpres 95", ("95",)),
        ("PermenPANRB no 8 tahun 2026", ("8/2026", "8")),
    ],
)
def test_a_regulation(text: str, values: tuple[str, ...]) -> None:
    _, spans = FINDER.find(normalise(text).split(), TODAY)
    assert [(span.kind, span.values) for span in spans] == [("regulation", values)]


def test_the_longest_name_wins() -> None:
    assert found("Korea Selatan") == [("country", "country.kr")]
    assert found("mal pelayanan publik") == [("subject", "subject.mpp")]


def test_a_name_two_things_share_keeps_both() -> None:
    _, spans = FINDER.find(["bandung"], TODAY)
    assert spans[0].values == ("region.kab_bandung", "region.kota_bandung")
    assert found("kota bandung") == [("region", "region.kota_bandung")]


@pytest.mark.parametrize(("text", "plain"), [("1.500", "1500"), ("1,500", "1500"), ("3,12", "3.12"), ("0.79", "0.79")])
def test_a_number_in_one_form(text: str, plain: str) -> None:
    assert plain_number(text) == plain
