"""What to do with a question. A wrong answer is worse than none: unsure means asking back."""

from __future__ import annotations

from collections.abc import Sequence

from intents.features import Reading
from intents.load import IntentBase
from intents.model import Candidate, Context, Decision

UNKNOWN = "unknown"
"""The gate of a name that is none of ours: no other intent may be answered in the place of the one it shuts."""
OFFERED = 3
"""At most so many choices in an ask-back."""


def decide(reading: Reading, candidates: Sequence[Candidate], base: IntentBase, context: Context) -> Decision:
    """What to do with a question, given its candidates, best first."""
    content = [word for word in reading.words if not word.startswith(("subject.", "{"))]
    subjects = [word for word in reading.words if word.startswith("subject.")]
    if not reading.words:
        return Decision("refuse", "nothing asked", refusal_class="nothing_asked")
    if any(span.kind == "no_such_date" for span in reading.spans):
        return Decision("refuse", "no such date", (), "no_such_date")
    if subjects and not content and len(reading.spans) == 1:
        return Decision("menu", "bare subject", subject=subjects[0])
    if not subjects and not content and not context.subject:
        return Decision("refuse", "only names", (), "unclear")
    weights = base.weights
    # A regulation by its number is as sure a sign as a subject by its name.
    is_named = bool(subjects) or any(span.kind == "regulation" for span in reading.spans)
    unnamed = weights.answer_by_context if context.subject else weights.answer_without_subject
    bar = weights.answer if is_named else unnamed
    open_ones = [candidate for candidate in candidates if candidate.gate is None]
    offered = _near(candidates, base)
    # "siapa wakil presiden" shares words with one of our questions and is no more about it than about any other.
    alike = offered if subjects or context.subject else _above(weights.answer_without_subject, offered)
    is_plain = bool(open_ones) and open_ones[0].score >= weights.answer_without_subject
    if not is_plain and base.lexicons.asks_opinion(list(reading.tokens)):
        return Decision("refuse", "asks what the bot thinks", alike, "opinion")
    is_of_a_stranger = (candidates[0].gate or "").startswith(UNKNOWN) if candidates else False
    if (
        open_ones
        and not is_of_a_stranger
        and candidates[0].score - open_ones[0].score <= weights.shadow
        and _is_sure(open_ones[0], candidates, base, bar)
    ):
        first = open_ones[0]
        close = [first, *(other for other in open_ones[1:] if first.score - other.score < weights.margin)]
        # Of close ones the one that is about just the things named; "9 MPP of 15 December" is one list.
        best = next((each for each in close if each.is_literal), close[0])
        if base.contracts[best.intent].is_talk:
            return _talk(best, alike, base)
        rivals = [
            other
            for other in close
            if other is not best
            and other.is_literal == best.is_literal
            and base.contracts[other.intent].smalltalk is None
        ]
        if not rivals:
            return Decision("answer", "all gates open", (best,))
        asked = [other for other in rivals if not base.contracts[other.intent].is_talk]
        return Decision("ask_back", "margin", (best, *asked)[:OFFERED])
    timeless = [candidate for candidate in offered if (candidate.gate or "").startswith("not told of")]
    if offered and offered[0] in timeless and offered[0].score >= weights.answer:
        return Decision("refuse", offered[0].gate or "", offered, "no_data")
    if offered and (subjects or _above(weights.answer_without_subject, offered)):
        return Decision("ask_back", offered[0].gate or "score", offered)
    if open_ones and open_ones[0] is candidates[0] and _is_worth_saying(open_ones[0], reading, base):
        return _talk(open_ones[0], alike, base)
    if subjects:
        return Decision("refuse", "score", offered, "unclear", subjects[0])
    return Decision("refuse", "no subject", alike, "out_of_scope")


def _talk(best: Candidate, offered: tuple[Candidate, ...], base: IntentBase) -> Decision:
    """Fixed words for a courtesy or a class of refusal."""
    refused = base.contracts[best.intent].refuse
    if refused is None:
        return Decision("smalltalk", "smalltalk", (best,))
    return Decision("refuse", f"class {refused}", offered, refused)


def _is_worth_saying(candidate: Candidate, reading: Reading, base: IntentBase) -> bool:
    """Whether its fixed words are better than saying only that there is no answer. A courtesy names nothing."""
    contract = base.contracts[candidate.intent]
    fits = contract.refuse is not None or (contract.smalltalk is not None and not reading.spans)
    return fits and candidate.score >= base.weights.ask


def _is_sure(best: Candidate, candidates: Sequence[Candidate], base: IntentBase, bar: float) -> bool:
    """Whether the best open candidate may be answered: standing alone makes up for some likeness."""
    weights = base.weights
    if base.contracts[best.intent].is_talk:
        bar = weights.answer
    refuses = base.contracts[best.intent].refuse is not None
    rivals = [
        other.score
        for other in candidates
        if other is not best
        and not _is_of_another_thing(other)
        # Whether it is a recipe or a restaurant that we have no answer for is no doubt.
        and not (refuses and base.contracts[other.intent].refuse)
    ]
    lead = min(best.score - max(rivals, default=0.0), best.score)
    return best.score >= weights.floor and best.score + weights.lead * lead >= bar


def _is_of_another_thing(candidate: Candidate) -> bool:
    """Shut because it is about a thing the question does not name: no rival, however alike its words."""
    return candidate.gate is not None and candidate.gate.startswith(("does not name", "other subject", "slot", "never"))


def _above(score: float, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(candidate for candidate in candidates if candidate.score >= score)


def _near(candidates: Sequence[Candidate], base: IntentBase) -> tuple[Candidate, ...]:
    """Answerable candidates worth offering, best first."""
    near = [
        candidate
        for candidate in candidates
        if candidate.score >= base.weights.ask
        and candidate.gate != "never"
        and not base.contracts[candidate.intent].is_talk
    ]
    return tuple(near[:OFFERED])
