"""The words of one case, filled from figures only. Numbers, dates and plurals are Babel's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from knowledge.dates import PartialDate
from knowledge.model import Fact, Knowledge, Mall, Source, Texts, Value, Wording
from knowledge.parts import Figure, Note, Part, Resolved

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
FALLBACK = "id"
TENS_FROM_KM = 100
"""Farther than this the seat of a regency may well be ten kilometres from its mall."""


_LOCALES = {"en": "en_GB"}  # "17 June 2022", as the sources write it


@lru_cache(maxsize=16)
def _locale(lang: str) -> Locale:
    return Locale.parse(_LOCALES.get(lang, lang))


@lru_cache(maxsize=4096)
@lru_cache(maxsize=4096)
def say_date(when: PartialDate, lang: str) -> str:
    """The date in words: "17 Juni 2022", "June 2022", "2022"."""
    locale = _locale(lang)
    if when.month is None:
        return f"{when.year}년" if lang == "ko" else str(when.year)
    skeleton = locale.datetime_skeletons["yMMMM"] if when.day is None else locale.date_formats["long"]
    return format_date(when.first, format=str(skeleton.pattern), locale=locale)


def say_number(value: int | str | Decimal, lang: str) -> str:
    """A whole number with its thousands, a decimal with just the digits it was recorded with."""
    # As text, for "1.0" and "1.00" are the same number, but not the same figure.
    return _said_number(str(value), isinstance(value, int), lang)


@lru_cache(maxsize=4096)
def _said_number(digits: str, is_whole: bool, lang: str) -> str:
    if is_whole:
        return format_decimal(int(digits), locale=_locale(lang))
    decimals = len(digits.partition(".")[2])
    return format_decimal(
        Decimal(digits), format="#,##0." + "0" * decimals if decimals else "#,##0", locale=_locale(lang)
    )


def say_distance(km: float, lang: str) -> str:
    """Kilometres as exactly as they are known: whole ones, from a hundred on tens."""
    rounded = round(km) if km < TENS_FROM_KM else round(km, -1)
    return format_unit(int(rounded), "length-kilometer", length="short", locale=_locale(lang))


def pick_text(texts: Texts, lang: str) -> str:
    """The words in `lang`; without them in English for Korean, else in Indonesian, else in any language."""
    order = (lang, "en", FALLBACK) if lang == "ko" else (lang, FALLBACK)
    return next((texts[each] for each in order if each in texts), next(iter(texts.values()), ""))


class Writer:
    """Writes the sentences of resolved answers in one language."""

    def __init__(self, knowledge: Knowledge, lang: str) -> None:
        self.knowledge = knowledge
        self.lang = lang if lang in knowledge.wordings else "en" if lang == "ko" else FALLBACK
        self.wording: Wording = knowledge.wordings[self.lang]

    def paragraphs(self, resolved: Resolved) -> list[str]:
        """One paragraph a part, its notes after it; a sentence that was said is not said again."""
        said: set[str] = set()
        paragraphs = []
        for part in resolved.parts:
            sentences = [self._part(part), *(self._note(note) for note in part.notes)]
            new = [sentence for sentence in sentences if sentence and sentence not in said]
            said.update(new)
            if new:
                paragraphs.append(" ".join(new))
        return paragraphs

    def thing(self, id: str) -> str:
        thing = self.knowledge.things.get(id)
        return thing.name(self.lang) if thing else id

    def _template(self, part: Part) -> str:
        own = self.wording.answers.get(part.answer.id, {})
        if part.case not in own and part.fact is not None:
            own = self.wording.answers.get(part.fact.id, {})
        return own.get(part.case) or self.wording.shapes[part.answer.shape][part.case]

    def _part(self, part: Part) -> str:
        values: dict[str, str] = {}
        for name, figure in part.figures.items():
            values[name] = self.value(figure)
            values[f"{name}.as_of"] = say_date(figure.record.as_of, self.lang)
            values[f"{name}.on"] = self.on(figure.record.as_of)
            values[f"{name}.out_of"] = say_number(figure.record.out_of, self.lang) if figure.record.out_of else ""
            values[f"{name}.about"] = pick_text(figure.fact.about, self.lang)
        if part.fact is not None:
            values["about"] = pick_text(part.fact.about, self.lang)
            if part.change is not None:
                values["change"] = self._with_unit(f"{part.fact.unit}_change", part.fact.unit, part.change)
        if part.malls:
            values.update(self._mall(part.malls[0]))
            values["places"] = self.listed([self._listed_mall(mall) for mall in part.malls])
        values["asked"] = self.listed([self._asked(text) for text in part.asked])
        values["asked_on"] = self.listed([self._asked(text, on=True) for text in part.asked])
        values["points"] = self.listed(
            [f"{self.value(f)} ({say_date(f.record.as_of, self.lang)})" for f in part.points]
        )
        values["times"] = self.listed(self._times(part.points))
        values["dates"] = self.listed([say_date(f.record.as_of, self.lang) for f in part.points])
        return _fill(self._template(part), values)

    def _times(self, points: Sequence[Figure]) -> list[str]:
        """When there are figures: each point of a short series, first and last of a long one."""
        dates = [say_date(figure.record.as_of, self.lang) for figure in points]
        if len(dates) <= 12:
            return list(dict.fromkeys(dates))
        return [_fill(self.wording.notes["from_to"], {"first": dates[0], "last": dates[-1]})]

    def _asked(self, text: str, *, on: bool = False) -> str:
        if text in self.knowledge.things:
            return self.thing(text)
        try:
            when = PartialDate.parse(text)
        except ValueError:
            return say_number(text, self.lang)
        return self.on(when) if on else say_date(when, self.lang)

    def _note(self, note: Note) -> str:
        if note.mall is not None:
            values = self._mall(note.mall)
            if note.km is not None:
                values["distance"] = say_distance(note.km, self.lang)
            return _fill(self.wording.notes[note.kind], values).strip()
        figure = note.figure
        assert figure is not None  # a note is about a figure or a mall
        fact, record = figure.fact, figure.record
        values = {
            "n.as_of": say_date(record.as_of, self.lang),
            "publishers": self._publishers(record.sources),
        }
        if note.points:
            dates = [say_date(point.record.as_of, self.lang) for point in note.points]
            values["dates"] = self.listed(list(dict.fromkeys(dates)))
            values["publishers"] = self._publishers([source for p in note.points for source in p.record.sources])
        if note.other is not None:
            values["other"] = self.value(note.other)
            values["other.as_of"] = say_date(note.other.record.as_of, self.lang)
            if note.change is not None:
                values["change"] = self._with_unit(f"{fact.unit}_change", fact.unit, note.change)
        if note.kind == "disputed":
            # Who says what is told with the figures; a remark explains it, where there is one.
            voices = [(record.value, record.sources)] + [(other.value, other.sources) for other in record.also]
            said = [
                _fill(
                    self.wording.notes["voice"],
                    {"publisher": self._publishers(sources), "value": self._value(fact, value)},
                )
                for value, sources in voices
            ]
            remarks = [pick_text(other.note, self.lang) for other in record.also if other.note]
            return " ".join([_fill(self.wording.notes["disputed"], {**values, "voices": "; ".join(said)}), *remarks])
        if note.kind == "told" and record.note:
            values["note"] = pick_text(record.note, self.lang)
        if note.kind == "replaced" and record.because:
            values["because"] = pick_text(record.because, self.lang)
        if note.kind == "ended" and fact.ended:
            values["ended"] = say_date(fact.ended.as_of, self.lang)
            values["because"] = self._because(fact)
            if all(source.is_weak for source in fact.ended.sources):
                publishers = self._publishers(fact.ended.sources)
                values["because"] += " " + _fill(self.wording.notes["unconfirmed"], {"publishers": publishers})
        return _fill(self.wording.notes[note.kind], values).strip()

    def _mall(self, mall: Mall) -> dict[str, str]:
        values = {
            "place": self.thing(mall.place),
            "province": self.thing(mall.province),
            "address": (mall.address or "").rstrip("."),
            "event": pick_text(mall.event or {}, self.lang).rstrip("."),
            "hours": pick_text(mall.hours or {}, self.lang).rstrip("."),
            "note": pick_text(mall.note or {}, self.lang),
            "publishers": self._publishers(mall.sources),
        }
        if mall.inaugurated:
            values["date"] = say_date(mall.inaugurated, self.lang)
            values["on"] = self.on(mall.inaugurated)
        return values

    def _listed_mall(self, mall: Mall) -> str:
        if mall.status == "inaugurated":
            return self.thing(mall.place)
        return f"{self.thing(mall.place)} ({self.wording.notes[f'status_{mall.status}']})"

    def _because(self, fact: Fact) -> str:
        assert fact.ended is not None
        if fact.ended.because:
            return pick_text(fact.ended.because, self.lang)
        successor = self.knowledge.facts.get(fact.ended.by or "")
        return self._value(successor, successor.records[-1].value) if successor else ""

    def _publishers(self, sources: Sequence[Source]) -> str:
        names = list(dict.fromkeys(source.publisher for source in sources))
        return self.listed(names[:3])

    def value(self, figure: Figure) -> str:
        return self._value(figure.fact, figure.record.value)

    def _value(self, fact: Fact, value: Value) -> str:
        if not isinstance(value, int | str):
            return pick_text(value, self.lang)
        return self._with_unit(fact.unit, None, value)

    def _with_unit(self, unit: str | None, otherwise: str | None, value: int | str | Decimal) -> str:
        number = say_number(value, self.lang)
        forms = self.wording.units.get(unit or "") or self.wording.units.get(otherwise or "")
        if not forms:
            return number
        plural = _locale(self.lang).plural_form(Decimal(value))
        return _fill(forms.get(plural, forms["other"]), {"n": number})

    def on(self, when: PartialDate) -> str:
        """The date with its preposition: "pada 2022", "on 17 June 2022"."""
        precision = "year" if when.month is None else "month" if when.day is None else "day"
        return _fill(self.wording.notes[f"on_{precision}"], {"date": say_date(when, self.lang)})

    def listed(self, parts: Sequence[str]) -> str:
        return format_list(list(parts), locale=_locale(self.lang)) if parts else ""


def _fill(template: str, values: dict[str, str]) -> str:
    """Fill the placeholders. An unknown one is a KeyError: lint keeps it from getting this far."""
    return PLACEHOLDER.sub(lambda found: values[found.group(1)], template)
