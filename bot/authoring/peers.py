"""The bot with a plain ranking in place of ours, on the same questions and phrasings: what ours is worth, in numbers.

Only the ranking differs. The intent is that of the phrasing which the peer finds nearest; the slots are those that the
bot's own filler finds in the question; records, words and judge are the bot's. A peer sees the last turn alone, in a
fresh session. It has no gates: it always answers, save that the nearest phrasing may be one of a courtesy or a refusal,
and that it asks back when a slot is missing without which there is no answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.authoring.ask import noon
from bot.authoring.judging import Judged, Question, judge
from bot.content import Content
from bot.conversation import act
from bot.messages import Incoming
from intents.model import Candidate, Decision, Understanding
from intents.peers import PEERS
from intents.slots import fill


@dataclass(frozen=True, slots=True)
class Measured:
    """How a peer did."""

    name: str
    threshold: float | None
    """Below this score of its own it refuses; None: it never does."""
    judged: Sequence[Judged]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the bot reads it, and as it is refused."""

    question: Question
    understood: Understanding
    refused: Judged


def measure_peers(questions: Sequence[Question], content: Content, today: date) -> Iterator[Measured]:
    """Each peer twice: as it is, and with the threshold that serves it best. Raises ImportError without bm25s."""
    phrasings = list(content.intents.phrasings())
    asked = [_asked(question, content, today) for question in questions]
    for name, peer in PEERS.items():
        nearest = peer([text for _, _, text in phrasings])
        scored: list[tuple[float, Judged, Judged]] = []
        for each in asked:
            place, score = nearest(each.question.turns[-1])
            decision = _decision(each.understood, phrasings[place], score, content)
            scored.append((score, _judged(each.question, each.understood, decision, content, today), each.refused))
        yield Measured(name, None, [reply for _, reply, _ in scored])
        threshold = best_threshold(scored)
        kept = [reply if score >= threshold else refused for score, reply, refused in scored]
        yield Measured(name, threshold, kept)


def best_threshold(scored: Sequence[tuple[float, Judged, Judged]]) -> float:
    """The lowest score from which on to reply so that right replies less wrong ones are most.

    `scored`: the score of each question, the judged reply to it, and the judged refusal below the threshold."""
    best, most = 0.0, -math.inf
    for threshold in sorted({score for score, _, _ in scored}):
        verdicts = [(reply if score >= threshold else refused).verdict for score, reply, refused in scored]
        gain = verdicts.count("right") - verdicts.count("wrong")
        if gain > most:
            best, most = threshold, gain
    return best


def _asked(question: Question, content: Content, today: date) -> _Asked:
    understood = content.intents.understand(question.turns[-1], today)
    refusal = Decision("refuse", "below the threshold", refusal_class="unclear")
    return _Asked(question, understood, _judged(question, understood, refusal, content, today))


def _judged(question: Question, understood: Understanding, decision: Decision, content: Content, today: date) -> Judged:
    decided = replace(understood, candidates=decision.candidates, decision=decision)
    incoming = Incoming("console", "peer", "peer", question.turns[-1], noon(today))
    return judge(question, act(decided, incoming, content, today))


def _decision(understood: Understanding, phrasing: tuple[str, str, str], score: float, content: Content) -> Decision:
    """What to do when this phrasing, (intent, language, text), is what was meant."""
    intent, lang, text = phrasing
    contract = content.intents.base.contracts[intent]
    slots, _, _ = fill(contract.slots, understood.spans, content.intents.explained.get(intent, frozenset()))
    nearest = (Candidate(intent, lang, score, slots, text, 1.0),)
    if contract.smalltalk:
        return Decision("smalltalk", "nearest", nearest)
    if contract.refuse:
        return Decision("refuse", "nearest", nearest, contract.refuse)
    lacking = contract.lacks(slots)
    if lacking:
        return Decision("ask_back", f"slot {lacking} is missing", nearest)
    return Decision("answer", "nearest", nearest)
