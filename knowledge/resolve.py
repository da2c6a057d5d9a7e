"""An answer and the slots of a question in; the case and its figures out, each still tied to its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from knowledge import timeline
from knowledge.dates import PartialDate
from knowledge.directory import MALLS, resolve_mall, resolve_malls
from knowledge.model import AnswerSpec, Fact, Knowledge, Record, Shape
from knowledge.parts import INCOMPLETE, NO_DATA, Figure, Note, Part, Resolved, Slots


def answer_for(knowledge: Knowledge, id: str) -> AnswerSpec | None:
    """The answer of this id, or the plain answer that a fact of this id is by itself."""
    spec = knowledge.answers.get(id)
    if spec is not None or id not in knowledge.facts:
        return spec
    shape: Shape = "text" if knowledge.facts[id].kind == "text" else "figure"
    return AnswerSpec(id, shape, (id,), (), (), None, None, None, ())


def resolve(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> Resolved:
    """Find the records. Never guesses: a time or thing without data gives the case `missing`."""
    parts = _RESOLVERS[answer.shape](answer, slots, knowledge, today)
    return Resolved(tuple(parts), any(part.case not in NO_DATA for part in parts))


def _figure(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    times = sorted({PartialDate.parse(text) for text in slots.get("time", ())})
    rows, absent = facts_of(answer, slots, knowledge)
    parts: list[Part] = []
    for facts in rows:
        told = list(_row(answer, facts, times, today))
        # What only goes with the first figure, a score with its rank, is told where it exists and not missed elsewhere.
        parts.extend(told if not parts else [part for part in told if part.case not in INCOMPLETE])
    parts.extend(part for thing in absent for part in _absent(answer, thing, knowledge, today))
    return parts


def _absent(answer: AnswerSpec, thing: str, knowledge: Knowledge, today: date) -> list[Part]:
    """That nothing is counted of a thing; of a province without a count the malls that are known, as a list."""
    counted = (fact for measure in answer.measures for fact in knowledge.measures.get(measure, {}).values())
    if thing.startswith("province.") and any(fact.subject == MALLS for fact in counted):
        return resolve_malls(replace(answer, shape="malls"), {"province": (thing,)}, knowledge, today)
    return [Part(answer, "absent", asked=(thing,))]


def _row(answer: AnswerSpec, facts: list[Fact], times: list[PartialDate], today: date) -> Iterator[Part]:
    """One count of one thing or more: at each time, between two, or of two things against each other."""
    if len(facts) == 2 and len(times) < 2:
        yield _versus(answer, facts[0], facts[1], times[0] if times else None, today)
        return
    for fact in facts:
        if len(times) == 2:
            yield _compare(answer, fact, times[0], times[1], today)
        else:
            asked: list[PartialDate | None] = [*times] or [None]
            yield from (_at(answer, fact, time, today) for time in asked)


def _rows(answer: AnswerSpec, slots: Slots, knowledge: Knowledge) -> tuple[list[Fact], list[Part]]:
    """The facts asked about, and a part for each thing that we hold nothing of."""
    rows, absent = facts_of(answer, slots, knowledge)
    return [fact for row in rows for fact in row], [Part(answer, "absent", asked=(thing,)) for thing in absent]


def facts_of(answer: AnswerSpec, slots: Slots, knowledge: Knowledge) -> tuple[list[list[Fact]], list[str]]:
    """The facts an answer is about, a row a measure, and the things asked for that we hold nothing of."""
    if not answer.measures:
        return [[knowledge.facts[id]] for id in answer.facts], []
    named = tuple(thing for kind in answer.of for thing in slots.get(kind, ()))
    things = named or ((answer.default,) if answer.default else ())
    counted = [knowledge.measures.get(measure, {}) for measure in answer.measures]
    rows = [[known[thing] for thing in things if thing in known] for known in counted]
    absent = [thing for thing in dict.fromkeys(things) if not any(thing in known for known in counted)]
    return [row for row in rows if row], absent


def _at(answer: AnswerSpec, fact: Fact, asked: PartialDate | None, today: date) -> Part:
    if asked is None:
        figure = Figure(fact, timeline.latest(fact))
        return Part(answer, "now", {"n": figure}, fact, notes=_notes(figure, today, is_now=True))
    held = timeline.at(fact, asked, today)
    if held.found == "missing":
        return _missing(answer, fact, (str(asked),))
    figure = Figure(fact, held.record)
    is_now = held.record is timeline.latest(fact) and asked.last >= today
    notes = _notes(figure, today, is_now=is_now)
    if held.found == "range" and (asked.month is not None or fact.kind == "series"):
        points = tuple(Figure(fact, record) for record in held.records)
        notes = _together(note for point in points for note in _notes(point, today))
        return Part(answer, "several", {"n": figure}, fact, (str(asked),), points, notes=notes)
    if held.found == "range":
        first = Figure(fact, held.records[0])
        change, way = _change(fact, first.record, figure.record)
        return (
            Part(answer, "range", {"a": first, "b": figure}, fact, (str(asked),), change=change, notes=notes)
            if way
            else Part(answer, "at", {"n": figure}, fact, (str(asked),), notes=notes)
        )
    case = "held" if held.found == "held" else "at"
    return Part(answer, case, {"n": figure}, fact, (str(asked),), notes=notes)


def _missing(answer: AnswerSpec, fact: Fact, asked: tuple[str, ...]) -> Part:
    points = tuple(Figure(fact, record) for record in timeline.live_records(fact))
    return Part(answer, "missing", {}, fact, asked, points)


def _compare(answer: AnswerSpec, fact: Fact, first: PartialDate, second: PartialDate, today: date) -> Part:
    """Two times of one fact, always told in time order, whatever order was asked."""
    held = [timeline.at(fact, asked, today) for asked in (first, second)]
    absent = tuple(str(asked) for asked, one in zip((first, second), held, strict=True) if one.found == "missing")
    if len(absent) == 2:
        return _missing(answer, fact, absent)
    if absent:
        have = Figure(fact, next(one.record for one in held if one.found != "missing"))
        points = tuple(Figure(fact, record) for record in timeline.live_records(fact))
        return Part(answer, "one_missing", {"have": have}, fact, absent, points, notes=_notes(have, today))
    a, b = (Figure(fact, one.record) for one in held)
    change, way = _change(fact, a.record, b.record)
    notes = _together(note for figure in (a, b) for note in _notes(figure, today, with_change=False))
    return Part(answer, way or "same", {"a": a, "b": b}, fact, change=change, notes=notes)


def _change(fact: Fact, a: Record, b: Record) -> tuple[Decimal | None, str]:
    """How far apart, and which way: better, worse, rose, fell; "" for no change."""
    if not isinstance(a.value, int | str) or not isinstance(b.value, int | str):
        return None, ""
    difference = Decimal(b.value) - Decimal(a.value)
    if not difference:
        return Decimal(0), ""
    if fact.better is None:
        way = "rose" if difference > 0 else "fell"
    else:
        way = "better" if (difference < 0) == (fact.better == "lower") else "worse"
    return abs(difference), way


def _versus(answer: AnswerSpec, one: Fact, other: Fact, asked: PartialDate | None, today: date) -> Part:
    """Two things at one time; without a time, the latest that both have."""
    if asked is None:
        common = {r.as_of for r in timeline.live_records(one)} & {r.as_of for r in timeline.live_records(other)}
        if not common:
            return _missing(answer, one, ())
        asked = max(common)
    held = [timeline.at(fact, asked, today) for fact in (one, other)]
    if any(each.found == "missing" for each in held):
        have = [
            Figure(fact, each.record) for fact, each in zip((one, other), held, strict=True) if each.found != "missing"
        ]
        lacking = one if held[0].found == "missing" else other
        if not have:
            return _missing(answer, one, (str(asked),))
        notes = _notes(have[0], today, with_change=False)
        return Part(answer, "versus_missing", {"have": have[0]}, lacking, (str(asked),), notes=notes)
    a, b = (Figure(fact, each.record) for fact, each in zip((one, other), held, strict=True))
    change, _ = _change(one, a.record, b.record)
    notes = _together(note for figure in (a, b) for note in _notes(figure, today, with_change=False))
    return Part(answer, "versus", {"a": a, "b": b}, one, (str(asked),), change=change, notes=notes)


def _notes(figure: Figure, today: date, *, is_now: bool = False, with_change: bool = True) -> tuple[Note, ...]:
    fact, record = figure.fact, figure.record
    notes: list[Note] = []
    told = [figure]
    if with_change and fact.kind == "series" and record.as_of.month is None:  # single events are no development
        before = timeline.previous(fact, record)
        if before is not None:
            change, way = _change(fact, before, record)
            notes.append(Note(f"since_{way or 'same'}", figure, Figure(fact, before), change))
            told.insert(0, Figure(fact, before))
    notes.extend(Note("disputed", figure) for _ in record.also[:1])
    if record.replaces:
        notes.append(Note("replaced", figure))
    if record.note:
        notes.append(Note("told", figure))
    if fact.ended:
        notes.append(Note("ended", figure))
    elif is_now and fact.is_stale(today):
        notes.append(Note("stale" if fact.kind == "text" else "stale_figure", figure))
    if fact.kind != "text":
        notes.extend(_unconfirmed(told))
    elif record.is_unconfirmed:
        notes.append(Note("unconfirmed", figure))
    return tuple(notes)


def _unconfirmed(figures: Iterable[Figure]) -> list[Note]:
    """One note on all the figures told that nothing official confirms."""
    doubted: list[Figure] = []
    for figure in figures:
        if figure.record.is_unconfirmed and figure not in doubted:
            doubted.append(figure)
    return [Note("unconfirmed_points", doubted[0], points=tuple(doubted))] if doubted else []


def _together(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes of several figures, what is unconfirmed said once and last."""
    every = list(notes)
    doubted = [figure for note in every if note.kind == "unconfirmed_points" for figure in note.points]
    return (*(note for note in every if note.kind != "unconfirmed_points"), *_unconfirmed(doubted))


def _when(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    """The inverse: at which points had it this value. A state that grows passed it between two records."""
    wanted = [Decimal(number) for number in slots.get("number", ())]
    facts, parts = _rows(answer, slots, knowledge)
    for fact in facts:
        for number in wanted:
            records = timeline.live_records(fact)
            same = [record for record in records if Decimal(str(record.value)) == number]
            if fact.kind == "state" and not same:
                same = [record for record in records if Decimal(str(record.value)) > number][:1]
                case = "reached"
            else:
                case = "when"
            points = tuple(Figure(fact, record) for record in same)
            if points:
                notes = _together(note for point in points for note in _notes(point, today, with_change=False))
                parts.append(Part(answer, case, {"n": points[0]}, fact, (str(number),), points, notes=notes))
            else:
                everything = tuple(Figure(fact, record) for record in records)
                parts.append(Part(answer, "missing", {}, fact, (str(number),), everything))
    return parts


def _extreme(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    facts, parts = _rows(answer, slots, knowledge)
    for fact in facts:
        records = timeline.live_records(fact)
        is_low = (
            (fact.better == "lower") == (answer.pick == "best")
            if answer.pick in ("best", "worst")
            else answer.pick == "lowest"
        )
        if answer.pick in ("first", "last"):
            chosen = records[0 if answer.pick == "first" else -1]
        else:
            values = [Decimal(str(record.value)) for record in records]
            chosen = records[values.index(min(values) if is_low else max(values))]
        figure = Figure(fact, chosen)
        ties = tuple(Figure(fact, record) for record in records if record.value == chosen.value)
        notes = _notes(figure, today, with_change=False)
        assert answer.pick is not None
        parts.append(Part(answer, answer.pick, {"n": figure}, fact, points=ties, notes=notes))
    return parts


def _points(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    facts, parts = _rows(answer, slots, knowledge)
    for fact in facts:
        points = tuple(Figure(fact, record) for record in timeline.milestones(fact))
        every = _together(note for figure in points for note in _notes(figure, today, with_change=False))
        notes = tuple(note for note in every if note.kind in ("disputed", "unconfirmed_points"))
        parts.append(Part(answer, "points", {}, fact, points=points, notes=notes))
    return parts


def _text(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    parts = []
    for id in answer.facts:
        fact = knowledge.facts[id]
        figure = Figure(fact, timeline.latest(fact))
        parts.append(Part(answer, "text", {"n": figure}, fact, notes=_notes(figure, today, is_now=True)))
    return parts


def _holder(answer: AnswerSpec, slots: Slots, knowledge: Knowledge, today: date) -> list[Part]:
    """Who held an office at each time asked; without a time, who holds it."""
    times = sorted({PartialDate.parse(text) for text in slots.get("time", ())}) or [
        PartialDate(today.year, today.month, today.day)
    ]
    parts: dict[str, Part] = {}
    for time in times:
        facts = [
            fact for fact in (knowledge.facts[id] for id in answer.facts) if fact.term and fact.term.overlaps(time)
        ]
        for fact in facts:
            figure = Figure(fact, timeline.latest(fact))
            parts[fact.id] = Part(answer, "text", {"n": figure}, fact, notes=_notes(figure, today, is_now=True))
        if not facts:
            parts[str(time)] = Part(answer, "missing", asked=(str(time),))
    return list(parts.values())


_RESOLVERS = {
    "figure": _figure,
    "when": _when,
    "extreme": _extreme,
    "points": _points,
    "text": _text,
    "holder": _holder,
    "mall": resolve_mall,
    "malls": resolve_malls,
}
