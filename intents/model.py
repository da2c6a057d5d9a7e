"""What understanding a question gives, step by step, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Slots = Mapping[str, tuple[str, ...]]
SLOT_KINDS = ("time", "number", "country", "province", "region", "agency")
Outcome = Literal["answer", "ask_back", "menu", "refuse", "smalltalk"]


@dataclass(frozen=True, slots=True)
class Span:
    """Something found exactly in a question."""

    kind: str
    """"time", "number", "regulation", or the kind of a thing: "subject", "country"..."""
    values: tuple[str, ...]
    """What it may mean: an ISO date, a number, or ids of things; several when the name is ambiguous. A date without
    its year is followed by "-05-25", a regulation with its year by its bare number."""
    text: str
    """As it stands in the normalised question."""


@dataclass(frozen=True, slots=True)
class Contract:
    """An intent, once for all languages."""

    id: str
    slots: Mapping[str, tuple[int, int]]
    """Slot kind -> least and most that a question may hold."""
    needs_any: bool = False
    """Whether at least one of the slots for things (all but time and number) must be filled."""
    smalltalk: str | None = None
    refuse: str | None = None
    """A class of refusal this intent stands for."""

    @property
    def stands_alone(self) -> bool:
        """Whether it can be asked without naming anything."""
        return not self.needs_any and all(least == 0 for least, _ in self.slots.values())

    def lacks(self, slots: Slots) -> str | None:
        """The kind of slot that is missing, or None."""
        for kind, (least, _) in self.slots.items():
            if len(slots.get(kind, ())) < least:
                return kind
        things = [kind for kind in self.slots if kind not in ("time", "number")]
        if self.needs_any and not any(slots.get(kind) for kind in things):
            return " or ".join(things)
        return None

    def may_default(self, slots: Slots) -> bool:
        """Whether it tells a figure of whatever is not named: of Indonesia, of the whole country, of now."""
        return bool(self.slots) and not any(slots.get(kind) for kind in self.slots if kind not in ("time", "number"))

    @property
    def is_talk(self) -> bool:
        """Whether it is answered with fixed words, whatever it names."""
        return self.smalltalk is not None or self.refuse is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of a subject that a menu offers together."""

    id: str
    """Its first part is the name of its subject."""
    names: Mapping[str, str]
    questions: tuple[str, ...]
    """Intents."""

    @property
    def subject(self) -> str:
        return f"subject.{self.id.partition('.')[0]}"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask, in normal words."""

    intent: str
    lang: str
    text: str
    """As written, alternatives chosen; slots still as {slot}."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent a question may mean."""

    intent: str
    lang: str
    """Language of the phrasings it came closest to."""
    score: float
    """0-100."""
    slots: Slots
    nearest: str
    """The phrasing it is most like."""
    coverage: float
    """Share, 0-1, of the weight of the question's words that this intent explains."""
    unexplained: tuple[str, ...] = ()
    """Words and spans of the question that this intent has no place for."""
    gate: str | None = None
    """The gate that keeps it from being answered; None when it may be."""
    is_literal: bool = False
    """Whether it speaks itself of just what the question names, instead of taking it as a slot."""


@dataclass(frozen=True, slots=True)
class Context:
    """What was talked about before, for questions that leave it out."""

    intent: str | None = None
    slots: Slots = field(default_factory=dict)
    subject: str | None = None
    lang: str | None = None
    """The language talked in so far."""
    earlier: str | None = None
    """The time asked of before the last, when the same was asked of both."""
    things: frozenset[str] = frozenset()
    """Exact things that were named: ids of things, dates, regulations."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a question."""

    outcome: Outcome
    reason: str
    """The gate that decided, for `--explain` and the log."""
    candidates: tuple[Candidate, ...] = ()
    """For an answer the one chosen; for an ask-back what may be meant; for a refusal the nearest."""
    refusal_class: str | None = None
    subject: str | None = None
    """For a menu: the subject it is of."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, step by step."""

    text: str
    normalised: str
    words: tuple[str, ...]
    """Content words as they are compared: slang written out, synonyms and names made one."""
    spans: tuple[Span, ...]
    lang: str
    candidates: tuple[Candidate, ...]
    """Best first."""
    decision: Decision

    @property
    def margin(self) -> float:
        """How far the best stands above the runner-up, in points."""
        if not self.candidates:
            return 0.0
        return self.candidates[0].score - (self.candidates[1].score if len(self.candidates) > 1 else 0.0)
