"""Both rooms' content and the bot's own words as one, with the checks that need more than one of them."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import intents.load
import knowledge.load
from bot import compiled
from bot import words as bot_words
from bot.words import Words
from intents.load import IntentBase
from intents.matcher import Evidence, Matcher
from intents.model import Contract, Group
from intents.spans import NamedThing
from intents.weights import Weights
from knowledge import AnswerSpec, ContentError, Fact, Knowledge, PartialDate, Problem, answer_for
from knowledge.check import near
from knowledge.directory import MALLS, MOST_PLACES
from knowledge.errors import UNPARSED, UNREAD
from knowledge.lines import check_lines

__all__ = ["Content", "ContentError", "load_content", "names", "read_content"]

ROOMS = ("knowledge", "intents", "bot")
CODE = compiled.fingerprint(path for room in ROOMS for path in (Path(__file__).parent.parent / room).rglob("*.py"))
"""Of the modules as imported: what this program keeps must not pass for that of one edited meanwhile."""


@dataclass(frozen=True)
class Content:
    """Everything a turn needs besides the message. Frozen; new content is a new one."""

    knowledge: Knowledge
    intents: Matcher
    words: Words
    version: str
    """Changes when any content file does."""
    subjects: Mapping[str, str]
    """intent -> id of the subject it is about"""

    @property
    def languages(self) -> tuple[str, ...]:
        return self.words.languages

    @property
    def languages_asked(self) -> tuple[str, ...]:
        """Those that may be asked for: also Korean where the content has no words in it, and gets English."""
        return tuple(dict.fromkeys((*self.languages, "ko")))

    def groups(self, subject: str) -> list[Group]:
        """What menus offer together about a subject."""
        return [group for group in self.intents.base.groups.values() if group.subject == subject]

    def lacking(self, intent: str, slots: Mapping[str, tuple[str, ...]]) -> str | None:
        """What is still to be named before this can be asked; None when nothing is, or when it is no question."""
        contract = self.intents.base.contracts.get(intent)
        if contract is None or self.answer(intent) is None or not self._may_hold(contract, slots):
            return None
        return contract.lacks(slots)

    @cached_property
    def standing_alone(self) -> Mapping[str, Sequence[str]]:
        """Subject -> what can be asked about it without naming anything, in the order of the contracts, the subject's
        own topic first."""
        found: dict[str, list[str]] = {}
        for intent, subject in self.subjects.items():
            if self.intents.base.contracts[intent].stands_alone:
                found.setdefault(subject, []).append(intent)
        return {subject: sorted(asked, key=_is_of_another(subject)) for subject, asked in found.items()}

    def may_ask(self, intent: str, slots: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether every slot is one of the intent's, each value is of its kind, and none is missing."""
        contract = self.intents.base.contracts[intent]
        return self._may_hold(contract, slots) and contract.lacks(slots) is None

    def _may_hold(self, contract: Contract, slots: Mapping[str, tuple[str, ...]]) -> bool:
        return all(kind in contract.slots for kind in slots) and all(
            self._is_a(kind, value) for kind, values in slots.items() for value in values
        )

    def _is_a(self, kind: str, value: str) -> bool:
        if kind == "time":
            with suppress(ValueError):
                return PartialDate.parse(value).year > 0
            return False
        if kind == "number":
            return re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", value) is not None
        return value in self.knowledge.things and value.startswith(f"{kind}.")

    def without_places(self) -> Content:
        """The same without where everything stands in the files, which only lint needs."""
        matcher = copy(self.intents)
        matcher.base = replace(matcher.base, places={})
        return replace(self, knowledge=replace(self.knowledge, places={}), intents=matcher)

    def weighed(self, weights: Weights) -> Content:
        """The same, understanding with other weights."""
        return replace(self, intents=self.intents.weighed(weights))

    def answer(self, intent: str) -> AnswerSpec | None:
        return answer_for(self.knowledge, intent)


def _is_of_another(subject: str) -> Callable[[str], bool]:
    own = subject.removeprefix("subject.") + "."
    return lambda intent: not intent.startswith(own)


def load_content(directory: Path | None = None) -> Content:
    """The content that ships, or that of `directory`. Raises ContentError with every error found."""
    roots = folders(directory)
    files = compiled.fingerprint(path for root in roots.values() for path in root.rglob("*.yaml"))
    key = f"{CODE}-{files}" if CODE and files else None
    kept = compiled.load(key) if key else None
    if isinstance(kept, Content):
        return kept
    content, problems = read_content(directory)
    errors = [problem for problem in problems if problem.is_error]
    if errors or content is None:
        raise ContentError(errors)
    if key:
        compiled.save(key, content.without_places())
    return content


@contextmanager
def _uncollected() -> Iterator[None]:
    """Reading makes many small things and keeps most: looking for cycles among them takes a third of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def read_content(directory: Path | None = None) -> tuple[Content | None, list[Problem]]:
    """Content and all its problems, paths starting with the room. None when nothing could be made of it."""
    roots = folders(directory)
    for room, root in roots.items():
        if not root.is_dir():
            message = f'there is no folder {root}; CONTENT_DIR needs "knowledge", "intents" and "bot" in it'
            return None, [Problem(room, 0, message, rule=UNREAD)]
    known, problems = knowledge.load.load_knowledge(roots["knowledge"])
    base, more = intents.load.load_intents(roots["intents"])
    words, most = bot_words.load_words(roots["bot"])
    found = [
        within(room, problem)
        for room, room_problems in (("knowledge", problems), ("intents", more), ("bot", most))
        for problem in room_problems
    ]
    unread = sorted({problem for problem in found if problem.rule in (UNREAD, UNPARSED)})
    if unread:
        return None, [*unread[:-1], _with_rest(unread, roots)]
    found.extend(within(room, problem) for room, root in roots.items() for problem in check_lines(root))
    found.extend(_across(known, base, words))
    if any(problem.is_error for problem in found):
        return None, found
    answers = dict(_answers(known, base))
    evidence = {intent: _evidence(answer, known) for intent, answer in answers.items()}
    matcher = Matcher(base, names(known), evidence)
    known = replace(known, mentions=_mentions(known, matcher))
    subjects = {intent: min(each.subjects) for intent, each in evidence.items() if each.subjects}
    subjects |= {intent: MALLS for intent, answer in answers.items() if answer.shape == "malls"}
    return Content(known, matcher, words, _version(roots), subjects), found


def _with_rest(unread: Sequence[Problem], roots: Mapping[str, Path]) -> Problem:
    """The last of them, saying how many files were left alone: most of what is wrong there may follow from these."""
    files = sum(1 for root in roots.values() for _ in root.rglob("*.yaml"))
    rest = files - len({problem.path for problem in unread})
    return replace(unread[-1], message=f"{unread[-1].message} (until then the other {rest} files are not checked)")


def within(room: str, problem: Problem) -> Problem:
    """The problem with its path seen from the content folder."""
    return replace(problem, path=f"{room}/{problem.path}")


def folders(directory: Path | None) -> dict[str, Path]:
    """Room -> its data folder."""
    if directory is not None:
        return {room: directory / room for room in ("knowledge", "intents", "bot")}
    return {
        "knowledge": knowledge.load.data_folder(),
        "intents": intents.load.data_folder(),
        "bot": bot_words.data_folder(),
    }


def _version(roots: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for room, root in roots.items():
        for path in sorted(root.rglob("*.yaml")):
            digest.update(f"{room}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def names(known: Knowledge) -> Iterator[NamedThing]:
    """Every name that questions may hold."""
    for thing in known.things.values():
        for names in thing.names.values():
            for name in names:
                yield NamedThing(thing.id, thing.kind, name)


def _answers(known: Knowledge, base: IntentBase) -> Iterator[tuple[str, AnswerSpec]]:
    for intent in base.contracts:
        answer = answer_for(known, intent)
        if answer is not None:
            yield intent, answer


def facts_behind(answer: AnswerSpec, known: Knowledge) -> list[Fact]:
    """Every fact an answer may tell, whatever is asked."""
    if not answer.measures:
        return [known.facts[id] for id in answer.facts]
    return [fact for measure in answer.measures for fact in known.measures.get(measure, {}).values()]


def _evidence(answer: AnswerSpec, known: Knowledge) -> Evidence:
    """The words and exact things of an answer's own facts."""
    texts: list[str] = []
    values: set[str] = set()
    subjects: set[str] = set()
    is_about_times = answer.shape in (
        "figure",
        "text",
    )  # a whole series or its best point is not about one of its years
    for fact in facts_behind(answer, known):
        subjects.add(fact.subject)
        texts.extend(fact.about.values())
        if fact.of:
            values.add(fact.of)
        for record in fact.records if is_about_times else ():
            texts.extend(record.note.values() if record.note else ())
            if fact.kind != "text":  # what a statement says of a time stands in it; its as_of is only since when
                values.add(str(record.as_of))
            for value in (record.value, *(other.value for other in record.also)):
                if isinstance(value, int | str):
                    values.add(str(value))
                else:
                    texts.extend(value.values())
    return Evidence(tuple(texts), frozenset(values), frozenset(subjects))


def _mentions(known: Knowledge, matcher: Matcher) -> dict[str, tuple[str, ...]]:
    """Place -> statements about malls that name it, those that name the fewest places first. A list of many says
    nothing of a place that its own row does not."""
    if not known.malls:
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    for fact in known.facts.values():
        if fact.kind != "text" or fact.subject != MALLS:
            continue
        places: set[str] = set()
        for text in fact.records[-1].value.values() if not isinstance(fact.records[-1].value, int | str) else ():
            spans = matcher.reader.read(text, date.min).spans
            places.update(value for span in spans for value in span.values if value.startswith("region."))
        for place in places:
            if len(places) <= MOST_PLACES or place not in known.malls:
                found.setdefault(place, []).append((len(places), fact.id))
    return {place: tuple(id for _, id in sorted(facts)) for place, facts in found.items()}


def _across(known: Knowledge, base: IntentBase, words: Words) -> Iterator[Problem]:
    """What only several rooms together can tell."""
    answered: set[str] = set()
    for id, contract in base.contracts.items():
        if contract.is_talk:
            key = f"smalltalk_{contract.smalltalk}" if contract.smalltalk else f"refuse_{contract.refuse}"
            if not words.has(key) and contract.smalltalk != "sources":
                message = f'there are no words "{key}" in bot/data/words to say it with'
                yield within("intents", base.places[id](message=message))
            continue
        answer = answer_for(known, id)
        if answer is None:
            known_ids = [*known.answers, *known.facts]
            message = f'intent "{id}" has no answer and no fact of its name{near(id, known_ids)}'
            yield within("intents", base.places[id](message=message))
            continue
        if not all(fact in known.facts for fact in answer.facts):
            continue
        answered.update(fact.id for fact in facts_behind(answer, known))
        for follow_up in answer.follow_ups:
            if follow_up not in base.contracts:
                message = f'leads on to "{follow_up}", which is no intent{near(follow_up, base.contracts)}'
                yield within("knowledge", known.places[f"answer {id}"]("follow_ups", message=message))
    for group in base.groups.values():
        if group.subject not in known.things:
            message = f'group "{group.id}": "{group.subject}" is no subject{near(group.subject, known.things)}'
            yield within("intents", base.places[f"group {group.id}"](message=message))
    for id in known.answers:
        if id not in base.contracts:
            message = f'answer "{id}" is reached by no intent of its name{near(id, base.contracts)}'
            yield within("knowledge", known.places[f"answer {id}"](message=message))
    successors = {fact.ended.by for fact in known.facts.values() if fact.ended}
    for id in known.facts:
        if id not in answered and id not in successors:
            message = f'fact "{id}" is reached by no intent; add one of its name, or name it in an answer'
            yield within("knowledge", known.places[f"fact {id}"](message=message))
