"""The gates between a likely intent and an answer: each is a reason why the likely is not the meant."""

from __future__ import annotations

from collections.abc import Sequence

from intents.features import Reading
from intents.model import Candidate, Contract

COVERAGE = 0.6
"""Below this share of explained words a candidate is only offered."""


def gate(
    candidate: Candidate,
    contract: Contract,
    reading: Reading,
    loose: Sequence[str],
    *,
    named: frozenset[str],
    lent: frozenset[str],
    words: frozenset[str],
    told: frozenset[str],
    negations: frozenset[str],
) -> str | None:
    """Why this candidate must not be answered, or None.

    `loose`: spans it has no place for. `named`: exact things all its phrasings name; `lent`: those that were named in
    the question before. `words` and `told`: the words of
    its phrasings and of its own statement."""
    if contract.is_talk:
        return "coverage" if candidate.coverage < COVERAGE else None
    asked = {value for span in reading.spans for value in span.values} | lent
    asked.update(word for word in reading.words if word.startswith("subject."))  # also one talked about before
    for value in named:
        if value not in asked:
            return f"does not name {value}"
    lacking = contract.lacks(candidate.slots)
    if lacking:
        return f"slot {lacking} is missing"
    if loose:
        return "not told of: " + ", ".join(loose)
    for word in reading.words:
        if word.startswith("subject.") and word not in words and word not in told:
            return f"other subject: {word}"
        if word in negations and word not in words:
            return f"negation: {word}"
    if candidate.coverage < COVERAGE:
        return "coverage"
    return None
