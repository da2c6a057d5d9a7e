"""The malls nearest to somewhere, each measured to the seat of its region: where a building stands is not known."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from knowledge.directory import case_of, unconfirmed
from knowledge.model import Centre, Knowledge, Mall
from knowledge.parts import Note, Part, Resolved

EARTH_KM = 6371.0
"""Its mean radius."""
MOST_MALLS = 3
FAR_KM = 300.0
"""A mall farther away than this is near to nobody: whoever asks from there is abroad, or where we know of none."""
NEAR_KM = 5.0
"""Nearer than this a distance to the seat says nothing of one to the building."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The malls near a point, and what was left out of the measuring."""

    resolved: Resolved
    """A part a mall, the nearest first; none within `FAR_KM`: without parts and without data."""
    unmeasured: tuple[Mall, ...]
    """Malls that may be as near, but where their region's seat lies is not known."""


def nearest_malls(latitude: float, longitude: float, knowledge: Knowledge) -> Nearest:
    """The malls near a point, given in degrees north and east."""
    answer = next((each for each in knowledge.answers.values() if each.shape == "mall" and each.tell == "all"), None)
    measured: list[tuple[float, Centre, Mall]] = []
    for place, mall in knowledge.malls.items():
        if place in knowledge.centres:
            centre = knowledge.centres[place]
            measured.append((distance_km(latitude, longitude, centre.latitude, centre.longitude), centre, mall))
    near = sorted(((km, centre, mall) for km, centre, mall in measured if km <= FAR_KM), key=lambda each: each[0])
    near = near[:MOST_MALLS]
    if answer is None or not near:
        return Nearest(Resolved((), has_data=False), ())
    parts = [
        Part(
            answer,
            case_of(mall),
            asked=(mall.place,),
            malls=(mall,),
            notes=(_distance(km, centre, mall), *_address(mall), *unconfirmed(mall)),
        )
        for km, centre, mall in near
    ]
    return Nearest(
        Resolved(tuple(parts), has_data=True), tuple(_unmeasured(latitude, longitude, near[-1][0], knowledge))
    )


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """As the crow flies, by the haversine formula."""
    north, east = radians(other_latitude - latitude), radians(other_longitude - longitude)
    half = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _distance(km: float, centre: Centre, mall: Mall) -> Note:
    if km < NEAR_KM:
        return Note("mall_near", mall=mall, centre=centre, km=NEAR_KM)
    return Note("mall_distance", mall=mall, centre=centre, km=km)


def _address(mall: Mall) -> tuple[Note, ...]:
    return (Note("mall_address", mall=mall),) if mall.address else ()


def _unmeasured(latitude: float, longitude: float, within_km: float, knowledge: Knowledge) -> list[Mall]:
    """Those of the provinces that have some seat not much farther than what was found: each may be as near itself."""
    provinces = {
        thing.province
        for place, centre in knowledge.centres.items()
        if (thing := knowledge.things.get(place)) is not None
        and distance_km(latitude, longitude, centre.latitude, centre.longitude) <= 2 * within_km
    }
    return [
        mall for place, mall in knowledge.malls.items() if place not in knowledge.centres and mall.province in provinces
    ]
