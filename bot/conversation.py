"""The path of a question: `take_turn` is pure, so every channel, test and bench asks the same bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import choices
from bot.charted import asked_for, charted_as, charted_by, charts_there_are, distinct, nearest, question_about
from bot.compose import FIRST_QUESTIONS, Composer
from bot.content import Content
from bot.messages import Choice, Incoming, Location, Reply
from bot.picks import picked_choice
from bot.questions import FIRM_CLASSES, asked, asked_in_passing, slots_of, subject_of, things_of
from bot.session import Session
from intents.decide import OFFERED
from intents.model import Candidate, Decision, Understanding
from intents.slots import fill, meant_as
from knowledge import MALLS, Fact, Resolved, nearest_malls, resolve

MOST_LETTERS = 2000
"""Longer messages are no questions; they are asked to be shortened."""
COURTESIES = ("hello", "how", "thanks", "bye", "ok", "sorry")
"""Small talk that asks for nothing."""
POINTING_WORDS = 4
"""More than so many words stand for themselves; "apakah ini benar?" is said of the message it replies to."""
STARTERS = ("mpp.count", "egdi.rank", "spbe.index_national", "dgcc.what")
"""The questions under /start: one of each chief subject."""
LED_ON = frozenset({"out_of_scope", "unclear", "nothing_asked", "other_meaning", "opinion", "prediction"})
"""Classes of refusal after which something else may well be asked: who complains or waits for a passport may not."""
REGION_LOOKUP = "mpp.region"
"""What "/mpp bantul" asks."""


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
    asked: tuple[str, ...] = ()
    """Ids of the choices that ask the same when pressed; none when nothing was told."""
    is_question: bool = True
    """False for thanks, an "ok" or an emoji: nobody waits for a reply to it."""


def take_turn(incoming: Incoming, session: Session, content: Content, today: date) -> Turn:
    """Answer one message. Never raises on any text; the same message, session, content and day give the same turn."""
    return _Turn(incoming, session.at_time(incoming.at), content, today).take()


def act(understood: Understanding, incoming: Incoming, content: Content, today: date) -> Turn:
    """The turn for a message that something other than our matcher has understood, outside any conversation."""
    return _Turn(incoming, Session(), content, today)._act(understood)


def _whole(text: str) -> str:
    """JSON and file names can hold half of a character, which neither a stemmer nor a database takes."""
    return text.encode(errors="replace").decode().strip()


class _Turn:
    def __init__(self, incoming: Incoming, session: Session, content: Content, today: date) -> None:
        self.incoming = incoming
        self.session = session
        self.content = content
        self.today = today

    def take(self) -> Turn:
        if self.incoming.location:
            return self._near(self.incoming.location)
        if self.incoming.choice:
            return self._choose(self.incoming.choice, "pressed")
        text = _whole(self.incoming.text)
        if self.incoming.quoted is not None:
            return self._pointing(text, _whole(self.incoming.quoted))
        if (self.incoming.is_passed_on or self.incoming.has_attachment) and not text.startswith("/"):
            return self._passed_on(text)
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            if command != "/tanya" or not rest.strip():
                return self._command(command, rest.strip())
            text = rest.strip()
        if len(text) > MOST_LETTERS:
            return self._said("too long", self._composer().refuse("too_long"))
        picked = picked_choice(text, self.session, self.content, self._lang())
        return self._choose(picked, "picked by number") if picked else self._ask(text)

    # -- what was meant -------------------------------------------------------------------------------------------

    def _ask(self, text: str) -> Turn:
        understood = asked(text, self.session, self.content, self.today, self.incoming.lang)
        return self._act(understood[0]) if len(understood) == 1 else self._answer_all(understood)

    def _passed_on(self, text: str) -> Turn:
        """Words that were not written to us. What they tell is nobody's question: it gets no fact in reply."""
        lang = self.incoming.lang
        asks = asked_in_passing(text, self.content, self.today, lang) if len(text) <= MOST_LETTERS else []
        if asks:
            turn = self._act(asks[0]) if len(asks) == 1 else self._answer_all(asks)
            if turn.reply.kind in ("answer", "ask_back") or turn.reply.refusal_class == "no_data":
                return turn
        if self.incoming.has_attachment:
            return self._said("attachment", self._composer().smalltalk("cannot_read"))
        reader = self.content.intents.reader
        words = reader.plain(text[:MOST_LETTERS])
        composer = Composer(self.content, lang or self.content.intents.language_of(words) or self._lang())
        spans = reader.read_tokens(words, self.today).spans
        subjects = [span.values[0] for span in spans if span.kind == "subject"]
        chief = [self.content.subjects.get(intent) for intent in STARTERS]
        subjects.sort(key=lambda subject: subject not in chief)
        about = composer.questions_about(subjects[0])[:OFFERED] if subjects else STARTERS
        offered = [composer.question(intent, {}) for intent in about if intent in self.content.subjects]
        return self._said("passed on", composer.smalltalk("only_told", choices=offered))

    def _pointing(self, text: str, quoted: str) -> Turn:
        """What a message asks that points to another one, which is the question when it asks nothing itself."""
        alone = replace(self.incoming, quoted=None)
        about = take_turn(replace(alone, text=quoted), Session(), self.content, self.today)
        if text in ("", "/tanya"):
            return about
        own = take_turn(replace(alone, text=text), Session(), self.content, self.today)
        if own.reply.kind in ("answer", "ask_back") or len(text.split()) > POINTING_WORDS:
            return own
        followed = take_turn(replace(alone, text=text), about.session, self.content, self.today)
        if followed.trace.decision == "answer: follow-up":  # "kalau 2023?"
            return followed
        return about if about.reply.kind in ("answer", "ask_back") else own

    def _act(self, understood: Understanding) -> Turn:
        decision, composer = understood.decision, Composer(self.content, understood.lang)
        candidates = decision.candidates
        match decision.outcome:
            case "answer":
                return self._answer(candidates[0], understood)
            case "ask_back":
                if candidates[0].gate is None and (which := self._which(candidates[0], understood)):
                    return which  # its two places would stand there as one choice
                key = "which" if decision.reason == "margin" else "maybe"
                turn = self._asked_back("ask_back", composer.ask_back(key, candidates), understood)
                return replace(turn, is_question=self._sounds_like_a_question(understood))
            case "menu":
                turn = self._said("menu", composer.menu(decision.subject or ""), understood)
                return replace(turn, asked=(choices.menu_id(decision.subject or ""),))
            case "smalltalk":
                kind = self.content.intents.base.contracts[candidates[0].intent].smalltalk
                if kind == "sources":
                    return self._sources(understood.lang)
                greeting = tuple(composer.subject_choices()) if kind in ("hello", "help") else ()
                reply = composer.smalltalk(f"smalltalk_{kind}", choices=greeting)
                return replace(self._said("smalltalk", reply, understood), is_question=kind not in COURTESIES)
            case "refuse":
                refusal_class = decision.refusal_class or "unclear"
                otherwise = self._leading(composer, decision.subject) if refusal_class in LED_ON else ()
                reply = composer.refuse(refusal_class, candidates, otherwise)
                is_question = self._sounds_like_a_question(understood)
                return replace(self._said("refuse", reply, understood), is_question=is_question)

    def _sounds_like_a_question(self, understood: Understanding) -> bool:
        """Whether what was not understood asks at all: "wah, jauh juga ya" is only said."""
        return "?" in understood.text or self.content.intents.is_question(understood.text)

    # -- what is said ---------------------------------------------------------------------------------------------

    def _answer(self, candidate: Candidate, understood: Understanding) -> Turn:
        spec = self.content.answer(candidate.intent)
        assert spec is not None, candidate.intent  # content is refused at start when an intent has no answer
        if which := self._which(candidate, understood):
            return which
        resolved = resolve(spec, candidate.slots, self.content.knowledge, self.today)
        return self._told(candidate.intent, candidate.slots, resolved, understood)

    def _which(self, candidate: Candidate, understood: Understanding) -> Turn | None:
        """Asking back which of several things of one name is meant; None when that is plain."""
        slots = self.content.intents.base.contracts[candidate.intent].slots
        for span in understood.spans:
            kind, meant = meant_as(span, slots)
            if kind != "time" and len(meant) > 1 and meant[0] in candidate.slots.get(kind, ()):
                composer = Composer(self.content, understood.lang)
                which = composer.which(candidate.intent, candidate.slots, kind, meant)
                return self._asked_back("ambiguous name", which, understood)
        return None

    def _answer_all(self, understood: Sequence[Understanding]) -> Turn:
        turns = [self._act(each) for each in understood]
        answers = [turn for turn in turns if turn.reply.kind == "answer"]
        if len(answers) < 2:
            return answers[0] if answers else turns[0]
        last = answers[-1]
        reply = Composer(self.content, last.reply.lang).joined([turn.reply for turn in answers])
        trace = replace(last.trace, understandings=tuple(understood), decision="several questions")
        asked = tuple(id for turn in answers for id in turn.asked)
        return Turn(reply, self._remember(last.session, reply), trace, asked)

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
            intent=intent,
            phrasing=understood.decision.candidates[0].nearest if understood else None,
            slots={kind: ",".join(values) for kind, values in slots.items()},
            subject=(understood and subject_of(understood)) or self.content.subjects.get(intent),
            earlier=self.session.slots.get("time") if intent == self.session.intent else None,
            things=(things_of(understood) if understood else ()) or self.session.things,
            lang=lang,
        )
        trace = self._trace("answer" if resolved.has_data else "no data", lang, intent, understood)
        asked = (choices.question_id(intent, slots),)
        return Turn(reply, self._remember(session, reply), replace(trace, resolved=(resolved,)), asked)

    def _said(self, decision: str, reply: Reply, understood: Understanding | None = None) -> Turn:
        """A reply that is no answer: what was talked about stays."""
        trace = self._trace(decision, reply.lang, reply.intent, understood)
        subject = self.session.subject
        if understood and understood.decision.subject:
            subject = understood.decision.subject
        session = replace(self.session, lang=reply.lang, subject=subject)
        return Turn(reply, self._remember(session, reply), trace)

    def _asked_back(self, decision: str, reply: Reply, understood: Understanding) -> Turn:
        asked = (choices.which_id([choice.id for choice in reply.choices]),)
        return replace(self._said(decision, reply, understood), asked=asked)

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
            if (menu := composer.menu(*choices.read_menu_id(id))).choices:
                return replace(self._said(f"{how}: menu", menu), asked=(id,))
            return self._said(f"{how}: gone", composer.topics())
        if id in choices.COMMANDS:
            return self._command(id, "")
        if id.startswith(choices.WHICH):
            which = composer.choose_from(choices.read_which_id(id))
            return replace(self._said(f"{how}: which", which if which.choices else composer.topics()), asked=(id,))
        if id.startswith(choices.CHART):
            facts = charted_as(choices.read_chart_id(id), self.content.knowledge)
            return self._chart(facts, lang) if facts else self._said(f"{how}: gone", composer.topics())
        if (shown := choices.read_charts_id(id)) is not None:
            offered = composer.charts("chart_which", self._charts(), shown)
            reply = offered if offered.choices else composer.topics()
            return replace(self._said(f"{how}: charts", reply), asked=(id,))
        if id.startswith(choices.SOURCES):
            return self._sources_of(*choices.read_question_id(id.removeprefix(choices.SOURCES)), lang)
        intent, slots = choices.read_question_id(id)
        if self.content.lacking(intent, slots):
            return self._ask_for(intent, slots, lang)
        resolved = self._resolved(intent, slots)
        if resolved is None:
            return self._said(f"{how}: gone", composer.topics())
        return self._told(intent, slots, resolved, lang=lang)

    def _ask_for(self, intent: str, slots: Mapping[str, tuple[str, ...]], lang: str) -> Turn:
        """Ask for what a question lacks; a name alone then completes it, as after any answer."""
        lacking = self.content.lacking(intent, slots)
        assert lacking is not None
        kept = {kind: ",".join(values) for kind, values in slots.items()}
        self.session = Session(intent=intent, slots=kept, subject=self.content.subjects.get(intent))
        asked = self._said(f"asked for {lacking}", Composer(self.content, lang).ask_for(lacking))
        return replace(asked, asked=(choices.question_id(intent, slots),))

    def _resolved(self, intent: str, slots: Mapping[str, tuple[str, ...]]) -> Resolved | None:
        """What answers a question that was not understood now but is made of ids; None when it is none of this
        content: older content made it, or nobody of ours."""
        spec = self.content.answer(intent)
        if spec is None or intent not in self.content.intents.base.contracts or not self.content.may_ask(intent, slots):
            return None
        return resolve(spec, slots, self.content.knowledge, self.today)

    def _command(self, command: str, rest: str) -> Turn:
        composer = self._composer()
        match command:
            case "/start":
                shown = composer.smalltalk("start", "start_hint", choices=self._starters(composer))
                return replace(self._said("command", shown), asked=(command,))
            case "/help":
                shown = composer.smalltalk("help", "help_groups", "help_admins", "help_commands")
                return replace(self._said("command", shown), asked=(command,))
            case "/privasi" | "/privacy":
                return replace(self._said("command", composer.smalltalk("privacy")), asked=("/privasi",))
            case "/sumber" | "/sources":
                return self._sources(composer.lang)
            case "/topik" | "/topics":
                return replace(self._said("command", composer.topics()), asked=("/topik",))
            case "/grafik" | "/chart":
                return self._find_chart(rest) if rest else self._choose(choices.charts_id(), "command")
            case "/mpp" if REGION_LOOKUP in self.content.intents.base.contracts:
                return self._look_up_region(rest) if rest else self._ask_for(REGION_LOOKUP, {}, composer.lang)
            case "/setelan" | "/settings" | "/bahasa" | "/diam":  # Telegram takes them itself
                return self._said("command", composer.smalltalk("settings_on_telegram"))
            case "/tanya":
                return self._said("command", composer.smalltalk("ask_what"))
        return self._said("command", composer.smalltalk("help", "help_commands"))

    def _look_up_region(self, text: str) -> Turn:
        """Whether the region named has an MPP; what is more than a name is a question of its own about MPP."""
        intents = self.content.intents
        subject = self.content.subjects.get(REGION_LOOKUP)
        understood = intents.understand(text, self.today, lang=self.incoming.lang)
        slots, loose, _ = fill(intents.base.contracts[REGION_LOOKUP].slots, understood.spans, frozenset())
        if slots and not loose and subject_of(understood) in (None, subject) and not self._says_more(understood):
            named = Candidate(REGION_LOOKUP, understood.lang, 100.0, slots, text, 1.0)
            return self._answer(named, replace(understood, decision=Decision("answer", "region named", (named,))))
        self.session = Session(lang=self.session.lang)
        turn = self._ask(f"{Composer(self.content, understood.lang).writer.thing(subject)} {text}" if subject else text)
        return turn if slots or turn.reply.kind == "answer" else self._ask_for(REGION_LOOKUP, {}, turn.reply.lang)

    def _says_more(self, understood: Understanding) -> bool:
        """Whether a message holds more than names."""
        lexicons = self.content.intents.base.lexicons
        said = [word for word in understood.words if not word.startswith(("{", "subject."))]
        return any(word not in lexicons.light or word in lexicons.question for word in said)

    def _leading(self, composer: Composer, subject: str | None) -> Sequence[Choice]:
        """The chief questions of a subject; where none is named, one of each chief subject."""
        chief = composer.questions_about(subject)[:FIRST_QUESTIONS] if subject else []
        return [composer.question(intent, {}) for intent in chief] or self._starters(composer)

    def _starters(self, composer: Composer) -> Sequence[Choice]:
        """What a newcomer may press: the questions that authors lead newcomers to."""
        return [composer.question(intent, {}) for intent in STARTERS if intent in self.content.subjects]

    def _sources(self, lang: str) -> Turn:
        """The sources of the last answer once more."""
        if self.session.intent is None:
            return self._said("sources", Composer(self.content, lang).smalltalk("no_sources_yet"))
        return self._sources_of(self.session.intent, slots_of(self.session), lang)

    def _sources_of(self, intent: str, slots: Mapping[str, tuple[str, ...]], lang: str) -> Turn:
        composer = Composer(self.content, lang)
        resolved = self._resolved(intent, slots)
        if resolved is None or not resolved.sources:
            return self._said("sources", composer.smalltalk("no_sources_yet"))
        asked = choices.sources_id(choices.question_id(intent, slots))
        return replace(self._said("sources", composer.sources(intent, resolved)), asked=(asked,))

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
        asked = (choices.chart_id([fact.id for fact in facts]),)
        return Turn(reply, self._remember(session, reply), self._trace("chart", lang, intent, understood), asked)

    def _near(self, location: Location) -> Turn:
        """The malls near a place. The session keeps none of them: they would tell where the person is."""
        composer = self._composer()
        nearest = nearest_malls(location.latitude, location.longitude, self.content.knowledge)
        session = Session(subject=MALLS, lang=composer.lang)
        if not nearest.resolved.has_data:
            reply = composer.nothing_near()
            return Turn(reply, self._remember(session, reply), self._trace("no data", reply.lang, None, None))
        intent = nearest.resolved.parts[0].answer.id
        reply = composer.nearest(intent, nearest)
        return Turn(reply, self._remember(session, reply), self._trace("location", reply.lang, intent, None))

    def _charts(self) -> list[tuple[Fact, ...]]:
        return charts_there_are(self.content, STARTERS)

    def _composer(self) -> Composer:
        return Composer(self.content, self._lang())

    def _lang(self) -> str:
        app_lang = self.incoming.app_lang if self.incoming.app_lang in self.content.languages else None
        return self.incoming.lang or self.session.lang or app_lang or "id"
