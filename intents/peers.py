"""Plain ways to find the nearest phrasing, to measure our ranking against. Nothing that answers uses them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from intents.normalise import normalise

Nearest = Callable[[str], tuple[int, float]]
"""Asked with a text: the place of the nearest phrasing, and how near it is; more is nearer."""
Peer = Callable[[Sequence[str]], Nearest]
"""Made of phrasings as they are written. It reads them, and what it is asked, in normal form."""


def rapidfuzz(scorer: Any, phrasings: Sequence[str]) -> Nearest:
    """The phrasing that one of rapidfuzz's scorers puts first, 0-100."""
    texts = [normalise(phrasing) for phrasing in phrasings]

    def nearest(text: str) -> tuple[int, float]:
        _, score, place = process.extractOne(normalise(text), texts, scorer=scorer)
        return place, float(score)

    return nearest


def tfidf(phrasings: Sequence[str]) -> Nearest:
    """The phrasing with the highest cosine, 0-1, of words and character 2-5-grams weighed by rarity."""
    rows = [Counter(_words_and_grams(normalise(phrasing))) for phrasing in phrasings]
    holders: dict[str, list[int]] = {}
    for row, counts in enumerate(rows):
        for part in counts:
            holders.setdefault(part, []).append(row)
    rarity = {part: float(np.log(1 + len(rows) / len(own))) for part, own in holders.items()}
    places = {part: np.array(own) for part, own in holders.items()}
    weights = {part: (1 + np.log([rows[row][part] for row in own])) * rarity[part] for part, own in holders.items()}
    lengths = np.zeros(len(rows))
    for part, own in places.items():
        lengths[own] += weights[part] ** 2
    lengths = np.sqrt(np.maximum(lengths, 1e-12))
    unknown = float(np.log(1 + len(rows)))

    def nearest(text: str) -> tuple[int, float]:
        scores, length = np.zeros(len(rows)), 0.0
        for part, count in Counter(_words_and_grams(normalise(text))).items():
            value = float(1 + np.log(count)) * rarity.get(part, unknown)
            length += value * value
            if part in places:
                scores[places[part]] += weights[part] * value
        scores /= lengths * (length**0.5 or 1.0)
        best = int(scores.argmax())
        return best, float(scores[best])

    return nearest


def bm25(phrasings: Sequence[str]) -> Nearest:
    """The phrasing with the most telling words in common, by bm25s with its own constants. Raises ImportError where
    bm25s is not installed."""
    from bm25s import BM25

    index = BM25()
    index.index([normalise(phrasing).split() for phrasing in phrasings], show_progress=False)

    def nearest(text: str) -> tuple[int, float]:
        places, scores = index.retrieve([normalise(text).split()], k=1, show_progress=False)
        return int(places[0, 0]), float(scores[0, 0])

    return nearest


PEERS: dict[str, Peer] = {
    "rapidfuzz WRatio": partial(rapidfuzz, fuzz.WRatio),
    "rapidfuzz token_set_ratio": partial(rapidfuzz, fuzz.token_set_ratio),
    "TF-IDF words and characters": tfidf,
    "BM25 (bm25s)": bm25,
}


def _words_and_grams(text: str) -> Iterable[str]:
    yield from text.split()
    for size in (2, 3, 4, 5):
        for start in range(len(text) - size + 1):
            yield f"#{text[start : start + size]}"
