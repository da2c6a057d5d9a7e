"""What only the whole of the knowledge can tell: names that lead nowhere, cases without words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from knowledge.cases import CASES, NOTES
from knowledge.errors import Problem
from knowledge.model import AnswerSpec, Centre, Fact, Knowledge

REQUIRED_LANGUAGES = ("id", "en")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DIGIT = re.compile(r"\d")
PLURALS = ("zero", "one", "two", "few", "many", "other")
NAMES_WITH_DIGITS = re.compile(r"SP4N")
"""Names that hold a digit and may stand in a template."""

SOUTH, NORTH, WEST, EAST = -11.1, 6.1, 94.9, 141.1
"""Indonesia from Rote to Weh and from Weh to the border in Papua, in degrees."""

Places = Mapping[str, Callable[..., Problem]]


def check_knowledge(knowledge: Knowledge, places: Places) -> list[Problem]:
    """Every problem across files; `places` says where each thing stands."""
    problems: list[Problem] = []
    for fact in knowledge.facts.values():
        problems.extend(_fact(fact, knowledge, places[f"fact {fact.id}"]))
    for answer in knowledge.answers.values():
        problems.extend(_answer(answer, knowledge, places[f"answer {answer.id}"]))
    for mall in knowledge.malls.values():
        for thing in (mall.place, mall.province):
            if thing not in knowledge.things:
                message = f'unknown place "{thing}"{near(thing, knowledge.things)}'
                problems.append(places[f"mall {mall.place}"](message=message))
    for centre in knowledge.centres.values():
        problems.extend(_centre(centre, knowledge, places[f"centre {centre.place}"]))
    problems.extend(_unused(knowledge, places))
    for lang in REQUIRED_LANGUAGES:
        if lang not in knowledge.wordings:
            problems.append(Problem(f"text/{lang}", 0, f'no wording in "{lang}"; add text/{lang}/_shapes.yaml'))
    for wording in knowledge.wordings.values():
        problems.extend(_wording(wording.language, knowledge, places))
    return problems


def near(word: str, known: Iterable[str]) -> str:
    """A hint for a name that leads nowhere."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _fact(fact: Fact, knowledge: Knowledge, problem: Callable[..., Problem]) -> Iterator[Problem]:
    if fact.subject not in knowledge.things:
        subject = fact.subject.removeprefix("subject.")
        known = [id.removeprefix("subject.") for id in knowledge.things if id.startswith("subject.")]
        yield problem("subject", message=f'unknown subject "{subject}"{near(subject, known)}')
    if fact.of is not None and fact.of not in knowledge.things:
        yield problem("of", message=f'unknown thing "{fact.of}"{near(fact.of, knowledge.things)}')
    for lang in REQUIRED_LANGUAGES:
        if fact.about and lang not in fact.about:
            yield problem("about", message=f'"{lang}" is missing; say what is counted in every language')
    ids = [record.id for record in fact.records if record.id]
    replaced = {record.replaces for record in fact.records if record.replaces}
    times: set[object] = set()
    for number, record in enumerate(fact.records):
        place = ("records", number)
        if not isinstance(record.value, int | str):
            for lang in REQUIRED_LANGUAGES:
                if lang not in record.value:
                    yield problem(*place, message=f'the statement is missing in "{lang}"')
        elif not isinstance(record.value, int) and not re.fullmatch(r"-?\d+\.\d+", record.value):
            yield problem(*place, "value", message=f'"{record.value}" is no figure; write 58 or "0.6612"')
        if record.replaces and record.replaces not in ids:
            yield problem(
                *place,
                message=f'replaces "{record.replaces}", no record of this fact{near(record.replaces, ids)}',
            )
        elif record.replaces and all(earlier.id != record.replaces for earlier in fact.records[:number]):
            message = f'replaces "{record.replaces}", which does not stand before it; append the right record last'
            yield problem(*place, message=message)
        if record.id not in replaced or record.id is None:
            if record.as_of in times:
                message = f"two records hold at {record.as_of}; put the other voice in `also`, or say which `replaces`"
                yield problem(*place, message=message)
            times.add(record.as_of)
    if fact.ended and fact.ended.by and fact.ended.by not in knowledge.facts:
        yield problem(
            "ended",
            message=f'ended by "{fact.ended.by}", which is no fact{near(fact.ended.by, knowledge.facts)}',
        )


def _answer(answer: AnswerSpec, knowledge: Knowledge, problem: Callable[..., Problem]) -> Iterator[Problem]:
    for id in answer.facts:
        if id not in knowledge.facts:
            yield problem("facts", message=f'unknown fact "{id}"{near(id, knowledge.facts)}')
        elif answer.shape == "holder" and knowledge.facts[id].term is None:
            yield problem("facts", message=f'fact "{id}" has no `term`; the shape holder tells who held an office when')
        elif (knowledge.facts[id].kind == "text") != (answer.shape in ("text", "holder")):
            yield problem(
                "facts",
                message=f'fact "{id}" is a {knowledge.facts[id].kind}; it does not fit the shape {answer.shape}',
            )
    for id in answer.measures:
        if id not in knowledge.measures:
            yield problem("measures", message=f'no fact has the measure "{id}"{near(id, knowledge.measures)}')
    if answer.default is not None and answer.default not in knowledge.things:
        yield problem("default", message=f'unknown thing "{answer.default}"{near(answer.default, knowledge.things)}')


def _centre(centre: Centre, knowledge: Knowledge, problem: Callable[..., Problem]) -> Iterator[Problem]:
    if centre.place not in knowledge.things:
        yield problem(message=f'unknown place "{centre.place}"{near(centre.place, knowledge.things)}')
    if not (SOUTH <= centre.latitude <= NORTH and WEST <= centre.longitude <= EAST):
        where = f"{centre.latitude}, {centre.longitude}"
        yield problem(message=f'"{where}" is not in Indonesia; write degrees north, then east, as in "-7.89, 110.33"')


def _unused(knowledge: Knowledge, places: Places) -> Iterator[Problem]:
    used: set[str] = set()
    for fact in knowledge.facts.values():
        for record in fact.records:
            used.update(source.id for source in record.sources)
            used.update(source.id for other in record.also for source in other.sources)
        if fact.ended:
            used.update(source.id for source in fact.ended.sources)
    for mall in knowledge.malls.values():
        used.update(source.id for source in mall.sources)
    for centre in knowledge.centres.values():
        used.update(source.id for source in centre.sources)
    for id in knowledge.sources:
        if id not in used:
            yield places[f"source {id}"](message=f'source "{id}" is used by no record; cite it or delete it')


def _wording(lang: str, knowledge: Knowledge, places: Places) -> Iterator[Problem]:
    wording = knowledge.wordings[lang]
    for shape, cases in CASES.items():
        given = wording.shapes.get(shape, {})
        for case, allowed in cases.items():
            if case not in given:
                yield Problem(f"text/{lang}/_shapes.yaml", 0, f'shape {shape} has no words for the case "{case}"')
            else:
                yield from _template(given[case], allowed, places[f"{lang} shapes {shape}"], case)
        for case in given.keys() - cases.keys():
            yield places[f"{lang} shapes {shape}"](case, message=f'unknown case "{case}"{near(case, cases)}')
    for note, allowed in NOTES.items():
        if note not in wording.notes:
            yield Problem(f"text/{lang}/_shapes.yaml", 0, f'there are no words for the note "{note}"')
        else:
            yield from _template(wording.notes[note], allowed, places[f"{lang} notes {note}"])
    for id, given in wording.answers.items():
        place = places[f"{lang} wording of {id}"]
        spec = knowledge.answers.get(id)
        if spec is None and id not in knowledge.facts:
            yield place(message=f'words for "{id}", which is no answer and no fact{near(id, knowledge.answers)}')
            continue
        shape = spec.shape if spec else "text" if knowledge.facts[id].kind == "text" else "figure"
        for case, template in given.items():
            if case not in CASES[shape]:
                yield place(case, message=f'unknown case "{case}" of the shape {shape}{near(case, CASES[shape])}')
            else:
                yield from _template(template, CASES[shape][case], place, case)
    for fact in knowledge.facts.values():
        if fact.unit and fact.unit not in wording.units:
            yield places[f"fact {fact.id}"](
                "unit", message=f'unit "{fact.unit}" has no words in text/{lang}/_units.yaml'
            )
    for unit, forms in wording.units.items():
        for form, template in forms.items():
            if form not in PLURALS:
                yield places[f"{lang} units {unit}"](form, message=f'unknown plural form "{form}"{near(form, PLURALS)}')
            yield from _template(template, frozenset({"n"}), places[f"{lang} units {unit}"], form)
        if "other" not in forms:
            yield places[f"{lang} units {unit}"](message=f'unit "{unit}" lacks the form "other"')


def _template(
    template: str, allowed: frozenset[str], problem: Callable[..., Problem], *location: str
) -> Iterator[Problem]:
    for name in _PLACEHOLDER.findall(template):
        if name not in allowed:
            yield problem(
                *location,
                message=f'unknown placeholder "{{{name}}}"; here may stand {", ".join(sorted(allowed))}',
            )
    words = NAMES_WITH_DIGITS.sub("", _PLACEHOLDER.sub("", template))
    if _DIGIT.search(words):
        yield problem(
            *location,
            message=f'a digit is typed in "{template}"; figures come from records, through placeholders',
        )
