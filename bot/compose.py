"""Replies, made of words that others have chosen: answers with their sources, choices, refusals, menus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot import choices
from bot.charted import charted_in, named_points
from bot.content import Content
from bot.messages import Chart, Choice, Citation, Reply
from intents.model import SLOT_KINDS, Candidate
from knowledge import FAR_KM, Fact, Nearest, PartialDate, Resolved, Source, Writer, say_date, say_distance
from knowledge.parts import Figure
from knowledge.timeline import live_records
from knowledge.wording import pick_text, say_number

MENU_SIZE = 14
"""Questions on one page of a menu. Groups in the content keep within it, so that no question is further than three
presses from /topik: subject, group, question."""
FIRST_QUESTIONS = 3
"""Of a subject with groups, so many of its questions stand above them."""
OTHERS = "others"
"""The group of what stands in no group."""
CHARTS_SHOWN = 6
"""Charts on one page: what fits a phone without scrolling."""
RELATED = 2
"""Questions that lead on from an answer when its author named none."""


class Composer:
    """Composes in one language."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content = content
        self.lang = lang
        self.writer = Writer(content.knowledge, lang)

    def say(self, key: str, **values: str) -> str:
        return self.content.words.say(self.lang, key, **values)

    def answer(self, intent: str, resolved: Resolved) -> Reply:
        """The answer, or, where nothing asked for is known, the refusal that says what there is."""
        blocks = tuple(self.writer.paragraphs(resolved))
        if self.lang == "ko" and not self._is_told_in_korean(resolved):
            blocks = (*blocks, self.say("no_korean"))
        if not resolved.has_data:
            return Reply(
                "refuse",
                self.lang,
                blocks,
                choices=self.related(intent),
                refusal_class="no_data",
                intent=intent,
            )
        cited = resolved.cited
        return Reply(
            "answer",
            self.lang,
            blocks,
            self.citations(cited),
            self._heading(resolved, cited),
            (*self.related(intent), *self._chart_of(resolved)),
            intent=intent,
            sources_heading_elsewhere=self._heading(resolved, cited, "sources_some_elsewhere"),
        )

    def _is_told_in_korean(self, resolved: Resolved) -> bool:
        """Whether every statement and definition told exists in Korean; directory rows are told as the sources have
        them."""
        figures = [figure for part in resolved.parts for figure in part.used]
        texts = [figure.record.value if figure.fact.kind == "text" else figure.fact.about for figure in figures]
        return all(not isinstance(text, int | str) and "ko" in text for text in texts)

    def sources(self, intent: str, resolved: Resolved) -> Reply:
        """Only the sources of an answer, for who asks for them."""
        return Reply(
            "answer",
            self.lang,
            (self.say("sources_of_last"),),
            self.citations(resolved.sources),
            self._heading(resolved, resolved.sources),
            intent=intent,
        )

    def nearest(self, intent: str, nearest: Nearest) -> Reply:
        """The malls near a point. Nothing in the reply, nor in its choices, tells where that point is."""
        measured = [self.say("nearest_measured")]
        if nearest.unmeasured:
            places = self.writer.listed([self.writer.thing(mall.place) for mall in nearest.unmeasured])
            measured.append(self.say("nearest_unmeasured", places=places))
        malls = self.writer.paragraphs(nearest.resolved)
        return Reply(
            "answer",
            self.lang,
            (self.say("nearest"), *malls, " ".join(measured)),
            self.citations(nearest.resolved.sources),
            self.say("sources_plain"),
            self.related(intent),
            intent=intent,
        )

    def nothing_near(self) -> Reply:
        """That no mall we know of is near a point."""
        far = self.say("nearest_far", distance=say_distance(FAR_KM, self.writer.lang))
        return Reply("refuse", self.lang, (far,), refusal_class="no_data")

    def joined(self, replies: Sequence[Reply]) -> Reply:
        """Several answers as one reply, each source once."""
        sources = {source.id: source for reply in replies for source in reply.sources}
        first = replies[0]
        return Reply(
            "answer",
            self.lang,
            tuple(block for reply in replies for block in reply.blocks),
            tuple(sources.values()),
            self.say("sources_plain"),
            first.choices,
            intent=first.intent,
        )

    def _heading(self, resolved: Resolved, cited: Sequence[Source], where_some: str = "sources_some") -> str:
        """The date of the data, and how many of its sources follow where they are not all."""
        key, counts = "sources", {}
        if len(cited) < len(resolved.sources):
            key = where_some
            counts = {"told": self._number(len(cited)), "all": self._number(len(resolved.sources))}
        if resolved.as_of is None:
            return self.say(f"{key}_plain", **counts)
        return self.say(key, date=say_date(resolved.as_of, self.writer.lang), **counts)

    def citations(self, sources: Iterable[Source]) -> tuple[Citation, ...]:
        return tuple(
            Citation(
                source.id,
                source.title,
                source.publisher,
                source.url,
                str(source.published) if source.published else None,
                say_date(source.published, self.writer.lang) if source.published else None,
            )
            for source in sources
        )

    # -- charts ---------------------------------------------------------------------------------------------------

    def chart(self, facts: Sequence[Fact]) -> Chart:
        """The chart of facts that `bot.charted` found to make one."""
        titles = [pick_text(fact.about, self.writer.lang) for fact in facts]
        named = [[self._point(Figure(fact, record)) for record in named_points(fact)] for fact in facts]
        lines = [
            self.say("chart_points", about=title, points=self.writer.listed(points))
            for title, points in zip(titles, named, strict=True)
        ]
        told, all_points = sum(map(len, named)), sum(len(live_records(fact)) for fact in facts)
        if told < all_points:
            lines.append(self.say("chart_named", named=self._number(told), all=self._number(all_points)))
        ids = tuple(fact.id for fact in facts)
        sources = self.citations(_sources_of(facts))
        return Chart(ids, self.lang, self._chart_title(facts), "\n".join(lines), sources)

    def chart_reply(self, facts: Sequence[Fact], intent: str | None) -> Reply:
        """A chart with its figures in words, which of them are disputed or unconfirmed, and its sources."""
        chart = self.chart(facts)
        points = [Figure(fact, record) for fact in facts for record in live_records(fact)]
        disputed = [self._voices(point) for point in points if point.record.also]
        unconfirmed = [
            say_date(point.record.as_of, self.writer.lang) for point in points if point.record.is_unconfirmed
        ]
        notes = []
        if disputed:
            notes.append(self.say("chart_disputed", points=self.writer.listed(disputed)))
        if unconfirmed:
            notes.append(self.say("chart_unconfirmed", dates=self.writer.listed(list(dict.fromkeys(unconfirmed)))))
        heading = self.say("sources", date=say_date(max(p.record.as_of for p in points), self.writer.lang))
        return Reply(
            "answer",
            self.lang,
            (chart.caption, *([" ".join(notes)] if notes else [])),
            chart.sources,
            heading,
            self.related(intent) if intent else (),
            intent=intent,
            chart=chart,
        )

    def charts(self, key: str, charts: Sequence[Sequence[Fact]], page: int = 0) -> Reply:
        """Offer charts, a page at a time."""
        shown = charts[page * CHARTS_SHOWN : (page + 1) * CHARTS_SHOWN]
        options = [self._chart_choice(facts, self._chart_title(facts)) for facts in shown]
        if len(charts) > (page + 1) * CHARTS_SHOWN:
            options.append(Choice(choices.charts_id(page + 1), self.say("more")))
        return Reply("ask_back", self.lang, (self.say(key),), choices=tuple(options))

    def _chart_title(self, facts: Sequence[Fact]) -> str:
        """ "Peringkat EGDI Indonesia dan Korea Selatan" where two titles differ in the name only, else both."""
        titles = [pick_text(fact.about, self.writer.lang) for fact in facts]
        names = [self.writer.thing(fact.of or "") for fact in facts]
        joined = {title.replace(name, self.writer.listed(names), 1) for title, name in zip(titles, names, strict=True)}
        return joined.pop() if all(names) and len(joined) == 1 else self.writer.listed(titles)

    def _chart_of(self, resolved: Resolved) -> tuple[Choice, ...]:
        facts = charted_in(resolved)
        return (self._chart_choice(facts, self.say("chart")),) if facts else ()

    def _chart_choice(self, facts: Sequence[Fact], text: str) -> Choice:
        return Choice(choices.chart_id([fact.id for fact in facts]), text)

    def _point(self, figure: Figure) -> str:
        return f"{self.writer.value(figure)} ({say_date(figure.record.as_of, self.writer.lang)})"

    def _voices(self, figure: Figure) -> str:
        fact, record = figure.fact, figure.record
        values = [self.writer.value(figure)]
        values += [self.writer.value(Figure(fact, replace(record, value=other.value))) for other in record.also]
        date = say_date(record.as_of, self.writer.lang)
        return self.say("chart_voices", date=date, values=self.writer.listed(values))

    def _number(self, value: int) -> str:
        return say_number(value, self.writer.lang)

    def ask_back(self, key: str, candidates: Sequence[Candidate]) -> Reply:
        options = [self.question(each.intent, each.slots) for each in candidates if self._may_press(each)]
        options.append(Choice(choices.NONE, self.say("none_of_these")))
        return Reply("ask_back", self.lang, (self.say(key),), choices=_distinct(options))

    def which(self, intent: str, slots: Mapping[str, tuple[str, ...]], kind: str, things: Sequence[str]) -> Reply:
        """Ask which of several things of one name is meant."""
        options = tuple(
            Choice(choices.question_id(intent, {**slots, kind: (thing,)}), self.writer.thing(thing)) for thing in things
        )
        return Reply("ask_back", self.lang, (self.say("which_place"),), choices=options)

    def refuse(
        self, refusal_class: str, candidates: Sequence[Candidate] = (), otherwise: Sequence[Choice] = ()
    ) -> Reply:
        """`otherwise`: what to offer where no candidate can be."""
        near = [self.question(each.intent, {}) for each in candidates if self._stands_alone(each.intent)]
        options = _distinct(near or otherwise)
        blocks = [self.say(f"refuse_{refusal_class}")]
        if options:
            blocks.append(self.say("lead_on"))
        return Reply("refuse", self.lang, tuple(blocks), choices=options, refusal_class=refusal_class)

    def smalltalk(self, *keys: str, choices: Sequence[Choice] = ()) -> Reply:
        return Reply("smalltalk", self.lang, tuple(self.say(key) for key in keys), choices=tuple(choices))

    def topics(self) -> Reply:
        """All subjects that something can be asked about."""
        return Reply("ask_back", self.lang, (self.say("topics"),), choices=tuple(self.subject_choices()))

    def subject_choices(self) -> Iterable[Choice]:
        for subject in dict.fromkeys(self.content.subjects.values()):
            name = self.writer.thing(subject)
            yield Choice(choices.menu_id(subject), name[:1].upper() + name[1:])

    def menu(self, of: str, page: int = 0) -> Reply:
        """What can be asked about a subject: its chief questions and its groups, or, where it has none, all of it.
        Of a group, its questions. Without choices when there is no such thing or page."""
        if of not in self.content.subjects.values():
            return self._group_menu(of, page)
        text = self.say("what_about", subject=self.writer.thing(of))
        if not self.content.groups(of):
            return self._questions(text, of, self._all_about(of), page)
        options = [self.question(intent, {}) for intent in self.questions_about(of)[:FIRST_QUESTIONS]]
        for group in self.content.groups(of):
            options.append(Choice(choices.menu_id(group.id), f"{pick_text(group.names, self.lang)} …"))
        if self._others(of):
            options.append(Choice(choices.menu_id(self._others_id(of)), f"{self.say('other_questions')} …"))
        return Reply("ask_back", self.lang, (text,), choices=() if page else tuple(options))

    def _group_menu(self, id: str, page: int) -> Reply:
        subject = next((subject for subject in self.content.subjects.values() if self._others_id(subject) == id), None)
        if group := self.content.intents.base.groups.get(id):
            subject, name, questions = group.subject, pick_text(group.names, self.lang), group.questions
        elif subject and self.content.groups(subject):
            name, questions = self.say("other_questions"), self._others(subject)
        else:
            return Reply("ask_back", self.lang, ())
        text = self.say("which_question", subject=self.writer.thing(subject), group=name)
        return self._questions(text, id, questions, page)

    def _questions(self, text: str, of: str, questions: Sequence[str], page: int) -> Reply:
        options = [self.question(intent, {}) for intent in questions[page * MENU_SIZE : (page + 1) * MENU_SIZE]]
        if len(questions) > (page + 1) * MENU_SIZE:
            options.append(Choice(choices.menu_id(of, page + 1), self.say("more")))
        return Reply("ask_back", self.lang, (text,), choices=tuple(options))

    def _all_about(self, subject: str) -> tuple[str, ...]:
        """Also those that need something named: who presses one is asked for it."""
        every = [id for id, about in self.content.subjects.items() if about == subject]
        return tuple(dict.fromkeys((*self.questions_about(subject), *every)))

    def _others(self, subject: str) -> tuple[str, ...]:
        """What is asked about a subject with groups and stands in none, of whatever subject."""
        grouped = {question for group in self.content.intents.base.groups.values() for question in group.questions}
        return tuple(id for id in self._all_about(subject) if id not in grouped)

    def _others_id(self, subject: str) -> str:
        return f"{subject.removeprefix('subject.')}.{OTHERS}"

    def ask_for(self, lacking: str) -> Reply:
        """Ask for what a question cannot do without: `lacking` is the kind of thing, or several ("region or province"),
        of which the first is asked for."""
        return Reply("ask_back", self.lang, (self.say(f"name_{lacking.partition(' ')[0]}"),))

    def related(self, intent: str) -> tuple[Choice, ...]:
        """The follow-ups an author chose, else the neighbours in the contracts about the same subject."""
        answer = self.content.answer(intent)
        if answer and answer.follow_ups:
            near = [other for other in answer.follow_ups if self._stands_alone(other)]
        else:
            subject = self.content.subjects.get(intent)
            same = self.questions_about(subject) if subject else []
            position = same.index(intent) if intent in same else 0
            near = [*same[position + 1 :], *same[:position]][:RELATED]
        return tuple(self.question(other, {}) for other in near)

    def questions_about(self, subject: str) -> list[str]:
        """Those that stand alone, in the order of the contracts, the subject's own topic first."""
        return list(self.content.standing_alone.get(subject, ()))

    def _stands_alone(self, intent: str) -> bool:
        """Whether it can be asked without naming anything."""
        return self.content.intents.base.contracts[intent].stands_alone

    def _may_press(self, candidate: Candidate) -> bool:
        return self.content.intents.base.contracts[candidate.intent].lacks(candidate.slots) is None

    def question(self, intent: str, slots: Mapping[str, tuple[str, ...]]) -> Choice:
        label = self.content.intents.base.label(intent, self.lang) or intent
        told = [self._slot(kind, value) for kind in SLOT_KINDS for value in slots.get(kind, ())]
        return Choice(choices.question_id(intent, slots), f"{label} ({', '.join(told)})" if told else label)

    def choose_from(self, ids: Iterable[str]) -> Reply:
        """Ask which of these choices is meant, leaving out those of nothing there is."""
        options = tuple(choice for id in ids if (choice := self._labelled(id)))
        return Reply("ask_back", self.lang, (self.say("which"),), choices=options)

    def _labelled(self, id: str) -> Choice | None:
        if id == choices.NONE:
            return Choice(id, self.say("none_of_these"))
        if id.startswith(choices.MENU):
            subject, _ = choices.read_menu_id(id)
            return Choice(id, self.writer.thing(subject)) if subject in self.content.subjects.values() else None
        intent, slots = choices.read_question_id(id)
        is_known = intent in self.content.subjects and self.content.may_ask(intent, slots)
        return self.question(intent, slots) if is_known else None

    def named_in(self, id: str) -> str:
        """The names of the things in a choice's id, by which a person may pick it."""
        _, slots = choices.read_question_id(id)
        return " ".join(self.writer.thing(value) for values in slots.values() for value in values)

    def _slot(self, kind: str, value: str) -> str:
        if kind == "time":
            return say_date(PartialDate.parse(value), self.writer.lang)
        return self.writer.thing(value)


def _distinct(options: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple({option.id: option for option in options}.values())


def _sources_of(facts: Sequence[Fact]) -> tuple[Source, ...]:
    """Of every point, those of the points told by name first, the latest before the earlier."""
    named = [record for fact in facts for record in named_points(fact)]
    records = [record for fact in facts for record in live_records(fact)]
    records.sort(key=lambda record: record.as_of, reverse=True)
    records.sort(key=lambda record: record not in named)
    found: dict[str, Source] = {}
    for record in records:
        for source in (*record.sources, *(source for other in record.also for source in other.sources)):
            found.setdefault(source.id, source)
    return tuple(found.values())
