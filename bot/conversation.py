"""The path of a question: `take_turn` is pure, so every channel, test and bench asks the same bot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import choices
from bot.charted import asked_for, charted_as, charted_by, charts_there_are, distinct, nearest, question_about
from bot.compose import Composer
from bot.content import Content
from bot.messages import Choice, Incoming, Reply
from bot.session import Session
from intents.followup import continue_from
from intents.matcher import meant_as
from intents.model import Candidate, Context, Decision, Understanding
from intents.normalise import normalise, sentences, windows
from knowledge import Fact, Resolved, resolve

MOST_LETTERS = 2000
"""Longer messages are no questions; they are asked to be shortened."""
STARTERS = ("mpp.count", "egdi.rank", "spbe.index_national", "dgcc.what")
"""The questions under /start: one of each chief subject."""
MOST_QUESTIONS = 3
"""So many questions of one message are answered."""
LONG = 12
"""A message of so many words that carry meaning may hold its question in a clause."""
CLAUSE_BAR = 48.0
"""What a clause of a long message must score: most clauses are no questions."""
FIRM_CLASSES = ("instructions", "abuse", "personal", "my_case")
"""Classes of refusal that a question in the same message does not undo."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a turn did, for the log and `--explain`."""

    lang: str
    intent: str | None
    decision: str
    score: float = 0.0
    margin: float = 0.0
    understandings: tuple[Understanding, ...] = ()
    resolved: tuple[Resolved, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    reply: Reply
    session: Session
    trace: Trace


def take_turn(incoming: Incoming, session: Session, content: Content, today: date) -> Turn:
    """Answer one message. Never raises on any text; the same message, session, content and day give the same turn."""
    return _Turn(incoming, session.at_time(incoming.at), content, today).take()


class _Turn:
    def __init__(self, incoming: Incoming, session: Session, content: Content, today: date) -> None:
        self.incoming = incoming
        self.session = session
        self.content = content
        self.today = today

    def take(self) -> Turn:
        if self.incoming.choice:
            return self._choose(self.incoming.choice, "pressed")
        text = self.incoming.text.strip()
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            if command != "/tanya" or not rest.strip():
                return self._command(command, rest.strip())
            text = rest.strip()
        if len(text) > MOST_LETTERS:
            return self._said("smalltalk", self._composer().smalltalk("too_long"))
        picked = self._picked(text)
        return self._choose(picked, "picked by number") if picked else self._ask(text)

    # -- what was meant -------------------------------------------------------------------------------------------

    def _ask(self, text: str) -> Turn:
        whole = self._understand(text)
        understood = [whole]
        if whole.decision.refusal_class not in FIRM_CLASSES and len(parts := sentences(text)) > 1:
            asking = [part for part in parts if self.content.intents.is_question(part)] or parts
            understood = _best([whole, *(self._understand(part, whole) for part in asking)])
        if (
            understood == [whole]
            and whole.decision.outcome in ("ask_back", "refuse")
            and whole.decision.refusal_class not in FIRM_CLASSES
        ):
            understood = [self._clause_understood(text, whole) or whole]
        if len(understood) == 1:
            return self._act(understood[0])
        return self._answer_all(understood)

    def _clause_understood(self, text: str, whole: Understanding) -> Understanding | None:
        """The clauses of a long message that are best understood as a question, if any are well."""
        if len(whole.words) < LONG:
            return None
        tried = [self._understand(window, whole) for window in windows(text)]
        answers = [each for each in tried if each.decision.outcome == "answer" and _chosen(each).score >= CLAUSE_BAR]
        return max(answers, key=lambda each: _chosen(each).score, default=None)

    def _understand(self, text: str, whole: Understanding | None = None) -> Understanding:
        """`whole`: the message that `text` is a sentence of; its subject and things are the sentence's too."""
        session = self.session
        context = Context(
            session.intent,
            _tuples(session.slots),
            session.subject,
            session.lang,
            session.earlier,
            frozenset(session.things),
        )
        if whole is not None:
            slots = {span.kind: span.values[:1] for span in whole.spans if span.kind != "subject"}
            subject = _subject(whole) or context.subject
            context = Context(
                context.intent, {**context.slots, **slots}, subject, context.lang, None, frozenset(_things(whole))
            )
        understood = self.content.intents.understand(text, self.today, lang=self.incoming.lang, context=context)
        followed = continue_from(understood, context, self.content.intents.base)
        if followed is None:
            return understood
        lang = understood.lang if self.incoming.lang else self.session.lang or understood.lang
        return replace(understood, decision=Decision("answer", "follow-up", (followed,)), lang=lang)

    def _picked(self, text: str) -> str | None:
        """The choice that "2" or "yang kedua" means, if choices were just offered."""
        ordinals = self.content.words.say(self._lang(), "ordinals").split(", ")
        plain = text.strip(" .?!)").casefold()
        if plain.isdecimal() and int(plain) <= len(self.session.offered):
            return self.session.offered[int(plain) - 1] if int(plain) else None
        named = self._named_choice(text)
        if named is not None:
            return named
        for number, names in enumerate(ordinals[: len(self.session.offered)]):
            if any(re.fullmatch(rf"(yang|yg|the|nomor|no)?\s*{name}( one)?", plain) for name in names.split("/")):
                return self.session.offered[number]
        return None

    def _named_choice(self, text: str) -> str | None:
        """The one offered choice whose label has every word said: "yang kabupaten" after two Bandungs."""
        lexicons = self.content.intents.base.lexicons
        said = set(lexicons.in_plain_words(normalise(text).split())) - lexicons.light - lexicons.leaning
        if not said or len(said) > 3:
            return None
        composer = self._composer()
        fitting = [id for id in self.session.offered if said <= set(normalise(composer.named_in(id)).split())]
        return fitting[0] if len(fitting) == 1 else None

    def _act(self, understood: Understanding) -> Turn:
        decision, composer = understood.decision, Composer(self.content, understood.lang)
        candidates = decision.candidates
        match decision.outcome:
            case "answer":
                return self._answer(candidates[0], understood)
            case "ask_back":
                key = "which" if decision.reason == "margin" else "maybe"
                return self._said("ask_back", composer.ask_back(key, candidates), understood)
            case "menu":
                return self._said("menu", composer.menu(decision.subject or ""), understood)
            case "smalltalk":
                kind = self.content.intents.base.contracts[candidates[0].intent].smalltalk
                if kind == "sources":
                    return self._sources(understood.lang)
                greeting = tuple(composer.subject_choices()) if kind in ("hello", "help") else ()
                return self._said("smalltalk", composer.smalltalk(f"smalltalk_{kind}", choices=greeting), understood)
            case "refuse":
                reply = composer.refuse(decision.refusal_class or "unclear", candidates)
                return self._said("refuse", reply, understood)

    # -- what is said ---------------------------------------------------------------------------------------------

    def _answer(self, candidate: Candidate, understood: Understanding) -> Turn:
        spec = self.content.answer(candidate.intent)
        assert spec is not None, candidate.intent  # content is refused at start when an intent has no answer
        composer = Composer(self.content, understood.lang)
        for span in understood.spans:
            kind, meant = meant_as(span, self.content.intents.base.contracts[candidate.intent].slots)
            if kind != "time" and len(meant) > 1 and meant[0] in candidate.slots.get(kind, ()):
                which = composer.which(candidate.intent, candidate.slots, kind, meant)
                return self._said("ambiguous name", which, understood)
        resolved = resolve(spec, candidate.slots, self.content.knowledge, self.today)
        return self._told(candidate.intent, candidate.slots, resolved, understood)

    def _answer_all(self, understood: Sequence[Understanding]) -> Turn:
        turns = [self._act(each) for each in understood]
        answers = [turn for turn in turns if turn.reply.kind == "answer"]
        if len(answers) < 2:
            return answers[0] if answers else turns[0]
        last = answers[-1]
        reply = Composer(self.content, last.reply.lang).joined([turn.reply for turn in answers])
        trace = replace(last.trace, understandings=tuple(understood), decision="several questions")
        return Turn(reply, self._remember(last.session, reply), trace)

    def _told(
        self,
        intent: str,
        slots: Mapping[str, tuple[str, ...]],
        resolved: Resolved,
        understood: Understanding | None = None,
        lang: str | None = None,
    ) -> Turn:
        lang = understood.lang if understood else lang or self._lang()
        reply = Composer(self.content, lang).answer(intent, resolved)
        session = Session(
            intent,
            {kind: ",".join(values) for kind, values in slots.items()},
            (understood and _subject(understood)) or self.content.subjects.get(intent),
            self.session.slots.get("time") if intent == self.session.intent else None,
            (_things(understood) if understood else ()) or self.session.things,
            lang,
        )
        trace = self._trace("answer" if resolved.has_data else "no data", lang, intent, understood)
        return Turn(reply, self._remember(session, reply), replace(trace, resolved=(resolved,)))

    def _said(self, decision: str, reply: Reply, understood: Understanding | None = None) -> Turn:
        """A reply that is no answer: what was talked about stays."""
        trace = self._trace(decision, reply.lang, reply.intent, understood)
        subject = self.session.subject
        if understood and understood.decision.subject:
            subject = understood.decision.subject
        session = replace(self.session, lang=reply.lang, subject=subject)
        return Turn(reply, self._remember(session, reply), trace)

    def _remember(self, session: Session, reply: Reply) -> Session:
        return replace(session, offered=tuple(choice.id for choice in reply.choices), at=self.incoming.at)

    def _trace(self, decision: str, lang: str, intent: str | None, understood: Understanding | None) -> Trace:
        if understood is None:
            return Trace(lang, intent, decision)
        best = understood.decision.candidates or understood.candidates
        score = best[0].score if best else 0.0
        return Trace(lang, intent, f"{decision}: {understood.decision.reason}", score, understood.margin, (understood,))

    # -- choices and commands -------------------------------------------------------------------------------------

    def _choose(self, id: str, how: str) -> Turn:
        lang = self.incoming.lang or self.session.lang or self._lang()
        composer = Composer(self.content, lang)
        if id == choices.NONE:
            return self._said(
                f"{how}: none", composer.smalltalk("none_reply", choices=tuple(composer.subject_choices()))
            )
        if id.startswith(choices.MENU):
            subject, page = choices.read_menu_id(id)
            if subject in self.content.subjects.values():
                return self._said(f"{how}: menu", composer.menu(subject, page))
            return self._said(f"{how}: gone", composer.topics())
        if id.startswith(choices.CHART):
            facts = charted_as(choices.read_chart_id(id), self.content.knowledge)
            return self._chart(facts, lang) if facts else self._said(f"{how}: gone", composer.topics())
        if (shown := choices.read_charts_id(id)) is not None:
            return self._said(f"{how}: charts", composer.charts("chart_which", self._charts(), shown))
        intent, slots = choices.read_question_id(id)
        spec = self.content.answer(intent)
        if spec is None or intent not in self.content.subjects:  # made by older content
            return self._said(f"{how}: gone", composer.topics())
        try:
            resolved = resolve(spec, slots, self.content.knowledge, self.today)
        except ValueError:  # an id nobody of ours has made
            return self._said(f"{how}: gone", composer.topics())
        return self._told(intent, slots, resolved, lang=lang)

    def _command(self, command: str, rest: str) -> Turn:
        composer = self._composer()
        match command:
            case "/start":
                shown = composer.smalltalk("start", "start_hint", choices=self._starters(composer))
                return self._said("command", shown)
            case "/help":
                return self._said("command", composer.smalltalk("help", "help_groups", "help_commands"))
            case "/privasi" | "/privacy":
                return self._said("command", composer.smalltalk("privacy"))
            case "/sumber" | "/sources":
                return self._sources(composer.lang)
            case "/topik" | "/topics":
                return self._said("command", composer.topics())
            case "/grafik" | "/chart":
                return self._find_chart(rest) if rest else self._choose(choices.charts_id(), "command")
            case "/tanya":
                return self._said("command", composer.smalltalk("ask_what"))
        return self._said("command", composer.smalltalk("help", "help_commands"))

    def _starters(self, composer: Composer) -> Sequence[Choice]:
        """What a newcomer may press: the questions that authors lead newcomers to."""
        return [composer.question(intent, {}) for intent in STARTERS if intent in self.content.subjects]

    def _sources(self, lang: str) -> Turn:
        """The sources of the last answer once more."""
        composer = Composer(self.content, lang)
        spec = self.content.answer(self.session.intent) if self.session.intent else None
        if spec is None or self.session.intent is None:
            return self._said("sources", composer.smalltalk("no_sources_yet"))
        resolved = resolve(spec, _tuples(self.session.slots), self.content.knowledge, self.today)
        return self._said("sources", composer.sources(self.session.intent, resolved))

    def _find_chart(self, text: str) -> Turn:
        """The chart of what is asked about; of a bare subject, its first."""
        intents = self.content.intents
        lang = self.incoming.lang or intents.base.lexicons.guess_language(intents.reader.plain(text)) or self._lang()
        understood = intents.understand(text, self.today, lang=lang)
        if understood.decision.refusal_class in FIRM_CLASSES:
            return self._act(understood)
        composer = Composer(self.content, lang)
        facts = asked_for(understood, self.content)
        if understood.decision.outcome == "menu":
            questions = composer.questions_about(understood.decision.subject or "")
            charts = (charted_by(self.content.answer(each), {}, self.content.knowledge) for each in questions)
            facts = next(filter(None, charts), ())
        if facts:
            return self._chart(facts, lang, understood)
        offered = distinct([*nearest(understood, self.content), *self._charts()])
        return self._said("no chart", composer.charts("chart_none", offered), understood)

    def _chart(self, facts: Sequence[Fact], lang: str, understood: Understanding | None = None) -> Turn:
        """A chart is also an answer: what follows may lean on it."""
        intent, slots = question_about(facts, self.content)
        reply = Composer(self.content, lang).chart_reply(facts, intent)
        kept = {kind: ",".join(values) for kind, values in slots.items()}
        session = Session(intent=intent, slots=kept, subject=facts[0].subject, lang=lang)
        return Turn(reply, self._remember(session, reply), self._trace("chart", lang, intent, understood))

    def _charts(self) -> list[tuple[Fact, ...]]:
        return charts_there_are(self.content, STARTERS)

    def _composer(self) -> Composer:
        return Composer(self.content, self._lang())

    def _lang(self) -> str:
        return self.incoming.lang or self.session.lang or "id"


def _best(understood: Sequence[Understanding]) -> list[Understanding]:
    """Of a whole message and its sentences: two that ask different things, else the one best understood."""
    whole, *parts = understood
    firm = [each for each in parts if each.decision.refusal_class in FIRM_CLASSES]
    if firm:
        return firm[:1]
    answers: dict[str, Understanding] = {}
    for each in parts:
        if each.decision.outcome == "answer":
            answers.setdefault(choices.question_id(_chosen(each).intent, _chosen(each).slots), each)
    if len(answers) > 1:
        return list(answers.values())[:MOST_QUESTIONS]
    if whole.decision.outcome == "answer" or not answers:
        return [whole]
    return list(answers.values())


def _chosen(understood: Understanding) -> Candidate:
    return understood.decision.candidates[0]


def _subject(understood: Understanding) -> str | None:
    """The subject a message names."""
    return next((span.values[0] for span in understood.spans if span.kind == "subject"), None)


def _things(understood: Understanding) -> tuple[str, ...]:
    """The exact things a message names."""
    return tuple(span.values[0] for span in understood.spans if span.kind not in ("subject", "number"))


def _tuples(slots: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(values.split(",")) for kind, values in slots.items() if values}
