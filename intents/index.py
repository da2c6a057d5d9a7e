"""All phrasings as weighted words, ready to say in well under a millisecond which intents a question is like."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.features import Reading
from intents.model import Phrasing
from intents.weights import Weights

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]

VOICES = 24
"""So many ways of asking have each of their phrasings compared."""
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """One intent in one language, and how like the question it is."""

    intent: str
    lang: str
    likeness: float
    """0-1: in part the nearest phrasing, in part the middle of all of them."""
    nearest: Phrasing


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question's words weigh, once for all intents."""

    words: tuple[tuple[str, float], ...]
    """Each word that counts, with its weight."""
    spans: tuple[str, ...]
    """The texts of the exact things, subjects apart."""
    total: float


class Index:
    """Made once per content. Read-only afterwards.

    The phrasings of an intent in one language are a voice. A question is first held against every voice as a whole,
    against its middle and against the most any of its phrasings could have in common with it; only of the voices that
    may win by that every phrasing is compared."""

    def __init__(
        self,
        phrasings: Iterable[tuple[Phrasing, Reading]],
        evidence: Mapping[str, frozenset[str]],
        light: frozenset[str],
        question: frozenset[str],
        weights: Weights,
        refused: Iterable[str] = (),
    ) -> None:
        """`evidence`: the words of each intent's own statements; `light`: words that weigh little; `question`: those
        of them that ask; `refused`: intents that are told only that there is no answer."""
        self._light = light
        self._question = question
        self._refused = frozenset(refused)
        ordered = sorted(phrasings, key=lambda pair: (pair[0].intent, pair[0].lang))
        self._phrasings = [phrasing for phrasing, _ in ordered]
        words: dict[str, set[str]] = {}
        for phrasing, reading in ordered:
            words.setdefault(phrasing.intent, set()).update(reading.words)
        self.words = {intent: frozenset(each) for intent, each in words.items()}
        """Every word in an intent's phrasings, over all languages."""
        self.evidence = evidence
        self._arrange([dict.fromkeys(reading.features()) for _, reading in ordered])
        self._weigh(weights)

    def weighed(self, weights: Weights) -> Index:
        """The same with other weights."""
        index = copy(self)
        index._weigh(weights)
        return index

    def _weight(self, feature: str, count: int) -> float:
        weight = float(np.log(1 + self._intent_count / count))
        parts = feature.split("+")
        for part in parts:
            if part.startswith("{"):
                weight *= self._given.slot
            elif part in self._light:
                weight *= self._given.small_word if len(parts) == 1 else self._given.small_word**0.5
        return weight if len(parts) == 1 else self._given.pair * weight

    def weight(self, word: str) -> float:
        """How much a single word tells; an unknown word as much as the rarest."""
        known = self._features.get(word)
        if known is not None:
            return self._weights[known]
        return self.rarest * (self._given.small_word if word in self._light else self._given.unknown_word)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every phrasing and statement."""
        found: set[str] = set()
        for words in (*self.words.values(), *self.evidence.values()):
            found.update(words)
        return frozenset(found)

    def _arrange(self, features: Sequence[Collection[str]]) -> None:
        """`features`: those of each phrasing. The phrasings stand row by row; those of a voice stand together."""
        owners = [(phrasing.intent, phrasing.lang) for phrasing in self._phrasings]
        self.voices = list(dict.fromkeys(owners))
        self._voices_of: dict[str, list[int]] = {}
        for voice, (intent, _) in enumerate(self.voices):
            self._voices_of.setdefault(intent, []).append(voice)
        intents = {intent: number for number, intent in enumerate(self._voices_of)}
        numbers = {owner: voice for voice, owner in enumerate(self.voices)}
        self._features: dict[str, int] = {}
        columns = np.array(
            [self._features.setdefault(name, len(self._features)) for each in features for name in each], dtype=np.int64
        )
        width = max(len(self._features), 1)
        lengths = np.array([len(each) for each in features], dtype=np.int64)
        rows = np.repeat(np.arange(len(features)), lengths)
        intent_of_row = np.array([intents[intent] for intent, _ in owners], dtype=np.int64)
        pairs = np.unique(intent_of_row[rows] * width + columns)
        self._counts = np.bincount(pairs % width, minlength=width)
        """Of how many intents each feature is."""
        self._intent_count = max(len(intents), 1)
        self._is_answered = np.array([intent not in self._refused for intent, _ in self.voices], dtype=bool)
        """Of each voice."""
        answered = np.array([intent not in self._refused for intent in intents], dtype=bool)
        self._is_ours = np.bincount(pairs[answered[pairs // width]] % width, minlength=width) > 0
        """Of each feature whether anything that we answer is asked with it."""
        self._columns = columns
        self._row_starts = _starts(lengths)
        self._first_rows = _starts(np.bincount([numbers[owner] for owner in owners], minlength=len(self.voices)))

    def _weigh(self, weights: Weights) -> None:
        """Everything that depends on weights."""
        self._given = weights
        # Rarity over intents: a word of every intent tells nothing, a word of one tells all.
        self.rarest = float(np.log(1 + self._intent_count))
        self._span = weights.exact_thing * self.rarest
        self._weights = [self._weight(name, int(self._counts[column])) for name, column in self._features.items()]
        columns = self._columns
        rows = np.repeat(np.arange(len(self._phrasings)), np.diff(self._row_starts))
        values = np.array(self._weights)[columns] if len(columns) else np.zeros(0)
        values /= np.sqrt(np.bincount(rows, values**2, minlength=len(self._phrasings)))[rows]
        self._values = values.astype(np.float32)

        # The voices, feature by feature: the middle of their phrasings, and the most that one of them has of it.
        voices = np.repeat(np.arange(len(self.voices)), np.diff(self._first_rows))
        keys = columns * len(self.voices) + voices[rows]
        order = np.argsort(keys, kind="stable")
        firsts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        keys = keys[order][firsts]
        self._owners = keys % max(len(self.voices), 1)
        self._owner_starts = np.searchsorted(keys // max(len(self.voices), 1), np.arange(len(self._counts) + 1))
        middle = np.add.reduceat(values[order], firsts) if len(firsts) else values
        norms = np.sqrt(np.bincount(self._owners, middle**2, minlength=len(self.voices)))
        self._middle = middle / norms[self._owners]
        self._most = np.maximum.reduceat(values[order], firsts) if len(firsts) else values

    def _vector(self, reading: Reading) -> tuple[Ints, Floats]:
        """Columns and values, of unit length, of the features that some phrasing has."""
        # words nobody asks with are the coverage's business
        columns = [self._features[name] for name in dict.fromkeys(reading.features()) if name in self._features]
        values = np.array([self._weights[column] for column in columns])
        return np.array(columns, dtype=np.int64), values / (float(np.sqrt(values @ values)) or 1.0)

    def rank(self, reading: Reading, most: int = VOICES, also: frozenset[str] = frozenset()) -> list[Hit]:
        """The intents most like the reading, best first, and those in `also`; an intent counts in its best language."""
        columns, values = self._vector(reading)
        if not len(columns):
            return []
        places, counts = _ranges(self._owner_starts[columns], self._owner_starts[columns + 1])
        owners, weights = self._owners[places], values.repeat(counts)
        middle = np.bincount(owners, self._middle[places] * weights, minlength=len(self.voices))
        most_alike = np.minimum(np.bincount(owners, self._most[places] * weights, minlength=len(self.voices)), 1.0)
        bound = self._given.nearest * most_alike + (1 - self._given.nearest) * middle
        found = bound.argpartition(-min(most, len(bound)))[-most:]
        top = sorted({*found.tolist(), *(voice for id in also for voice in self._voices_of[id])})
        nearest, rows = self._nearest(np.array(top), columns, values)
        likeness = self._given.nearest * nearest + (1 - self._given.nearest) * middle[top]
        if any(word.startswith("subject.") for word in reading.words):
            # "perpanjang STNK di MPP": beside our subject a word that only refusals know is as good as unknown.
            ours = float(np.linalg.norm(values[self._is_ours[columns]])) or 1.0
            likeness[self._is_answered[top]] /= ours
        total = likeness.tolist()
        hits: dict[str, Hit] = {}
        for place in sorted(range(len(top)), key=lambda place: -total[place]):
            intent, lang = self.voices[top[place]]
            if intent not in hits and total[place] > 0:
                hits[intent] = Hit(intent, lang, total[place], self._phrasings[rows[place]])
        return list(hits.values())

    def _nearest(self, voices: Ints, columns: Ints, values: Floats) -> tuple[Floats, list[int]]:
        """Of each voice how like its nearest phrasing is, and which that is."""
        rows, counts = _ranges(self._first_rows[voices], self._first_rows[voices + 1])
        places, lengths = _ranges(self._row_starts[rows], self._row_starts[rows + 1])
        question = np.zeros(len(self._weights), dtype=np.float32)
        question[columns] = values
        products = question[self._columns[places]]
        products *= self._values[places]
        likeness = np.add.reduceat(products, lengths.cumsum() - lengths)
        firsts = counts.cumsum() - counts
        nearest = np.maximum.reduceat(likeness, firsts)
        highest = (likeness == nearest.repeat(counts)).nonzero()[0]
        return nearest, rows[highest[highest.searchsorted(firsts)]].tolist()

    def weigh(self, reading: Reading) -> Asked:
        """What counts in a question's coverage. Small words do not, save those that ask, unless there are no others;
        exact things do."""
        words = [word for word in dict.fromkeys(reading.words) if not word.startswith("{")]
        words = [word for word in words if word not in self._light or word in self._question] or words
        weighed = tuple((word, self.weight(word)) for word in words)
        spans = tuple(span.text for span in reading.spans if span.kind != "subject")
        return Asked(weighed, spans, sum(weight for _, weight in weighed) + self._span * len(spans))

    def coverage(self, asked: Asked, intent: str, loose: Sequence[str] = ()) -> tuple[float, tuple[str, ...]]:
        """The share of what the question's words weigh that the intent explains, and the words it does not. Exact
        things are explained, save those in `loose`."""
        own = self.words.get(intent, NONE)
        told = self.evidence.get(intent, NONE)
        explained = self._span * sum(span not in loose for span in asked.spans)
        unexplained: list[str] = []
        for word, weight in asked.words:
            if word in own:
                explained += weight
            elif word in told:
                explained += self._given.statement_word * weight
            else:
                unexplained.append(word)
        return (explained / asked.total if asked.total else 0.0), tuple(unexplained)


def _starts(lengths: Ints) -> Ints:
    """Where each of so many runs, one after the other, starts, and where the last ends."""
    return np.concatenate(([0], np.cumsum(lengths)))


def _ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every number from each start to its end, one after the other, and how many there are of each."""
    lengths = ends - starts
    after = lengths.cumsum()
    places: Ints = (starts - after + lengths).repeat(lengths)
    places += np.arange(len(places))
    return places, lengths
