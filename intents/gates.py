"""The gates between a likely intent and an answer: each is a reason why the likely is not the meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intents.features import Reading
from intents.lexicon import Lexicons
from intents.model import Contract

BROAD = frozenset({"subject.spbe", "subject.panrb"})
"""What nearly everything here is a part or a task of: naming it besides is no sign of another subject."""


OUT_OF_SCOPE = "out_of_scope"
"""The class of refusal for all that is not about our subjects."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names that an intent must go with."""

    things: frozenset[str]
    """Exact things, its own and those lent by the question before."""
    subjects: tuple[str, ...]
    """Save the broad ones."""
    negations: tuple[str, ...]
    is_count: bool
    """Whether it asks how many there are."""
    is_reason: bool
    """Whether it asks why."""
    is_holder: bool
    """Whether it asks who holds an office now."""

    @classmethod
    def of(cls, reading: Reading, lent: frozenset[str], lexicons: Lexicons) -> Named:
        return cls(
            lent.union(value for span in reading.spans for value in span.values),
            tuple(word for word in reading.words if word.startswith("subject.") and word not in BROAD),
            lexicons.negations_of(reading.words),
            lexicons.asks_how_many(reading.words),
            not lexicons.reason.isdisjoint(reading.words),
            not lexicons.now.isdisjoint(reading.words) and not lexicons.person.isdisjoint(reading.words),
        )


def gate(
    contract: Contract,
    asked: Named,
    lacking: str | None,
    loose: Sequence[str],
    coverage: float,
    *,
    needed: Sequence[str],
    words: frozenset[str],
    told: frozenset[str],
    least_coverage: float,
    lexicons: Lexicons,
) -> str | None:
    """Why an intent must not be answered though it covers so much of the question, or None.

    `lacking`: the slot that is not filled; `loose`: spans it has no place for. `needed`: exact things all its
    phrasings name. `words` and `told`: the words of its phrasings and of its own statement. `least_coverage`: below it
    a candidate is only offered."""
    elsewhere = asked.subjects and not any(subject in words or subject in told for subject in asked.subjects)
    if contract.is_talk:
        if elsewhere and contract.refuse in (None, OUT_OF_SCOPE):
            # "perpanjang SIM di MPP" is a question about MPP, and "benar PDN Batam tidak jadi?" is no nod
            return f"other subject: {', '.join(asked.subjects)}"
        return "coverage" if coverage < least_coverage else None
    for value in needed:
        if value not in asked.things:
            return f"does not name {value}"
    if lacking:
        return f"slot {lacking} is missing"
    if loose:
        return "not told of: " + ", ".join(loose)
    if elsewhere:
        return f"other subject: {', '.join(asked.subjects)}"
    for word in asked.negations:
        if word not in words:
            return f"negation: {word}"
    if asked.is_count and lexicons.counting.isdisjoint(words):
        return "asks how many"
    if asked.is_reason and lexicons.reason.isdisjoint(words):
        return "asks why"
    if asked.is_holder and "time" not in contract.slots and lexicons.now.isdisjoint(words):
        return "asks who is it now"
    return "coverage" if coverage < least_coverage else None
