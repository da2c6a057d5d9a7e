"""Which facts make a chart, and which of their points are told by name. No drawing here: see `bot.chart`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from bot.content import Content, facts_behind
from intents.model import Candidate, Understanding
from knowledge import AnswerSpec, Fact, Knowledge, Record, Resolved
from knowledge.parts import Slots
from knowledge.resolve import facts_of
from knowledge.timeline import live_records

SHAPES = ("figure", "points", "extreme")
"""Of answers that a chart says more than."""
FEWEST_POINTS = 3
"""Two points are a sentence, not a chart."""
MOST_FACTS = 2
"""Lines in one chart."""
MOST_NAMED = 9
"""Points of one fact that are told with value and date; of more, the first, the last, the extremes and some between."""


def charted(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The first of these facts that makes a chart, with the one it is compared with; () when none does."""
    counted = [fact for fact in {fact.id: fact for fact in facts}.values() if fact.kind != "text"]
    for fact in counted:
        others = [other for other in counted if other is not fact and fact.measure and other.measure == fact.measure]
        together = (fact, *others)[:MOST_FACTS]
        if any(len(live_records(each)) >= FEWEST_POINTS for each in together):
            return together
    return ()


def charted_in(resolved: Resolved) -> tuple[Fact, ...]:
    """What the chart of an answer shows: the facts it told of."""
    return charted(
        fact
        for part in resolved.parts
        if part.answer.shape in SHAPES
        for fact in (*(figure.fact for figure in part.figures.values()), part.fact)
        if fact is not None
    )


def charted_by(answer: AnswerSpec | None, slots: Slots, knowledge: Knowledge) -> tuple[Fact, ...]:
    """The same before anything is resolved: the facts an answer is about."""
    if answer is None or answer.shape not in SHAPES:
        return ()
    rows, _ = facts_of(answer, slots, knowledge)
    return charted(fact for row in rows for fact in row)


def charted_as(ids: Sequence[str], knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts of a chart's id; () for an id that is of no chart."""
    facts = tuple(knowledge.facts[id] for id in ids if id in knowledge.facts)
    return facts if len(facts) == len(ids) and charted(facts) == facts else ()


def charts_there_are(content: Content, first: Sequence[str]) -> list[tuple[Fact, ...]]:
    """The chart of every figure that can be asked for without naming a thing: of `first`, then in order of intents."""
    intents = [*first, *content.subjects]
    charts = (charted_by(content.answer(intent), {}, content.knowledge) for intent in intents)
    return distinct(facts for facts in charts if facts)


def asked_for(understood: Understanding, content: Content) -> tuple[Fact, ...]:
    """The chart of what somebody asked about; () when there is none, or when it is not sure what was meant.

    An answer without figures gives way to one with figures that explains as much of the question."""
    decision = understood.decision
    if decision.outcome != "answer":
        return ()
    best = decision.candidates[0]
    near = [
        each for each in understood.candidates if _explains_as_much(each, best, content.intents.base.weights.answer)
    ]
    return next(_charts_of([best, *near], content), ())


def nearest(understood: Understanding, content: Content) -> list[tuple[Fact, ...]]:
    """The charts that may have been meant, likeliest first."""
    return distinct(_charts_of(understood.decision.candidates, content))


def distinct(charts: Iterable[tuple[Fact, ...]]) -> list[tuple[Fact, ...]]:
    return list({tuple(fact.id for fact in facts): facts for facts in charts}.values())


def _charts_of(candidates: Iterable[Candidate], content: Content) -> Iterator[tuple[Fact, ...]]:
    for each in candidates:
        facts = charted_by(content.answer(each.intent), each.slots, content.knowledge)
        if facts:
            yield facts


def _explains_as_much(candidate: Candidate, best: Candidate, least_score: float) -> bool:
    return candidate.gate is None and candidate.score >= least_score and candidate.coverage >= best.coverage


def question_about(facts: Sequence[Fact], content: Content) -> tuple[str | None, Slots]:
    """The intent, and its slots, whose answer tells the figures of a chart; for what leads on from it."""
    for intent in content.subjects:
        answer = content.answer(intent)
        if answer is None or answer.shape != "figure":
            continue
        behind = facts_behind(answer, content.knowledge)
        if all(fact in behind for fact in facts):
            things = [fact.of for fact in facts if fact.of and answer.measures]
            kinds = dict.fromkeys(thing.partition(".")[0] for thing in things)
            return intent, {kind: tuple(t for t in things if t.startswith(f"{kind}.")) for kind in kinds}
    return None, {}


def named_points(fact: Fact) -> tuple[Record, ...]:
    """The points told with value and date: all of a short series; of a long one the first, the last, the extremes,
    and those between that are farthest from any of them."""
    records = live_records(fact)
    if len(records) <= MOST_NAMED:
        return records
    by_value = sorted(records, key=lambda record: Decimal(str(record.value)))
    chosen = list(dict.fromkeys([0, len(records) - 1, records.index(by_value[0]), records.index(by_value[-1])]))
    days = [record.as_of.last.toordinal() for record in records]
    while len(chosen) < MOST_NAMED:
        chosen.append(max(range(len(days)), key=lambda at: min(abs(days[at] - days[one]) for one in chosen)))
    return tuple(records[at] for at in sorted(chosen))


def must_be_named(fact: Fact) -> frozenset[int]:
    """Of `named_points`, by position, those that a picture must find room for: first, last and extremes."""
    records = named_points(fact)
    values = [Decimal(str(record.value)) for record in records]
    return frozenset({0, len(records) - 1, values.index(min(values)), values.index(max(values))})
