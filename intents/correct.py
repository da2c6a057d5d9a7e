"""Words nobody taught us, taken for the known word they are a slip of, where that is safe."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 4
"""Shorter words have too many neighbours: "kota", "kata"."""


class Corrector:
    """Knows the vocabulary; made once per content."""

    def __init__(self, vocabulary: Iterable[str], valid: Iterable[str]) -> None:
        """`vocabulary`: whole words of phrasings and statements; `valid`: words that are right though not in it."""
        self._known = frozenset(word for word in vocabulary if word.isalpha())
        self._valid = frozenset(valid) | self._known
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SHORTEST:
                self._by_shape.setdefault((word[0], len(word)), []).append(word)
                self._by_skeleton.setdefault(skeleton(word), []).append(word)
        self._cache: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """The known word meant, or the word itself."""
        if len(word) < 3 or word in self._valid or not word.isalpha() or not word.isascii():
            return word
        if word not in self._cache:
            if len(self._cache) > 10_000:
                self._cache.clear()
            self._cache[word] = self._find(word)
        return self._cache[word]

    def knows(self, word: str) -> bool:
        """Whether it is a word to us, or too short to tell."""
        return len(word) < 3 or word in self._valid or not word.isalpha() or not word.isascii()

    def _find(self, word: str) -> str:
        bones = skeleton(word)
        # "bgmn", "tnggl": the vowels left out of one known word and of no other
        if word == bones and len(word) >= 3:
            same_bones = self._by_skeleton.get(bones, [])
            if len(same_bones) == 1:
                return same_bones[0]
        if len(word) < SHORTEST:
            return word
        most = 1 if len(word) < 8 else 2
        best: list[tuple[int, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for known in self._by_shape.get((word[0], length), ()):
                distance = OSA.distance(word, known, score_cutoff=most)
                if distance <= most:
                    best.append((distance, known))
        best.sort()
        if not best or (len(best) > 1 and best[0][0] == best[1][0]):
            return word
        return best[0][1]


def skeleton(word: str) -> str:
    """The consonants of a word: what stays when people write in a hurry."""
    return "".join(letter for letter in word if letter not in "aeiou")
