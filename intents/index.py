"""All phrasings as weighted words, ready to say in well under a millisecond which intents a question is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.features import Reading
from intents.model import Phrasing

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

LIGHT = 0.35
"""What a small word ("berapa", "of") weighs against a content word of the same rarity."""
SLOT = 0.3
"""What a masked span weighs: which kind of thing is named says a little, which one it is the gates compare exactly."""
MOST_POSTINGS = 20_000
"""Rows of the index that one question reads at most, beyond its three most telling features."""
UNKNOWN = 0.7
"""What a word weighs that nobody has asked with yet, against one that a single intent is asked with."""
SPAN = 0.4
"""What an exact thing in a question weighs in its coverage, against a word of one intent only."""
EVIDENCE = 0.7
"""What a word counts that only the answer's own statement has, not how people ask for it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One intent in one language, and how like the question it is."""

    intent: str
    lang: str
    likeness: float
    """0-1: half the nearest phrasing, half the middle of all of them."""
    nearest: Phrasing


@dataclass(slots=True)
class _Postings:
    """Rows of a sparse matrix by column: for each feature the rows that have it and their weights."""

    starts: Ints
    rows: Ints
    weights: Floats
    height: int

    def dot(self, features: Sequence[int], values: Sequence[float]) -> Floats:
        scores: Floats = np.zeros(self.height, dtype=np.float32)
        for feature, value in zip(features, values, strict=True):
            start, end = self.starts[feature], self.starts[feature + 1]
            # A row has a feature once, so plain indexing adds every weight.
            scores[self.rows[start:end]] += self.weights[start:end] * np.float32(value)
        return scores


class Index:
    """Made once per content. Read-only afterwards."""

    def __init__(
        self,
        phrasings: Sequence[tuple[Phrasing, Reading]],
        evidence: Mapping[str, frozenset[str]],
        light: frozenset[str],
        question: frozenset[str],
    ) -> None:
        """`evidence`: the words of each intent's own statements; `light`: words that weigh little; `question`: those
        of them that ask."""
        self._light = light
        self._question = question
        self._phrasings = sorted(phrasings, key=lambda pair: (pair[0].intent, pair[0].lang))
        self.words: dict[str, frozenset[str]] = {}
        """Every word in an intent's phrasings, over all languages."""
        words: dict[str, set[str]] = {}
        for phrasing, reading in self._phrasings:
            words.setdefault(phrasing.intent, set()).update(reading.words)
        self.words = {intent: frozenset(each) for intent, each in words.items()}
        self.evidence = evidence
        self._features: dict[str, int] = {}
        self._weigh()
        self._fill()

    def _weigh(self) -> None:
        """Rarity over intents: a word of every intent tells nothing, a word of one tells all."""
        counts: Counter[str] = Counter()
        by_intent: dict[str, set[str]] = {}
        for phrasing, reading in self._phrasings:
            by_intent.setdefault(phrasing.intent, set()).update(reading.features())
        for features in by_intent.values():
            counts.update(features)
        self._intent_count = max(len(by_intent), 1)
        self.rarest = float(np.log(1 + self._intent_count / 1.0))
        self._weights = {feature: self._weight(feature, count) for feature, count in counts.items()}
        self._features = {feature: number for number, feature in enumerate(self._weights)}

    def _weight(self, feature: str, count: int) -> float:
        weight = float(np.log(1 + self._intent_count / count))
        parts = feature.split("+")
        for part in parts:
            if part.startswith("{"):
                weight *= SLOT
            elif part in self._light:
                weight *= LIGHT if len(parts) == 1 else LIGHT**0.5
        return weight if len(parts) == 1 else 0.6 * weight

    def weight(self, word: str) -> float:
        """How much a single word tells; an unknown word as much as the rarest."""
        known = self._weights.get(word)
        if known is not None:
            return known
        return self.rarest * (LIGHT if word in self._light else UNKNOWN)

    def knows(self, word: str) -> bool:
        return word in self._weights

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every phrasing and statement."""
        found: set[str] = set()
        for words in (*self.words.values(), *self.evidence.values()):
            found.update(words)
        return frozenset(found)

    def _fill(self) -> None:
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        voices: list[tuple[str, str]] = []
        starts: list[int] = []
        centre: dict[int, float] = {}
        centre_rows: list[int] = []
        centre_columns: list[int] = []
        centre_values: list[float] = []

        def close_voice() -> None:
            norm = sum(value * value for value in centre.values()) ** 0.5 or 1.0
            centre_rows.extend([len(voices) - 1] * len(centre))
            centre_columns.extend(centre)
            centre_values.extend(value / norm for value in centre.values())
            centre.clear()

        for row, (phrasing, reading) in enumerate(self._phrasings):
            voice = (phrasing.intent, phrasing.lang)
            if not voices or voices[-1] != voice:
                if voices:
                    close_voice()
                voices.append(voice)
                starts.append(row)
            vector = self._vector(reading)
            for column, value in vector.items():
                rows.append(row)
                columns.append(column)
                values.append(value)
                centre[column] = centre.get(column, 0.0) + value
        if voices:
            close_voice()
        self.voices = voices
        self._voices_of: dict[str, list[int]] = {}
        for number, (intent, _) in enumerate(voices):
            self._voices_of.setdefault(intent, []).append(number)
        self._starts = np.array(starts, dtype=np.int64)
        width = len(self._features)
        self._rows = _postings(rows, columns, values, len(self._phrasings), width)
        self._centres = _postings(centre_rows, centre_columns, centre_values, len(voices), width)

    def _vector(self, reading: Reading) -> dict[int, float]:
        """Unit length over the features that some phrasing has."""
        known: dict[int, float] = {}
        length = 0.0
        for feature in set(reading.features()):
            weight = self._weights.get(feature)
            if weight is None:
                continue  # words nobody asks with are the coverage's business
            known[self._features[feature]] = weight
            length += weight * weight
        norm = length**0.5 or 1.0
        return {column: value / norm for column, value in known.items()}

    def rank(self, reading: Reading, most: int = 16, also: frozenset[str] = frozenset()) -> list[Hit]:
        """The intents most like the reading, best first, and those in `also`; an intent counts in its best language."""
        vector = self._vector(reading)
        if not vector or not self.voices:
            return []
        columns, values = self._telling(vector)
        likeness = self._rows.dot(columns, values)
        nearest = np.maximum.reduceat(likeness, self._starts)
        total = 0.5 * nearest + 0.5 * self._centres.dot(columns, values)
        hits: dict[str, Hit] = {}
        top = np.argpartition(-total, min(2 * most, len(total) - 1))[: 2 * most]
        best = [*top[np.argsort(-total[top], kind="stable")], *(row for id in also for row in self._voices_of[id])]
        for voice in best:
            if total[voice] <= 0:
                continue
            intent, lang = self.voices[voice]
            if intent not in hits:
                start = self._starts[voice]
                end = self._starts[voice + 1] if voice + 1 < len(self.voices) else len(self._phrasings)
                row = int(start + np.argmax(likeness[start:end]))
                hits[intent] = Hit(intent, lang, float(total[voice]), self._phrasings[row][0])
        return list(hits.values())

    def _telling(self, vector: dict[int, float]) -> tuple[list[int], list[float]]:
        """The features that tell most, as many as can be looked up fast: the commonest words are in half of all
        phrasings and tell next to nothing."""
        columns: list[int] = []
        values: list[float] = []
        looked_up = 0
        for column, value in sorted(vector.items(), key=lambda item: -item[1]):
            looked_up += int(self._rows.starts[column + 1] - self._rows.starts[column])
            if looked_up > MOST_POSTINGS and len(columns) >= 3:
                break
            columns.append(column)
            values.append(value)
        return columns, values

    def coverage(self, reading: Reading, intent: str, loose: Sequence[str] = ()) -> tuple[float, tuple[str, ...]]:
        """The share of what the question's words weigh that the intent explains, and the words it does not.

        Small words take no part, save those that ask, unless there are no others. Spans do, and one in `loose` is
        not explained."""
        own = self.words.get(intent, frozenset())
        told = self.evidence.get(intent, frozenset())
        words = [word for word in dict.fromkeys(reading.words) if not word.startswith("{")]
        content = [word for word in words if word not in self._light or word in self._question] or words
        explained = total = 0.0
        unexplained: list[str] = []
        for word in content:
            weight = self.weight(word)
            total += weight
            if word in own:
                explained += weight
            elif word in told:
                explained += EVIDENCE * weight
            else:
                unexplained.append(word)
        for span in reading.spans:
            if span.kind != "subject":
                total += SPAN * self.rarest
                explained += 0.0 if span.text in loose else SPAN * self.rarest
        return (explained / total if total else 0.0), tuple(unexplained)


def _postings(rows: list[int], columns: list[int], values: list[float], height: int, width: int) -> _Postings:
    order = np.argsort(np.array(columns, dtype=np.int64), kind="stable")
    sorted_columns = np.array(columns, dtype=np.int64)[order]
    starts = np.searchsorted(sorted_columns, np.arange(width + 1)).astype(np.int32)
    return _Postings(starts, np.array(rows, dtype=np.int32)[order], np.array(values, dtype=np.float32)[order], height)
