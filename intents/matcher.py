"""A question in, an `Understanding` out: read, ranked, gated, decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from intents.correct import Corrector
from intents.decide import UNKNOWN, decide
from intents.features import Reader, Reading
from intents.gates import Named, gate
from intents.index import Asked, Hit, Index
from intents.load import IntentBase
from intents.model import Candidate, Context, Decision, Phrasing, Span, Understanding
from intents.slots import HOME, fill, meant_as
from intents.spans import NamedThing, SpanFinder
from intents.template import slots_in
from intents.weights import Weights

BY_SLOTS = 96.5
"""What a phrasing scores that takes the named things as slots: less than one that is about just these."""
NEARLY = 92.0
"""The most a question scores that is not one of the phrasings, word for word."""
ELSEWHERE = 88.0
"""What one of the phrasings scores, word for word, that leaves out what the question before named."""
KEY_SHARE, KEY_LEAST = 0.8, 4
"""The share of an intent's phrasings that have a key word, and of how many phrasings such a share says anything."""
BY_DEFAULT = "subject and slots alone"
"""Why something is answered that asks nothing in words: "MPP Bantul"."""
ENOUGH = 4
"""So many candidates are looked at in any case."""
SHORT = 8
"""Words of a message that may be nothing but a courtesy."""
THINGS = ("country.", "province.", "region.", "agency.")
NOTHING: frozenset[str] = frozenset()
_WORD = re.compile(r"[A-Za-z]+")
_ANY_DAY = date(2000, 1, 1)
"""Phrasings name no relative times, so the day they are read on does not matter."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an intent's answer itself says, so that a question may use its words."""

    texts: tuple[str, ...] = ()
    """Statements and definitions, in every language."""
    values: frozenset[str] = frozenset()
    """Exact things it tells of: numbers, ISO dates, ids of things."""
    subjects: frozenset[str] = frozenset()
    """Ids of the subjects it is about."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What every intent is held against."""

    reading: Reading
    context: Context
    weighed: Asked
    """The words, with the subject talked about."""
    named: Named
    lent: frozenset[str]
    """What was named in the question before, while this one names nothing."""
    exactly: frozenset[str]
    """Intents that have this very phrasing."""
    never: frozenset[str]
    """Intents that this is a near miss of."""
    words: frozenset[str]
    time: tuple[str, ...]
    """The time asked of before, while this one names nothing at all: "skornya?"."""
    strangers: tuple[str, ...]
    """Words that nobody has ever taught us: likely a name, or a slip of one."""
    unknown_names: frozenset[str]
    """Stems of words that stand where a name stands."""


class Matcher:
    """Made once per content; `understand` is pure."""

    def __init__(self, base: IntentBase, names: Iterable[NamedThing], evidence: Mapping[str, Evidence]) -> None:
        self.base = base
        self.evidence = evidence
        self.reader = Reader(base.lexicons, SpanFinder(names))
        readings = [(phrasing, self.reader.read_phrasing(phrasing.text, _ANY_DAY)) for phrasing in base.phrasings]
        for phrasing in base.phrasings:
            if base.contracts[phrasing.intent].is_talk:  # courtesies are passed over in questions, but not by these
                tokens = self.reader.plain(phrasing.text)
                readings.append((phrasing, self.reader.read_tokens(tokens, _ANY_DAY, with_courtesies=True)))
        self.explained: dict[str, frozenset[str]] = {}
        """Per intent the exact things its phrasings and statements name."""
        self._exact: dict[tuple[str, ...], dict[str, set[tuple[str, ...]]]] = {}
        """The words of each phrasing -> the intents that have it -> which exact things it names with them."""
        self._things_of: dict[Phrasing, frozenset[str]] = {}
        """The places, countries, agencies and regulations each phrasing names itself."""
        self._asked_of: dict[str, set[str]] = {}
        """Per intent the exact things its phrasings name."""
        self._dated: set[Phrasing] = set()
        """Phrasings that name a time themselves."""
        self._keys = _keys(readings, base)
        told: dict[str, frozenset[str]] = {}
        named_by_all: dict[str, frozenset[str]] = {}
        exact: dict[str, set[str]] = {}
        words: set[str] = set(base.lexicons.light)
        elsewhere: set[str] = set()
        asked_with: dict[str, set[str]] = {}
        self._people = _always_capital(phrasing.text for phrasing in base.phrasings)
        """Words that nobody writes small: of names that are none of the things we know."""
        for phrasing, reading in readings:
            values = frozenset(_values(reading.spans))
            exact.setdefault(phrasing.intent, set()).update(values)
            self._asked_of.setdefault(phrasing.intent, set()).update(values)
            named_by_all[phrasing.intent] = named_by_all.get(phrasing.intent, values - {HOME}) & values
            named = self._literal(phrasing.intent, reading)
            things = frozenset(value for value in named if value.startswith(THINGS) or "/" in value)
            if things:
                self._things_of[phrasing] = things
            if any(span.kind == "time" for span in reading.spans):
                self._dated.add(phrasing)
            self._exact.setdefault(reading.words, {}).setdefault(phrasing.intent, set()).add(named)
            # What we refuse is worded with words of every trade: right as they are, but no slip of ours is one of them.
            (elsewhere if base.contracts[phrasing.intent].refuse else words).update(reading.tokens)
            asked_with.setdefault(phrasing.lang, set()).update(reading.tokens)
        self._own_words = {
            lang: frozenset(own).difference(*(other for each, other in asked_with.items() if each != lang))
            for lang, own in asked_with.items()
        }
        for intent, about in evidence.items():
            found: set[str] = set()
            for text in about.texts:
                reading = self.reader.read(text, _ANY_DAY)
                found.update(reading.words)
                exact.setdefault(intent, set()).update(_values(reading.spans))
                words.update(reading.tokens)
            told[intent] = frozenset(found) | about.subjects
            exact.setdefault(intent, set()).update(about.values)
        for phrasing in base.never:
            words.update(self.reader.plain(phrasing.text))  # mended as questions are, or a slip would pass it by
        self.explained = {intent: frozenset(values) for intent, values in exact.items()}
        self.named = {intent: tuple(sorted(values)) for intent, values in named_by_all.items()}
        """Per intent the exact things that every one of its phrasings names: without them it is not meant."""
        refused = [intent for intent, contract in base.contracts.items() if contract.refuse]
        self.index = Index(readings, told, base.lexicons.light, base.lexicons.question, base.weights, refused)
        words.update(self.reader.finder.long_names)
        acronyms = self.reader.finder.acronyms
        self.corrector = Corrector(words - acronyms, base.lexicons.words | elsewhere | acronyms)
        self.acronyms = Corrector(acronyms, (words | elsewhere) - acronyms)
        self._kinds = frozenset(base.lexicons.stem(word) for word in base.lexicons.kinds)
        self._never: dict[_Key, frozenset[str]] = {}
        """Near misses -> the intents they must not be taken for."""
        for phrasing in base.never:
            key = _key(self.reader.read(phrasing.text, _ANY_DAY))
            self._never[key] = self._never.get(key, NOTHING) | {phrasing.intent}

    def weighed(self, weights: Weights) -> Matcher:
        """The same with other weights."""
        matcher = copy(self)
        matcher.base = replace(self.base, weights=weights)
        matcher.index = self.index.weighed(weights)
        return matcher

    def phrasings(self) -> Iterator[tuple[str, str, str]]:
        """(intent, language, text) of every phrasing, slots filled with an example."""
        for phrasing in self.base.phrasings:
            yield phrasing.intent, phrasing.lang, self.filled(phrasing)

    def filled(self, phrasing: Phrasing) -> str:
        text = phrasing.text
        for slot in slots_in(phrasing.text):
            text = text.replace("{" + slot + "}", self.sample(slot, phrasing.lang), 1)
        return text

    def sample(self, slot: str, lang: str) -> str:
        """An example of what stands in a slot: a year, a number, the first name of that kind."""
        if slot == "time":
            return "2022"
        if slot == "number":
            return "88"
        return self.reader.finder.example(slot)

    def understand(
        self, text: str, today: date, *, lang: str | None = None, context: Context | None = None
    ) -> Understanding:
        """Never raises on any text. `lang` overrides the language of the reply, `context` lends what is left out."""
        context = context or Context()
        plain = self.reader.plain(text)
        reading = self.corrected(plain, today)
        candidates = self.candidates(reading, context)
        if len(plain) <= SHORT and not reading.spans:
            candidates = self._with_talk(candidates, reading, today)
        slip = self._slip_in_a_name(reading, today, context)
        if slip is not None:
            candidates = slip
        decision = self.default_of(reading, candidates, context) or decide(reading, candidates, self.base, context)
        if decision.outcome == "answer" and self._is_only_a_name(reading):
            decision = Decision("ask_back", "only a name", decision.candidates)
        guessed = lang or self.language_of(plain) or context.lang or "id"
        return Understanding(
            text, " ".join(reading.tokens), reading.words, reading.spans, guessed, tuple(candidates[:8]), decision
        )

    def understand_of(self, intent: str, phrasing: str, subject: str, asked: Understanding) -> Understanding | None:
        """The question that is of `subject` what `phrasing`, one of `intent`, is of its own: "kalau Pemdi?" after the
        number of SPBE's indicators. None when there is no such question that would be answered."""
        reading = self.reader.read_phrasing(phrasing, _ANY_DAY)
        if len({word for word in reading.words if word.startswith("subject.")}) != 1:
            return None
        words = tuple(subject if word.startswith("subject.") else word for word in reading.words)
        spans = (*(span for span in reading.spans if span.kind != "subject"), *asked.spans)
        reading = replace(reading, words=words, spans=spans)
        candidates = self.candidates(reading, Context())
        decision = decide(reading, candidates, self.base, Context())
        if decision.outcome != "answer" or decision.candidates[0].intent == intent:
            return None
        return replace(asked, words=words, candidates=tuple(candidates[:8]), decision=decision)

    def language_of(self, tokens: Sequence[str]) -> str | None:
        """The language of a text's tokens; None when names and numbers are all they are."""
        return self.base.lexicons.guess_language(tokens) or self._language_of_words(tokens)

    def _is_only_a_name(self, reading: Reading) -> bool:
        """Whether it says nothing but a person's name: "Rini" may be anybody, and asks nothing."""
        lexicons = self.base.lexicons
        words = [token for token in reading.tokens if token not in lexicons.light]
        asks = not lexicons.asking.isdisjoint(reading.tokens)
        return not asks and not reading.spans and bool(words) and self._people.issuperset(words)

    def _language_of_words(self, tokens: Iterable[str]) -> str | None:
        """The language most of whose own words are among the tokens: words no other language asks with."""
        counts = {lang: sum(token in own for token in tokens) for lang, own in self._own_words.items()}
        best = sorted(counts.items(), key=lambda item: -item[1])
        return best[0][0] if best and best[0][1] and (len(best) == 1 or best[0][1] > best[1][1]) else None

    def is_question(self, sentence: str) -> bool:
        """Whether a sentence asks: by its mark or a word that asks."""
        return sentence.rstrip().endswith(("?", "？")) or self.has_question_word(sentence)

    def has_question_word(self, sentence: str) -> bool:
        return any(token in self.base.lexicons.asking for token in self.reader.plain(sentence))

    def _with_talk(self, candidates: list[Candidate], reading: Reading, today: date) -> list[Candidate]:
        """The candidates, and the courtesies a short message may be: "sudah jelas, terima kasih banyak ya" says nothing
        else, though its words of thanks are passed over in a question."""
        if any(token in self.base.lexicons.question for token in reading.tokens):
            return candidates
        whole = self.reader.read_tokens(list(reading.tokens), today, with_courtesies=True)
        talk = [
            candidate
            for candidate in self.candidates(whole, Context())
            if self.base.contracts[candidate.intent].smalltalk and candidate.gate is None
        ]
        known = {candidate.intent for candidate in talk}
        both = talk + [candidate for candidate in candidates if candidate.intent not in known]
        return sorted(both, key=lambda candidate: -candidate.score)

    def _slip_in_a_name(self, reading: Reading, today: date, context: Context) -> list[Candidate] | None:
        """For "indeks SPEB": what would be meant if an unknown word were the acronym it nearly is. Never answered, only
        offered: one letter is too little to be sure of a name by."""
        if any(span.kind == "subject" for span in reading.spans):
            return None
        mended = [self.acronyms.correct(token) for token in reading.tokens]
        if mended == list(reading.tokens):
            return None
        candidates = self.candidates(self.reader.read_tokens(mended, today), context)
        return [replace(candidate, gate=candidate.gate or "a slip in a name") for candidate in candidates]

    def default_of(self, reading: Reading, candidates: Sequence[Candidate], context: Context) -> Decision | None:
        """For a subject with nothing but exact things, "EGDI 2018" or "MPP Bantul": the first of the subject's intents
        in the contracts whose slots take them all."""
        subjects = [span.values[0] for span in reading.spans if span.kind == "subject"]
        subjects = subjects or [context.subject or ""]
        things = [span for span in reading.spans if span.kind != "subject"]
        words = [word for word in reading.words if not word.startswith(("{", "subject."))]
        lexicons = self.base.lexicons
        if len(subjects) != 1 or not things or any(word not in lexicons.light for word in words):
            return None
        if any(word in lexicons.question for word in words) or (candidates and candidates[0].score > NEARLY):
            return None
        for id, contract in self.base.contracts.items():
            if subjects[0] not in self.evidence.get(id, Evidence()).subjects or not contract.slots:
                continue
            slots, loose, literal = fill(contract.slots, reading.spans, self.explained.get(id, NOTHING))
            filled = sum(len(values) for values in slots.values())
            if not loose and not literal and filled == len(things) and contract.lacks(slots) is None:
                chosen = Candidate(id, "id", NEARLY, slots, self.base.label(id, "id") or "", 1.0)
                return Decision("answer", BY_DEFAULT, (chosen,))
        return None

    def corrected(self, tokens: list[str], today: date) -> Reading:
        """The tokens read with the slips outside spans mended, and slang of mended words written out."""
        items, spans = self.reader.finder.find(tokens, today)
        mended: list[str] = []
        for item in items:
            mended.extend([self.corrector.correct(item)] if isinstance(item, str) else item.text.split())
        mended = self.base.lexicons.in_plain_words(mended)
        if mended == tokens:
            return self.reader.read_items(tokens, items, spans)
        return self.reader.read_tokens(mended, today)

    def candidates(self, reading: Reading, context: Context) -> list[Candidate]:
        """Ranked intents with their slots and, for those that may not be answered, the gate that says why."""
        asked = reading
        subjects = [span for span in reading.spans if span.kind == "subject"]
        if not subjects and context.subject and reading.words:
            # "siapa yang tanda tangan?" is still about what was talked about
            asked = replace(reading, words=(*reading.words, context.subject))
        # What the last question named is still meant while this one names nothing: "ditetapkan kapan?"
        lent = NOTHING if any(span.kind != "subject" for span in reading.spans) else context.things
        exactly = frozenset(
            intent
            for intent, named in self._exact.get(asked.words, {}).items()
            if self._literal(intent, reading) in named
        )
        question = _Question(
            reading,
            context,
            self.index.weigh(asked),
            Named.of(reading, lent | {context.subject or ""}, self.base.lexicons),
            lent,
            exactly,
            self._never.get(_key(asked), NOTHING),
            frozenset(reading.words),
            () if reading.spans or self._asks_of_now(reading) else context.slots.get("time", ()),
            self._strangers(reading),
            self._unknown_names(reading),
        )
        hits = self.index.rank(asked, also=exactly)
        hits.sort(key=lambda hit: hit.intent not in exactly)
        candidates: list[Candidate] = []
        weights = self.base.weights
        sure = 0.0
        for hit in hits:
            # the most it can score, whatever it covers
            most = 100 * hit.likeness * weights.told * (weights.lent if lent else 1.0)
            if len(candidates) >= ENOUGH and most < max(weights.ask, sure - weights.shadow):
                break  # it can no longer be offered, or come near what is answered in any case
            candidates.append(self._candidate(hit, question))
            if candidates[-1].gate is None and candidates[-1].score >= weights.answer_without_subject:
                sure = max(sure, candidates[-1].score)
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.gate is not None))
        return candidates

    def _asks_of_now(self, reading: Reading) -> bool:
        return not self.base.lexicons.now.isdisjoint(reading.words)

    def _strangers(self, reading: Reading) -> tuple[str, ...]:
        lexicons, knows = self.base.lexicons, self.corrector.knows
        named = {word for span in reading.spans for word in span.text.split()}
        tokens = [token for token in dict.fromkeys(reading.tokens) if token not in named]
        return tuple(
            token
            for token in tokens
            if not (knows(token) or knows(lexicons.without_clitic(token)) or knows(lexicons.stem(token)))
        )

    def _unknown_names(self, reading: Reading) -> frozenset[str]:
        """Stems of the words that stand where a name stands, as in "kabupaten Konoha", and are none."""
        lexicons, words = self.base.lexicons, reading.words
        return frozenset(
            word
            for before, word in pairwise(words)
            if before in self._kinds and word not in lexicons.light and not word.startswith(("{", "subject."))
        )

    def _candidate(self, hit: Hit, question: _Question) -> Candidate:
        """The intent of `hit` with its slots, score and gate."""
        intent, context, weights = hit.intent, question.context, self.base.weights
        contract = self.base.contracts[intent]
        explained = self.explained.get(intent, NOTHING)
        slots, loose, literal = fill(contract.slots, question.reading.spans, explained)
        if contract.is_talk:
            loose = ()
        coverage, unexplained = self.index.coverage(question.weighed, intent, loose)
        lacking = contract.lacks(slots) if contract.slots else None
        is_borrowed = False
        for kind in lacking.split(" or ") if lacking else ():
            if kind in context.slots and kind in contract.slots:
                slots[kind] = context.slots[kind]  # "diresmikan kapan?" is asked of the place talked about
                is_borrowed = is_borrowed or not question.lent.isdisjoint(slots[kind])
                lacking = contract.lacks(slots)
        if "time" in contract.slots and question.time and "time" not in slots:
            slots["time"] = question.time[-contract.slots["time"][1] :]
        score = 100 * hit.likeness * coverage
        if literal:
            score *= weights.told  # naming just what the statement is about is more than filling a slot
        elsewhere = self._things_of.get(hit.nearest)
        if elsewhere and elsewhere.isdisjoint(question.named.things):
            score *= weights.elsewhere  # "MPP di Indonesia" is not "MPP di Papua Selatan", however alike the words
        if hit.nearest in self._dated and not any(span.kind == "time" for span in question.reading.spans):
            score *= weights.dated
        if question.lent and (is_borrowed or not question.lent.isdisjoint(self._asked_of[intent])):
            score *= weights.lent
        elif question.lent and not question.lent.isdisjoint(explained):
            score *= weights.lent**0.5  # a statement also names what it is not about
        exact = 100.0 if literal or not slots else BY_SLOTS
        if self._keys.get((intent, hit.lang), question.words).isdisjoint(question.words):
            score *= weights.keyless  # "berapa pengguna IKD" is not "target pengguna IKD"
        if question.lent and not is_borrowed and question.lent.isdisjoint(explained):
            exact = ELSEWHERE  # "jam bukanya?" is asked of the place talked about, if there is an answer for a place
        score = exact if intent in question.exactly else min(score, NEARLY)
        if intent in question.never:
            shut: str | None = "never"
        elif question.strangers and contract.may_default(slots):
            shut = f"{UNKNOWN}: {', '.join(question.strangers)}"
        elif not contract.is_talk and (unknown := question.unknown_names.intersection(unexplained)):
            shut = f"{UNKNOWN}: {', '.join(sorted(unknown))}"
        else:
            shut = gate(
                contract,
                question.named,
                lacking,
                loose,
                coverage,
                needed=self.named.get(intent, ()),
                words=self.index.words[intent],
                told=self.index.evidence.get(intent, NOTHING),
                least_coverage=weights.coverage,
                lexicons=self.base.lexicons,
            )
        away = (*unexplained, *loose)
        return Candidate(intent, hit.lang, score, slots, hit.nearest.text, coverage, away, shut, literal)

    def _literal(self, intent: str, reading: Reading) -> tuple[str, ...]:
        """The exact things a text names that are no slot of the intent, as a phrasing of it would name them."""
        contract = self.base.contracts[intent]
        if contract.is_talk:
            return ()
        slots = contract.slots
        return tuple(
            span.values[-1] if span.kind == "time" else span.values[0]
            for span in reading.spans
            if span.kind != "subject" and not meant_as(span, slots)[1] and span.values[0] != HOME
        )


_Key = tuple[tuple[str, ...], tuple[str, ...]]


def _key(reading: Reading) -> _Key:
    """What makes two questions the same: their words, and exactly which things they name."""
    return reading.words, tuple(span.values[0] for span in reading.spans)


def _keys(readings: Iterable[tuple[Phrasing, Reading]], base: IntentBase) -> dict[tuple[str, str], frozenset[str]]:
    """(intent, language) -> the words that nearly all its phrasings have: who means it hardly leaves out all."""
    voices: dict[tuple[str, str], list[Reading]] = {}
    for phrasing, reading in readings:
        if not base.contracts[phrasing.intent].is_talk:
            voices.setdefault((phrasing.intent, phrasing.lang), []).append(reading)
    keys: dict[tuple[str, str], frozenset[str]] = {}
    for voice, own in voices.items():
        counts = Counter(word for reading in own for word in set(reading.words))
        common = {word for word, count in counts.items() if count >= KEY_SHARE * len(own)}
        words = {word for word in common - base.lexicons.light if not word.startswith(("subject.", "{"))}
        if words and len(own) >= KEY_LEAST:
            keys[voice] = frozenset(words)
    return keys


def _always_capital(texts: Iterable[str]) -> frozenset[str]:
    """Words, in normal form, that begin with a capital wherever they stand, and are not written in capitals alone."""
    names: set[str] = set()
    others: set[str] = set()
    for text in texts:
        for place, word in enumerate(_WORD.findall(text)):
            if word[0].isupper() and not word.isupper():
                if place:
                    names.add(word.casefold())
            else:
                others.add(word.casefold())
    return frozenset(names - others)


def _values(spans: Iterable[Span]) -> Iterator[str]:
    for span in spans:
        yield from span.values
