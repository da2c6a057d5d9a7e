"""Where the seats of regions lie, and which malls are near a point."""

from __future__ import annotations

import pytest

from knowledge import FAR_KM, Knowledge, Writer, data_folder, load_knowledge, nearest_malls, say_distance
from knowledge.check import EAST, NORTH, SOUTH, WEST
from knowledge.nearest import MOST_MALLS, distance_km

UNKNOWN = {
    "region.kab_berau",
    "region.kab_gunung_mas",
    "region.kab_kolaka_timur",
    "region.kab_nias",
    "region.kab_pasangkayu",
    "region.kab_sukamara",
    *(f"region.kota_administrasi_jakarta_{side}" for side in ("barat", "pusat", "selatan", "timur", "utara")),
}
"""Our source has no place there; those of Jakarta share the mall of the province."""
FARTHEST_NEIGHBOUR_KM = 400
"""Maluku Barat Daya from Kepulauan Tanimbar: 386."""


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load_knowledge(data_folder())[0]


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111.2),  # a degree of the equator
        ((-6.2, 106.8), (-6.2, 106.8), 0.0),
        ((-6.21, 106.85), (-7.25, 112.75), 661),  # Jakarta to Surabaya
        ((0.0, 179.5), (0.0, -179.5), 111.2),
        ((0.0, 0.0), (0.0, 180.0), 20015),  # half round the earth
    ],
)
def test_distance_is_that_of_the_great_circle(a: tuple[float, float], b: tuple[float, float], km: float) -> None:
    assert distance_km(*a, *b) == pytest.approx(km, rel=0.005, abs=0.01)
    assert distance_km(*b, *a) == pytest.approx(distance_km(*a, *b))


def test_every_region_has_a_seat_but_those_our_source_lacks(known: Knowledge) -> None:
    regions = {id for id in known.things if id.startswith("region.")}
    assert len(regions) == 514
    assert regions - known.centres.keys() == UNKNOWN
    assert known.centres.keys() - regions == {"province.dki_jakarta"}


def test_every_seat_lies_in_indonesia_and_near_others_of_its_province(known: Knowledge) -> None:
    for place, centre in known.centres.items():
        assert SOUTH <= centre.latitude <= NORTH, place
        assert WEST <= centre.longitude <= EAST, place
        province = known.things[place].province
        others = [
            other
            for id, other in known.centres.items()
            if id != place and province and known.things[id].province == province
        ]
        if others:
            here = centre.latitude, centre.longitude
            assert min(distance_km(*here, each.latitude, each.longitude) for each in others) < FARTHEST_NEIGHBOUR_KM


def test_seats_are_where_the_map_has_them(known: Knowledge) -> None:
    """A few that everybody can look up, from one end of the country to the other."""
    on_the_map = {
        "kota_sabang": (5.89, 95.32),
        "kota_medan": (3.59, 98.67),
        "kota_pontianak": (-0.02, 109.34),
        "kota_semarang": (-6.99, 110.42),
        "kab_bantul": (-7.89, 110.33),
        "kota_makassar": (-5.14, 119.42),
        "kota_kupang": (-10.17, 123.58),
        "kota_ambon": (-3.70, 128.18),
        "kota_jayapura": (-2.54, 140.71),
        "kab_merauke": (-8.49, 140.40),
    }
    for place, (latitude, longitude) in on_the_map.items():
        centre = known.centres[f"region.{place}"]
        assert distance_km(centre.latitude, centre.longitude, latitude, longitude) < 8, place


def test_near_bantul_are_the_malls_around_it(known: Knowledge) -> None:
    nearest = nearest_malls(-7.88, 110.33, known)
    places = [part.malls[0].place for part in nearest.resolved.parts]
    assert places[0] == "region.kab_bantul"
    assert len(places) == MOST_MALLS
    assert {known.things[place].province for place in places} == {"province.di_yogyakarta"}
    assert nearest.unmeasured == ()


def test_each_is_told_with_its_status_its_distance_and_its_sources(known: Knowledge) -> None:
    nearest = nearest_malls(-7.88, 110.33, known)
    told = Writer(known, "id").paragraphs(nearest.resolved)
    assert told[0].startswith("Kabupaten Bantul punya Mal Pelayanan Publik (MPP), diresmikan pada 26 September 2023. ")
    assert "Jarak ke Kabupaten Bantul kurang dari 5 km." in told[0]
    assert "Jarak ke Kota Yogyakarta sekitar 9 km." in told[1]
    cited = {source.id for source in nearest.resolved.sources}
    assert cited >= {"geonames", *(source.id for source in known.malls["region.kab_bantul"].sources)}


def test_two_malls_equally_far_are_each_told_with_the_distance(known: Knowledge) -> None:
    told = Writer(known, "id").paragraphs(nearest_malls(-1.1, 113.88, known).resolved)
    assert [paragraph.count("sekitar 1") for paragraph in told] == [1, 1, 1]


def test_mall_whose_place_is_unknown_is_named_where_it_may_be_the_nearest(known: Knowledge) -> None:
    in_berau = nearest_malls(2.15, 117.49, known)
    assert "region.kab_berau" in {mall.place for mall in in_berau.unmeasured}


def test_the_mall_of_a_province_is_measured_to_its_capital(known: Knowledge) -> None:
    nearest = nearest_malls(-6.27, 106.81, known)
    assert nearest.resolved.parts[0].malls[0].place == "province.dki_jakarta"


@pytest.mark.parametrize(("latitude", "longitude"), [(37.57, 126.98), (52.37, 4.9), (90.0, 0.0), (-90.0, 180.0)])
def test_abroad_nothing_is_near(known: Knowledge, latitude: float, longitude: float) -> None:
    nearest = nearest_malls(latitude, longitude, known)
    assert not nearest.resolved.has_data
    assert nearest.resolved.parts == ()


def test_what_is_told_is_within_reach(known: Knowledge) -> None:
    for centre in list(known.centres.values())[::25]:
        for part in nearest_malls(centre.latitude, centre.longitude, known).resolved.parts:
            (distance,) = [note for note in part.notes if note.km is not None]
            assert distance.km is not None
            assert distance.km <= FAR_KM


def test_content_without_a_directory_has_nothing_near(tiny: Knowledge) -> None:
    assert not nearest_malls(-6.2, 106.8, tiny).resolved.has_data


@pytest.mark.parametrize(
    ("km", "lang", "said"),
    [
        (11.6, "id", "12 km"),
        (99.4, "id", "99 km"),
        (104.0, "en", "100 km"),
        (126.0, "id", "130 km"),
        (5.0, "ko", "5km"),
    ],
)
def test_a_distance_is_said_no_more_exactly_than_it_is_known(km: float, lang: str, said: str) -> None:
    assert say_distance(km, lang) == said
