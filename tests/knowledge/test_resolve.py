"""From slots to a case and its figures, worded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge import Knowledge, Writer, answer_for, resolve

TODAY = date(2026, 11, 21)


def told(tiny: Knowledge, answer: str, lang: str = "id", today: date = TODAY, **slots: str) -> str:
    spec = answer_for(tiny, answer)
    assert spec is not None
    resolved = resolve(spec, {kind: tuple(values.split(",")) for kind, values in slots.items()}, tiny, today)
    return "\n".join(Writer(tiny, lang).paragraphs(resolved))


def cases(tiny: Knowledge, answer: str, **slots: str) -> list[str]:
    spec = answer_for(tiny, answer)
    assert spec is not None
    split = {kind: tuple(values.split(",")) for kind, values in slots.items()}
    return [part.case for part in resolve(spec, split, tiny, TODAY).parts]


@pytest.mark.parametrize(
    ("time", "names"),
    [
        ({}, ["Budi"]),
        ({"time": "2020"}, ["Ani"]),
        ({"time": "2022"}, ["Ani", "Budi"]),
        ({"time": "2022-07"}, ["Budi"]),
        ({"time": "2020,2024"}, ["Ani", "Budi"]),
    ],
)
def test_an_office_is_told_by_who_held_it_then(tiny: Knowledge, time: dict[str, str], names: list[str]) -> None:
    words = told(tiny, "mall.chief", **time)
    assert [name for name in ("Ani", "Budi") if f"{name} memimpin" in words] == names


def test_of_a_time_before_the_first_holder_nothing_is_told(tiny: Knowledge) -> None:
    assert cases(tiny, "mall.chief", time="2010") == ["missing"]


@pytest.mark.parametrize(
    ("answer", "slots", "case"),
    [
        ("mall.count", {}, "now"),
        ("mall.count", {"time": "2023"}, "at"),
        ("mall.count", {"time": "2022-06-20"}, "held"),
        ("mall.count", {"time": "2022"}, "range"),
        ("mall.count", {"time": "2022-06"}, "several"),
        ("mall.count", {"time": "2019"}, "missing"),
        ("mall.count", {"time": "2024,2023"}, "rose"),
        ("mall.count", {"time": "2019,2023"}, "one_missing"),
        ("rank", {"time": "2018,2020"}, "better"),
        ("rank", {"time": "2020,2022"}, "same"),
        ("rank", {"country": "country.id,country.kr", "time": "2018"}, "versus"),
        ("rank", {"country": "country.id,country.kr", "time": "2022"}, "versus_missing"),
        ("rank", {"country": "country.my"}, "absent"),
        ("rank.best", {}, "best"),
        ("rank.when", {"number": "88"}, "when"),
        ("rank.when", {"number": "5"}, "missing"),
        ("rank.all", {}, "points"),
        ("mall.rule", {}, "text"),
    ],
)
def test_the_case_fits_what_was_asked(tiny: Knowledge, answer: str, slots: dict[str, str], case: str) -> None:
    assert cases(tiny, answer, **slots) == [case]


def test_years_are_told_in_time_order_whatever_order_was_asked(tiny: Knowledge) -> None:
    assert told(tiny, "rank", time="2020,2018") == told(tiny, "rank", time="2018,2020")
    assert "peringkat 107 pada 2018, peringkat 88 pada 2020; naik 19 tingkat" in told(tiny, "rank", time="2020,2018")


def test_a_series_tells_the_change_since_the_point_before(tiny: Knowledge) -> None:
    assert "Sebelumnya peringkat 107 (2018), jadi naik 19 tingkat." in told(tiny, "rank", time="2020")


def test_a_missing_year_names_the_years_there_are_and_no_figure(tiny: Knowledge) -> None:
    text = told(tiny, "rank", time="2019")
    assert "2018, 2020, dan 2022" in text
    assert "107" not in text
    assert "88" not in text


def test_a_missing_year_of_a_long_state_keeps_its_figures_back(tiny: Knowledge) -> None:
    text = told(tiny, "mall.count", time="2019")
    assert "17 Juni 2022" in text
    assert "58" not in text


def test_both_voices_of_a_dispute_are_told_with_their_names(tiny: Knowledge) -> None:
    voices = "Sumber berbeda untuk 12 Desember 2024: 1.272 MPP menurut Kantor A; 1.260 MPP menurut Koran B."
    assert voices in told(tiny, "mall.count")


def test_past_its_review_date_a_figure_says_so(tiny: Knowledge) -> None:
    assert "bisa sudah berubah" in told(tiny, "mall.count")
    assert "bisa sudah berubah" not in told(tiny, "mall.count", today=date(2025, 6, 1))


def test_a_figure_of_the_past_cannot_become_stale(tiny: Knowledge) -> None:
    assert "bisa sudah berubah" not in told(tiny, "mall.count", time="2023")


def test_a_replacing_record_says_why(tiny: Knowledge) -> None:
    assert "salah hitung" in told(tiny, "mall.count", time="2023")


def test_what_ended_names_its_successor(tiny: Knowledge) -> None:
    assert told(tiny, "mall.rule", "en") == "The old MPP rule holds. This held until 2021. The new MPP rule."


def test_a_weak_source_alone_is_called_unconfirmed(tiny: Knowledge) -> None:
    assert "Catatan C saja, belum terkonfirmasi" in told(tiny, "mall.rumour")


def test_what_took_its_place_is_called_unconfirmed_where_only_a_weak_source_says_so(tiny: Knowledge) -> None:
    rule, weak = tiny.facts["mall.rule"], tiny.sources["notes_c"]
    assert rule.ended is not None
    ended = replace(rule, ended=replace(rule.ended, sources=(weak,)))
    told_so = told(replace(tiny, facts={**tiny.facts, rule.id: ended}), "mall.rule")
    assert told_so.endswith("Aturan baru MPP. Ini menurut Catatan C saja, belum terkonfirmasi dari laman resmi.")


def test_a_whole_series_names_the_points_that_are_unconfirmed(tiny: Knowledge) -> None:
    rank, weak = tiny.facts["rank.id"], tiny.sources["notes_c"]
    assert "belum terkonfirmasi" not in told(tiny, "rank.all")
    first, second, third = rank.records
    records = (replace(first, sources=(weak,)), second, replace(third, sources=(weak,)))
    doubtful = replace(tiny, facts={**tiny.facts, rank.id: replace(rank, records=records)})
    assert told(doubtful, "rank.all").endswith(
        "Angka 2018 dan 2022 menurut Catatan C saja, belum terkonfirmasi dari laman resmi."
    )


@pytest.mark.parametrize(
    ("answer", "slots"),
    [
        ("rank", {"time": "2018"}),
        ("rank", {"time": "2020"}),  # the change since 2018
        ("rank", {"time": "2018,2020"}),
        ("rank", {"time": "2018", "country": "country.id,country.kr"}),
        ("rank.when", {"number": "107"}),
        ("rank.all", {}),
    ],
)
def test_an_unconfirmed_figure_is_called_so_wherever_it_is_told(
    tiny: Knowledge, answer: str, slots: dict[str, str]
) -> None:
    fact = tiny.facts["rank.id"]
    first, *later = fact.records
    doubted = replace(fact, records=(replace(first, confidence="low"), *later))
    facts = {**tiny.facts, fact.id: doubted}
    measures = {**tiny.measures, "rank": {**tiny.measures["rank"], "country.id": doubted}}
    text = told(replace(tiny, facts=facts, measures=measures), answer, "id", TODAY, **slots)
    assert text.count("Angka 2018 menurut Kantor A saja, belum terkonfirmasi dari laman resmi.") == 1


def test_every_record_told_brings_its_sources(tiny: Knowledge) -> None:
    spec = answer_for(tiny, "mall.count")
    assert spec is not None
    resolved = resolve(spec, {"time": ("2022-06",)}, tiny, TODAY)
    assert [source.id for source in resolved.sources] == ["paper_b", "paper_a"]


def test_decimals_keep_their_digits_and_take_the_mark_of_the_language(tiny: Knowledge) -> None:
    assert "0,6610" in told(tiny, "score.id", time="2020")
    assert "0.6610" in told(tiny, "score.id", "en", time="2020")
    assert "0,1352 poin" in told(tiny, "score.id", time="2020")


def test_english_counts_one_place_and_many_places(tiny: Knowledge) -> None:
    assert "up 1 place." in told(tiny, "rank", "en", country="country.kr", time="2018,2020")
    assert "up 19 places." in told(tiny, "rank", "en", time="2018,2020")
