"""What somebody may mean who is still typing: questions with their answers, in rank order, for who picks by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from bot.compose import Composer
from bot.content import Content
from bot.conversation import STARTERS
from bot.messages import Choice, Reply
from bot.questions import FIRM_CLASSES, subject_of
from intents.model import Span, Understanding
from intents.slots import fill, meant_as
from knowledge import resolve

MOST_LETTERS = 256
"""Telegram lets nobody type more into an inline query."""

SHORTEST_BEGINNING = 3
"""Letters of a name from which on it is completed."""
MOST_BEGINNINGS = 8
"""So many names are offered for one beginning."""

Slots = Mapping[str, tuple[str, ...]]
Question = tuple[str, Slots]
"""An intent and what it is asked of."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and its answer, which has sources."""

    question: Choice
    reply: Reply


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Worked out only as far as they are looked at."""

    each: Iterator[Suggestion]
    lang: str
    lang_is_told: bool
    """Whether the query itself tells its language; else it is that of the app."""


def suggested(query: str, content: Content, today: date, app_lang: str | None = None) -> Suggestions:
    """Suggestions for a query, best first, no answer twice; for an empty or an unknown one the chief questions.

    Candidates too unsure to be answered are among them: their title says what they answer, and a person picks."""
    text = query.encode(errors="replace").decode()[:MOST_LETTERS].strip()
    matcher = content.intents
    told = matcher.language_of(matcher.reader.plain(text)) if text else None
    lang = told or app_lang or content.languages[0]
    questions = _ranked(matcher.understand(text, today, lang=lang), content) if text else _chief(content)
    each = _or_starters(_answered(questions, content, lang, today), content, lang, today)
    return Suggestions(each, lang, told is not None)


def _or_starters(found: Iterator[Suggestion], content: Content, lang: str, today: date) -> Iterator[Suggestion]:
    first = next(found, None)
    if first is None:
        yield from _answered(((intent, {}) for intent in STARTERS), content, lang, today)
    else:
        yield first
        yield from found


def _answered(questions: Iterable[Question], content: Content, lang: str, today: date) -> Iterator[Suggestion]:
    composer = Composer(content, lang)
    asked: set[str] = set()
    answers: set[tuple[str, ...]] = set()
    for intent, slots in questions:
        if intent not in content.subjects or not content.may_ask(intent, slots):
            continue
        question = composer.question(intent, slots)
        if question.id in asked:
            continue
        asked.add(question.id)
        spec = content.answer(intent)
        assert spec is not None, intent  # content is refused at start when an intent has no answer
        reply = composer.answer(intent, resolve(spec, slots, content.knowledge, today))
        if reply.sources and reply.blocks not in answers:
            answers.add(reply.blocks)
            yield Suggestion(question, reply)


def _ranked(understood: Understanding, content: Content) -> Iterator[Question]:
    """What the query asks; what it is near to; what else takes the things it names; what else its subject knows."""
    decision, subject = understood.decision, understood.decision.subject or subject_of(understood)
    if decision.outcome == "smalltalk" or decision.refusal_class in FIRM_CLASSES:
        return
    for candidate in decision.candidates[:1]:
        yield from _meanings(candidate.intent, candidate.slots, understood, content)
    if subject:
        yield from _takers(subject, understood, content)
        yield from _of_province(subject, understood, content)
        if decision.outcome != "answer":
            yield from _being_typed(subject, understood, content)
    near = [
        each
        for each in understood.candidates
        if each.score >= content.intents.base.weights.ask and each.gate != "never"
    ]
    for candidate in (*decision.candidates, *near):
        yield from _meanings(candidate.intent, candidate.slots, understood, content)
    if subject:
        yield from ((intent, {}) for intent in Composer(content, understood.lang).questions_about(subject))


def _takers(subject: str, understood: Understanding, content: Content) -> Iterator[Question]:
    """The intents of a subject that have a place for everything the query names, then those that speak of it."""
    matcher = content.intents
    if all(span.kind == "subject" for span in understood.spans):
        return
    speaking: list[str] = []
    for intent, about in content.subjects.items():
        if about == subject:
            explained = matcher.explained.get(intent, frozenset())
            slots, loose, is_literal = fill(matcher.base.contracts[intent].slots, understood.spans, explained)
            if slots and not loose:
                yield from _meanings(intent, slots, understood, content)
            elif is_literal and not loose:
                speaking.append(intent)
    yield from ((intent, {}) for intent in speaking)


def _of_province(subject: str, understood: Understanding, content: Content) -> Iterator[Question]:
    """What is asked of provinces, asked of those of the regions named."""
    named = (content.knowledge.things.get(value) for span in understood.spans for value in span.values)
    provinces = dict.fromkeys(thing.province for thing in named if thing and thing.province)
    for province in provinces:
        for intent, about in content.subjects.items():
            slots = content.intents.base.contracts[intent].slots
            if about == subject and "province" in slots and "region" not in slots:
                yield intent, {"province": (province,)}


def _being_typed(subject: str, understood: Understanding, content: Content) -> Iterator[Question]:
    """For "mpp bant" the first question of each place that begins so."""
    word = understood.normalised.rpartition(" ")[2]
    if len(word) < SHORTEST_BEGINNING or any(word in span.text.split() for span in understood.spans):
        return
    meant = [
        thing
        for thing in content.knowledge.things.values()
        if thing.kind != "subject"
        and any(name.lower().startswith(word) for names in thing.names.values() for name in names)
    ]
    for thing in meant[:MOST_BEGINNINGS]:
        spans = (*understood.spans, Span(thing.kind, (thing.id,), word))
        yield from islice(_takers(subject, replace(understood, spans=spans), content), 1)


def _meanings(intent: str, slots: Slots, understood: Understanding, content: Content) -> Iterator[Question]:
    """The question; where a name in it may mean several things ("Bandung"), once for each."""
    contract = content.intents.base.contracts[intent]
    for span in understood.spans:
        kind, meant = meant_as(span, contract.slots)
        if kind != "time" and len(meant) > 1 and meant[0] in slots.get(kind, ()):
            for thing in meant:
                yield intent, {**slots, kind: tuple(thing if each == meant[0] else each for each in slots[kind])}
            return
    yield intent, slots


def _chief(content: Content) -> Iterator[Question]:
    """The chief questions, and the first of every other subject."""
    yield from ((intent, {}) for intent in STARTERS)
    composer = Composer(content, content.languages[0])
    for subject in dict.fromkeys(content.subjects.values()):
        yield from ((intent, {}) for intent in composer.questions_about(subject)[:1])
