"""The directory of public service malls: one row a region, a list of what is known and never a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge import timeline
from knowledge.dates import PartialDate
from knowledge.model import AnswerSpec, Knowledge, Mall
from knowledge.parts import Figure, Note, Part, Slots

MALLS = "subject.mpp"
"""The subject of the directory."""
MOST_STATEMENTS = 2
"""So many particular statements are told with a region's row."""
MOST_PLACES = 5
"""A statement that names more is a list, not particular to any of them."""


def resolve_mall(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    """One region's mall, or that it is not on the list, with the official total beside it."""
    parts: list[Part] = []
    for place in (*slots.get("region", ()), *slots.get("province", ())):
        mall = knowledge.malls.get(place) or _of_its_province(place, knowledge)
        said = _statements(place, answer, knowledge, is_listed=mall is not None)
        if mall is not None:
            parts.append(Part(answer, case_of(mall), asked=(place,), malls=(mall,), notes=_notes(answer, mall)))
        elif place.startswith("province."):
            parts.extend(resolve_malls(replace(answer, shape="malls"), {"province": (place,)}, knowledge, today))
        elif not said:
            parts.append(_absent(answer, place, knowledge))
        parts.extend(said)
    return parts


def _of_its_province(place: str, knowledge: Knowledge) -> Mall | None:
    """The mall a province runs itself, for a region of it that has none on the list: Jakarta's."""
    thing = knowledge.things.get(place)
    return knowledge.malls.get(thing.province or "") if thing else None


def resolve_malls(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    """The rows of a province, or those inaugurated within a time."""
    malls = list(knowledge.malls.values())
    provinces, times = slots.get("province", ()), slots.get("time", ())
    if provinces:
        malls = [mall for mall in malls if mall.province in provinces]
    if not times and tuple(mall.place for mall in malls) == provinces:  # Jakarta's only one, which the province runs
        return resolve_mall(replace(answer, shape="mall"), {"province": provinces}, knowledge, today)
    if not times:
        return [_list(answer, provinces, malls, "listed")]
    asked = [PartialDate.parse(text) for text in times]
    malls = [mall for mall in malls if mall.inaugurated and any(time.covers(mall.inaugurated) for time in asked)]
    if not malls:
        return [Part(answer, "none_listed", asked=(*times, *provinces))]
    return [_list(answer, times, malls, "listed_in_on" if provinces else "listed_on")]


def _list(answer: AnswerSpec, asked: tuple[str, ...], malls: list[Mall], case: str) -> Part:
    if not malls:
        return Part(answer, "none_listed", asked=asked)
    return Part(answer, case, asked=asked, malls=tuple(sorted(malls, key=lambda mall: mall.place)))


def _absent(answer: AnswerSpec, place: str, knowledge: Knowledge) -> Part:
    """Not on our list is not the same as having none: the official total says how much longer that list is."""
    total = knowledge.facts[answer.facts[0]]
    return Part(answer, "absent", {"n": Figure(total, timeline.latest(total))}, asked=(place,))


def _notes(answer: AnswerSpec, mall: Mall) -> tuple[Note, ...]:
    """All of the row, what was asked for first; asked for and empty is said, not passed over."""
    asked = {"where": "address", "hours": "hours"}.get(answer.tell or "all", "event")
    notes: list[Note] = []
    for column in sorted(("event", "address", "hours", "note"), key=lambda column: column != asked):
        value = getattr(mall, column)
        if value is not None:
            notes.append(Note(f"mall_{column}", mall=mall))
        elif column == asked and column != "event":
            notes.append(Note(f"mall_no_{column}", mall=mall))
    return (*notes, *unconfirmed(mall))


def unconfirmed(mall: Mall) -> tuple[Note, ...]:
    """That a row rests on weak sources alone, where it does."""
    is_weak = mall.confidence == "low" or all(source.is_weak for source in mall.sources)
    return (Note("unconfirmed", mall=mall),) if is_weak else ()


def case_of(mall: Mall) -> str:
    """The case that words the status of a row."""
    return mall.status if mall.inaugurated or mall.status == "mentioned" else f"{mall.status}_undated"


def _statements(place: str, answer: AnswerSpec, knowledge: Knowledge, *, is_listed: bool) -> list[Part]:
    """What particular statements say of the place; of one without a row of its own just the most particular."""
    ids = knowledge.mentions.get(place, ())[: MOST_STATEMENTS if is_listed else 1]
    facts = [knowledge.facts[id] for id in ids]
    return [Part(answer, "statement", {"n": Figure(fact, timeline.latest(fact))}, fact) for fact in facts]
