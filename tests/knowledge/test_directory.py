"""The lists of malls: of a province, of a time, of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge import Knowledge, Writer, resolve
from knowledge.dates import PartialDate
from knowledge.model import AnswerSpec, Mall, Thing

LISTS = AnswerSpec("malls", "malls", (), (), (), None, None, None, ())
ROWS = [
    ("kota_batu", "jawa_timur", "inaugurated", "2022-12-05"),
    ("kota_malang", "jawa_timur", "opened_locally", "2023-01-10"),
    ("kota_depok", "jawa_barat", "inaugurated", "2022-06-24"),
]
PROVINCES = {"province.jawa_timur": "Jawa Timur", "province.jawa_barat": "Jawa Barat", "province.bali": "Bali"}


@pytest.fixture
def listing(tiny: Knowledge) -> Knowledge:
    names = {f"region.{id}": id.replace("_", " ").title() for id, *_ in ROWS} | PROVINCES
    things = {id: Thing(id, id.partition(".")[0], {"id": (name,)}) for id, name in names.items()}
    malls = {
        f"region.{id}": Mall(
            place=f"region.{id}",
            province=f"province.{province}",
            status=status,
            inaugurated=PartialDate.parse(day),
            event=None,
            address=None,
            site=None,
            hours=None,
            note=None,
            confidence="high",
            sources=(tiny.sources["paper_a"],),
        )
        for id, province, status, day in ROWS
    }
    return replace(tiny, things={**tiny.things, **things}, malls=malls)


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ({"province": ("province.jawa_timur",)}, "MPP di Jawa Timur yang ada dalam daftar kami"),
        ({"time": ("2022",)}, "MPP yang diresmikan pada 2022 menurut daftar kami"),
        ({"time": ("2022",), "province": ("province.jawa_timur",)}, "MPP di Jawa Timur yang diresmikan pada 2022"),
        ({"time": ("2022",), "province": ("province.bali",)}, "Tidak ada MPP dalam daftar kami untuk 2022 dan Bali"),
    ],
)
def test_a_list_says_what_it_is_of(listing: Knowledge, slots: dict[str, tuple[str, ...]], told: str) -> None:
    resolved = resolve(LISTS, slots, listing, date(2026, 11, 21))
    (paragraph,) = Writer(listing, "id").paragraphs(resolved)
    assert paragraph.startswith(told)
    assert ("Kota Batu" in paragraph) == (told.startswith("MPP"))
    assert ("Kota Depok" in paragraph) == (slots == {"time": ("2022",)})


def test_a_mall_not_inaugurated_by_the_ministry_is_marked_so(listing: Knowledge) -> None:
    resolved = resolve(LISTS, {"province": ("province.jawa_timur",)}, listing, date(2026, 11, 21))
    assert "Kota Malang (dibuka pemda)" in Writer(listing, "id").paragraphs(resolved)[0]


def test_a_province_whose_only_mall_is_its_own_is_told_of_that(listing: Knowledge) -> None:
    own = replace(listing.malls["region.kota_batu"], place="province.bali", province="province.bali")
    with_own = replace(listing, malls={**listing.malls, own.place: own})
    resolved = resolve(LISTS, {"province": ("province.bali",)}, with_own, date(2026, 11, 21))
    (paragraph,) = Writer(with_own, "id").paragraphs(resolved)
    assert paragraph == "Bali punya Mal Pelayanan Publik (MPP), diresmikan pada 5 Desember 2022."
