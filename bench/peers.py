"""Plain ways to find the nearest phrasing, to measure ours against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from intents.normalise import normalise

Ask = Callable[[str], tuple[str, float]]
Peer = Callable[[Sequence[str], Sequence[str]], Ask]
"""Made of phrasings in normal form and the intent of each; asked with a text, gives an intent and how sure it is."""

BM25_K1, BM25_B = 1.5, 0.75
"""The usual constants of Okapi BM25."""


def rapidfuzz(scorer: Any, texts: Sequence[str], intents: Sequence[str]) -> Ask:
    """The phrasing that one of rapidfuzz's scorers puts first."""

    def ask(text: str) -> tuple[str, float]:
        _, score, place = process.extractOne(normalise(text), texts, scorer=scorer)
        return intents[place], float(score)

    return ask


def tfidf(texts: Sequence[str], intents: Sequence[str]) -> Ask:
    """The nearest phrasing by the cosine of words and character 2-5-grams, weighed by rarity."""
    return _nearest(
        texts, intents, _words_and_grams, lambda counts, rarity, _: (1 + np.log(counts)) * rarity, unit=True
    )


def bm25(texts: Sequence[str], intents: Sequence[str]) -> Ask:
    """The phrasing with the most telling words in common, by Okapi BM25."""

    def weigh(counts: Any, rarity: Any, length: Any) -> Any:
        return rarity * counts * (BM25_K1 + 1) / (counts + BM25_K1 * (1 - BM25_B + BM25_B * length))

    return _nearest(texts, intents, str.split, weigh, unit=False)


PEERS: dict[str, Peer] = {
    "rapidfuzz WRatio": partial(rapidfuzz, fuzz.WRatio),
    "rapidfuzz token_set_ratio": partial(rapidfuzz, fuzz.token_set_ratio),
    "TF-IDF words and characters": tfidf,
    "BM25": bm25,
}


def _words_and_grams(text: str) -> Iterable[str]:
    grams = (f"#{text[start : start + size]}" for size in (2, 3, 4, 5) for start in range(len(text) - size + 1))
    return chain(text.split(), grams)


def _nearest(
    texts: Sequence[str],
    intents: Sequence[str],
    parts: Callable[[str], Iterable[str]],
    weigh: Callable[[Any, Any, Any], Any],
    *,
    unit: bool,
) -> Ask:
    rows = [Counter(parts(text)) for text in texts]
    holders: dict[str, list[int]] = {}
    for row, counts in enumerate(rows):
        for part in counts:
            holders.setdefault(part, []).append(row)
    lengths = np.array([counts.total() for counts in rows]) / (sum(counts.total() for counts in rows) / len(rows))
    postings: dict[str, tuple[Any, Any]] = {}
    rarity: dict[str, float] = {}
    squares = np.zeros(len(rows))
    for part, own in holders.items():
        places = np.array(own)
        rarity[part] = float(np.log(1 + (len(rows) - len(own) + 0.5) / (len(own) + 0.5)))
        weights = weigh(np.array([rows[row][part] for row in own], dtype=float), rarity[part], lengths[places])
        squares[places] += weights**2
        postings[part] = places, weights
    norms = np.sqrt(np.maximum(squares, 1e-12)) if unit else np.ones(len(rows))

    def ask(text: str) -> tuple[str, float]:
        scores = np.zeros(len(rows))
        length = 0.0
        for part, count in Counter(parts(normalise(text))).items():
            value = float((1 + np.log(count)) * rarity.get(part, max(rarity.values()))) if unit else float(count)
            length += value * value
            if part in postings:
                places, weights = postings[part]
                scores[places] += weights * value
        scores /= norms * (length**0.5 or 1.0) if unit else norms
        best = int(scores.argmax())
        return intents[best], float(scores[best])

    return ask
