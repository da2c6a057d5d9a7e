"""The gates between a likely intent and an answer: each is a reason why the likely is not the meant."""

from __future__ import annotations

from collections.abc import Sequence

from intents.features import Reading
from intents.model import Contract, Slots

BROAD = frozenset({"subject.spbe", "subject.panrb"})
"""What nearly everything here is a part or a task of: naming it besides is no sign of another subject."""
COVERAGE = 0.5
"""Below this share of explained words a candidate is only offered."""


def gate(
    slots: Slots,
    coverage: float,
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
    """Why an intent with these slots and this coverage must not be answered, or None.

    `loose`: spans it has no place for. `named`: exact things all its phrasings name; `lent`: those that were named in
    the question before. `words` and `told`: the words of
    its phrasings and of its own statement."""
    if contract.is_talk:
        return "coverage" if coverage < COVERAGE else None
    asked = {value for span in reading.spans for value in span.values} | lent
    for value in named:
        if value not in asked:
            return f"does not name {value}"
    lacking = contract.lacks(slots)
    if lacking:
        return f"slot {lacking} is missing"
    if loose:
        return "not told of: " + ", ".join(loose)
    subjects = [word for word in reading.words if word.startswith("subject.") and word not in BROAD]
    if subjects and not any(subject in words or subject in told for subject in subjects):
        return f"other subject: {', '.join(subjects)}"
    for word in reading.words:
        if word in negations and word not in words:
            return f"negation: {word}"
    if coverage < COVERAGE:
        return "coverage"
    return None
