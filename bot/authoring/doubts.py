"""What is not wrong but deserves a second look: the warnings of lint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from bot.content import Content, within
from knowledge import AnswerSpec, Problem
from knowledge.timeline import live_records

MEANING: Mapping[str, str] = {
    "stale": "facts are past their review date",
    "tier": "facts have a figure that rests on one press report alone",
    "source": "sources lack their date or their address",
    "slot": "slots are never used by the answer",
}
"""What many warnings of one rule are told as."""


def doubts(content: Content, today: date | None) -> Iterator[Problem]:
    """All warnings. Past review dates only with `today`."""
    known, places = content.knowledge, content.knowledge.places
    for fact in known.facts.values():
        place = places[f"fact {fact.id}"]
        if today and fact.is_stale(today) and not fact.ended:
            message = f"past its review date {fact.review_by}; look for a newer figure, or move the date"
            yield _doubt("stale", "knowledge", place("review_by", message=message))
        alone = [
            record
            for record in live_records(fact)
            if fact.kind != "text" and len(record.sources) == 1 and record.sources[0].kind == "news"
        ]
        if alone:
            times = ", ".join(str(record.as_of) for record in alone)
            message = f"the figure of {times} rests on one press report; look for who counted it"
            yield _doubt("tier", "knowledge", place(message=message))
    for source in known.sources.values():
        lacks = [what for what, value in (("published", source.published), ("url", source.url)) if value is None]
        if lacks:
            message = f'"{source.id}" lacks {" and ".join(lacks)}; add what is known'
            yield _doubt("source", "knowledge", places[f"source {source.id}"](message=message))
    for intent, contract in content.intents.base.contracts.items():
        answer = content.answer(intent)
        for slot in contract.slots if answer else ():
            if answer and slot not in _slots_used(answer):
                message = f"the slot {slot} is never used by its answer, of the shape {answer.shape}"
                yield _doubt("slot", "intents", content.intents.base.places[intent]("slots", slot, message=message))


def _doubt(rule: str, room: str, problem: Problem) -> Problem:
    return replace(within(room, problem), is_error=False, rule=rule)


def _slots_used(answer: AnswerSpec) -> set[str]:
    used = {
        "figure": {"time"},
        "when": {"number"},
        "text": {"number"},  # "predikat untuk nilai 2,7": the statement itself says what the number is
        "holder": {"time"},
        "mall": {"region", "province"},
        "malls": {"province", "time"},
    }
    return {*used.get(answer.shape, ()), *answer.of}
