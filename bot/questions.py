"""What a message asks: as a whole, sentence by sentence, and, where it is long, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot import choices
from bot.content import Content
from bot.session import Session
from intents.followup import continue_from, leans_on_the_last
from intents.matcher import BY_DEFAULT
from intents.model import Candidate, Context, Decision, Understanding
from intents.normalise import conjuncts, sentences, windows
from knowledge import resolve

MOST_QUESTIONS = 3
"""So many questions of one message are answered."""
LONG = 12
"""A message of so many words that carry meaning may hold its question in a clause."""
WHOLLY = 0.85
"""The share of a clause that names nothing which its answer must explain."""
ALL_OF_IT = 0.9
"""The share of a sentence that its one answer explains when it is one question."""
FIRM_CLASSES = ("instructions", "abuse", "personal", "my_case")
"""Classes of refusal that a question in the same message does not undo."""


def asked(text: str, session: Session, content: Content, today: date, lang: str | None) -> list[Understanding]:
    """The questions of a message, at least one: what to do with the message is decided in each."""
    return _Asking(session, content, today, lang).questions(text)


def asked_in_passing(text: str, content: Content, today: date, lang: str | None) -> list[Understanding]:
    """The questions in words that were written for others: a forwarded post, a caption; none when they only tell."""
    return _Asking(Session(), content, today, lang).questions_among(text)


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
        if len(whole.words) >= LONG:
            return self._within_long(text, parts, whole)
        if len(parts) < 2:
            return self._joined(text, whole) or [whole]
        asking = [part for part in parts if self.content.intents.is_question(part)] or parts
        return _best(whole, [self._understand(part, whole) for part in asking])

    def questions_among(self, text: str) -> list[Understanding]:
        """Those of the sentences that surely ask: in a long one without a question mark "apa" may as well tell."""
        parts = [
            part
            for part in sentences(text)
            if part.endswith(("?", "？")) or (self._asks(part) and len(part.split()) <= LONG)
        ]
        if not parts:
            return []
        whole = self._understand(text)
        understood = [self._understand(part, whole) for part in parts]
        return _best(understood[0], understood)

    def _within_long(self, text: str, parts: Sequence[str], whole: Understanding) -> list[Understanding]:
        """What a long message asks: most of it says why. The sentences that ask something of their own; else, where the
        whole is not understood, the run of clauses that is a question best."""
        understood = {part: self._understand(part, whole) for part in parts} if len(parts) > 1 else {}
        firm = [each for each in understood.values() if each.decision.refusal_class in FIRM_CLASSES]
        if firm:
            return firm[:1]
        found = {
            part: each for part, each in understood.items() if self._asks(part) and self._is_well(each) and _names(each)
        }
        questions = _distinct(found.values())
        if len(questions) > 1:
            return questions
        if whole.decision.outcome == "answer":
            return [whole]
        for window in windows(text):
            understood[window] = understood.get(window) or self._understand(window, whole)
        well = [(part, each) for part, each in understood.items() if self._is_well(each)]
        if not well:  # then what may be meant by the one that asks
            well = [
                (part, each)
                for part, each in understood.items()
                if each.decision.outcome == "ask_back"
                and _chosen(each).score >= self.content.intents.base.weights.floor
            ]
        best = max(well, key=lambda pair: (_names(pair[1]), self._asks(pair[0]), _chosen(pair[1]).score), default=None)
        return [best[1] if best else whole]

    def _joined(self, text: str, whole: Understanding) -> list[Understanding]:
        """What is asked in one sentence by two questions: "ditandatangani kapan dan siapa yang meneken"; [] when it is
        one question, or not every one of them is understood."""
        lexicons, asks = self.content.intents.base.lexicons, self.content.intents.has_question_word
        if whole.decision.outcome == "answer":
            is_all = _chosen(whole).coverage >= ALL_OF_IT
            if is_all and lexicons.question.isdisjoint(_chosen(whole).unexplained):
                return []
        questions: list[str] = []
        for part in conjuncts(text):
            if questions and not (asks(part) and asks(questions[-1])):
                questions[-1] = f"{questions[-1]} {part}"
            else:
                questions.append(part)
        understood = [self._understand(part, whole) for part in questions]
        if len(questions) < 2 or any(each.decision.outcome != "answer" for each in understood):
            return []
        return _distinct(understood)

    def _is_well(self, understood: Understanding) -> bool:
        """Whether a part of a long message is surely a question of its own: one that leaves to the rest what it is
        about must be explained nearly all."""
        if understood.decision.reason == BY_DEFAULT:  # "EGDI 2018" is a question by itself, but not out of a letter
            return False
        if understood.decision.outcome != "answer" or not (
            _names(understood) or _chosen(understood).coverage >= WHOLLY
        ):
            return False
        return _chosen(understood).score >= self.content.intents.base.weights.clause

    def _asks(self, part: str) -> bool:
        return self.content.intents.is_question(part)

    def _understand(self, text: str, whole: Understanding | None = None) -> Understanding:
        """`whole`: the message that `text` is a part of; its subject and things are the part's too."""
        context = self._context() if whole is None else self._context_within(whole)
        understood = self.content.intents.understand(text, self.today, lang=self.lang, context=context)
        followed = continue_from(understood, context, self.content.intents.base)
        if followed is None:
            return self._of_another_subject(understood, context) or understood
        if not self._is_known(followed) and (direct := self._asked_anew(understood, followed)):
            return direct
        lang = understood.lang if self.lang else self.session.lang or understood.lang
        return replace(understood, decision=Decision("answer", "follow-up", (followed,)), lang=lang)

    def _is_known(self, candidate: Candidate) -> bool:
        answer = self.content.answer(candidate.intent)
        return answer is not None and resolve(answer, candidate.slots, self.content.knowledge, self.today).has_data

    def _asked_anew(self, understood: Understanding, followed: Candidate) -> Understanding | None:
        """The last question with the new thing in it: what no row of figures has, a statement may tell."""
        text = self.session.phrasing or ""
        for span in understood.spans:
            text = text.replace("{" + span.kind + "}", span.text)
        anew = self.content.intents.understand(text, self.today, lang=understood.lang)
        is_another = anew.decision.outcome == "answer" and _chosen(anew).intent != followed.intent
        return anew if is_another and self._is_known(_chosen(anew)) else None

    def _of_another_subject(self, understood: Understanding, context: Context) -> Understanding | None:
        """The last question asked of the one subject this message names, and nothing else: "kalau Pemdi?"."""
        subject, intents = subject_of(understood), self.content.intents
        if not context.intent or subject in (None, context.subject) or len(understood.spans) != 1:
            return None
        if not leans_on_the_last(understood, intents.base):
            return None
        phrasing = self.session.phrasing or intents.base.label(context.intent, understood.lang)
        return intents.understand_of(context.intent, phrasing or "", subject, understood)

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
    answers = _distinct(each for each in parts if each.decision.outcome == "answer")
    if len(answers) > 1 or (answers and whole.decision.outcome != "answer"):
        return answers
    return [whole]


def _distinct(answered: Iterable[Understanding]) -> list[Understanding]:
    """Those that ask different things, in order."""
    questions: dict[str, Understanding] = {}
    for each in answered:
        questions.setdefault(choices.question_id(_chosen(each).intent, _chosen(each).slots), each)
    return list(questions.values())[:MOST_QUESTIONS]


def _names(understood: Understanding) -> bool:
    """Whether a part of a message says itself what it is about."""
    return bool(understood.spans)


def _chosen(understood: Understanding) -> Candidate:
    return understood.decision.candidates[0]
