"""What a message asks: as a whole, sentence by sentence, and, where it is long, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot import choices
from bot.content import Content
from bot.session import Session
from intents.followup import continue_from
from intents.model import Candidate, Context, Decision, Understanding
from intents.normalise import sentences, windows

MOST_QUESTIONS = 3
"""So many questions of one message are answered."""
LONG = 12
"""A message of so many words that carry meaning may hold its question in a clause."""
CLAUSE_BAR = 48.0
"""What a part of a long message must score: most of its clauses are no questions."""
FIRM_CLASSES = ("instructions", "abuse", "personal", "my_case")
"""Classes of refusal that a question in the same message does not undo."""


def asked(text: str, session: Session, content: Content, today: date, lang: str | None) -> list[Understanding]:
    """The questions of a message, at least one: what to do with the message is decided in each."""
    return _Asking(session, content, today, lang).questions(text)


def subject_of(understood: Understanding) -> str | None:
    """The subject a message names."""
    return next((span.values[0] for span in understood.spans if span.kind == "subject"), None)


def things_of(understood: Understanding) -> tuple[str, ...]:
    """The exact things a message names."""
    return tuple(span.values[0] for span in understood.spans if span.kind not in ("subject", "number"))


def slots_of(session: Session) -> dict[str, tuple[str, ...]]:
    """The slots of the last answer."""
    return {kind: tuple(values.split(",")) for kind, values in session.slots.items() if values}


class _Asking:
    def __init__(self, session: Session, content: Content, today: date, lang: str | None) -> None:
        self.session = session
        self.content = content
        self.today = today
        self.lang = lang

    def questions(self, text: str) -> list[Understanding]:
        whole = self._understand(text)
        if whole.decision.refusal_class in FIRM_CLASSES:
            return [whole]
        parts = sentences(text)
        understood = [whole]
        if len(parts) > 1:
            asking = [part for part in parts if self.content.intents.is_question(part)] or parts
            understood = _best(whole, [self._understand(part, whole) for part in asking])
        if understood == [whole] and whole.decision.outcome in ("ask_back", "refuse"):
            return [self._clause(text, whole) or whole]
        return understood

    def _clause(self, text: str, whole: Understanding) -> Understanding | None:
        """The clauses of a long message that are best understood as a question, if any are well."""
        if len(whole.words) < LONG:
            return None
        answers = [each for each in (self._understand(window, whole) for window in windows(text)) if _is_well(each)]
        return max(answers, key=lambda each: _chosen(each).score, default=None)

    def _understand(self, text: str, whole: Understanding | None = None) -> Understanding:
        """`whole`: the message that `text` is a part of; its subject and things are the part's too."""
        context = self._context() if whole is None else self._context_within(whole)
        understood = self.content.intents.understand(text, self.today, lang=self.lang, context=context)
        followed = continue_from(understood, context, self.content.intents.base)
        if followed is None:
            return understood
        lang = understood.lang if self.lang else self.session.lang or understood.lang
        return replace(understood, decision=Decision("answer", "follow-up", (followed,)), lang=lang)

    def _context(self) -> Context:
        session = self.session
        things = frozenset(session.things)
        return Context(session.intent, slots_of(session), session.subject, session.lang, session.earlier, things)

    def _context_within(self, whole: Understanding) -> Context:
        slots = {span.kind: span.values[:1] for span in whole.spans if span.kind != "subject"}
        return replace(
            self._context(),
            slots={**slots_of(self.session), **slots},
            subject=subject_of(whole) or self.session.subject,
            earlier=None,
            things=frozenset(things_of(whole)),
        )


def _best(whole: Understanding, parts: Sequence[Understanding]) -> list[Understanding]:
    """Of a whole message and its sentences: those that ask different things, else the one best understood."""
    firm = [each for each in parts if each.decision.refusal_class in FIRM_CLASSES]
    if firm:
        return firm[:1]
    is_long = len(whole.words) >= LONG
    answers: dict[str, Understanding] = {}
    for each in parts:
        if each.decision.outcome == "answer" and (_is_well(each) or not is_long):
            answers.setdefault(choices.question_id(_chosen(each).intent, _chosen(each).slots), each)
    if len(answers) > 1:
        return list(answers.values())[:MOST_QUESTIONS]
    if answers and whole.decision.outcome != "answer":
        return list(answers.values())
    return [whole]


def _is_well(understood: Understanding) -> bool:
    """Whether a part of a long message is surely a question of its own."""
    return understood.decision.outcome == "answer" and _chosen(understood).score >= CLAUSE_BAR


def _chosen(understood: Understanding) -> Candidate:
    return understood.decision.candidates[0]
