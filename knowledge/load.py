"""Files in, `Knowledge` out. Every problem of every file is collected before anything is refused."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge import schema
from knowledge.check import check_knowledge
from knowledge.errors import Problem
from knowledge.model import (
    AnswerSpec,
    Centre,
    Ended,
    Fact,
    Knowledge,
    Mall,
    OtherVoice,
    Record,
    Source,
    Term,
    Thing,
    Wording,
)
from knowledge.translate import check_translation, translate_fact, translate_thing
from knowledge.yamlfile import YamlFile, read_yaml_file

Model = TypeVar("Model", bound=BaseModel)


def data_folder() -> Path:
    """The content that ships with the bot."""
    return Path(str(files("knowledge") / "data"))


def load_knowledge(root: Path) -> tuple[Knowledge, list[Problem]]:
    """Read all of `root`.

    What cannot be read is left out and stands in the problems; callers decide whether errors stop them."""
    reader = _Reader(root)
    for file in reader.files("sources"):
        reader.sources(file)
    for file in reader.files("things"):
        reader.things(file)
    topics = [
        (file, model) for file in reader.files("topics") if (model := validate(file, schema.TopicFile, reader.problems))
    ]
    for file, model in topics:
        reader.topic(file, model)
    for file in reader.files("directory", is_required=False):
        reader.directory(file)
    for file in reader.files("centres", is_required=False):
        reader.centres(file)
    for file in reader.files("translations", is_required=False):
        reader.translation(file)
    for file in reader.files("text"):
        reader.wording(file)
    knowledge = reader.knowledge()
    reader.problems.extend(check_knowledge(knowledge, reader.places))
    return knowledge, reader.problems


def validate(file: YamlFile, shape: type[Model], problems: list[Problem]) -> Model | None:
    """The file as `shape`, or None with its problems added in words."""
    problems.extend(file.problems)
    if file.value is None or file.problems:
        return None
    try:
        return shape.model_validate(file.value)
    except ValidationError as error:
        for detail in error.errors():
            location = _location(file.value, detail["loc"])
            problems.append(file.problem(location, _in_words(shape, location, detail["type"], detail["msg"])))
        return None


def _location(value: Any, steps: tuple[str | int, ...]) -> list[str | int]:
    """The part of a pydantic location that exists in the file (union members are not in it), and a new last key."""
    location: list[str | int] = []
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue
        location.append(step)
    if steps and isinstance(steps[-1], str) and (not location or location[-1] != steps[-1]):
        location.append(steps[-1])
    return location


def _in_words(shape: type[BaseModel], location: list[str | int], kind: str, message: str) -> str:
    where = ".".join(str(step) for step in location)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), _keys(shape), n=1)
        return f'unknown key "{location[-1]}"' + (f'; did you mean "{near[0]}"?' if near else "")
    if kind == "missing":
        return f'"{location[-1]}" is missing'
    return f"{where}: {message.removeprefix('Value error, ')}"


def _keys(shape: type[BaseModel]) -> list[str]:
    """All keys that may stand anywhere in a file of this shape."""
    keys, waiting, seen = set(), [shape], set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, info in model.model_fields.items():
            keys.add(name)
            waiting.extend(_models(info.annotation))
    return sorted(keys)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


class _Reader:
    """Gathers the parts while files are read one after the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.places: dict[str, Callable[..., Problem]] = {}
        """What stands where: "fact dgcc.term" -> a maker of problems at its line."""
        self._sources: dict[str, Source] = {}
        self._things: dict[str, Thing] = {}
        self._facts: dict[str, Fact] = {}
        self._answers: dict[str, AnswerSpec] = {}
        self._malls: dict[str, Mall] = {}
        self._centres: dict[str, Centre] = {}
        self._wordings: dict[str, list[schema.WordingFile]] = {}

    def files(self, folder: str, *, is_required: bool = True) -> Iterator[YamlFile]:
        paths = sorted((self.root / folder).rglob("*.yaml"))
        if not paths and is_required:
            self.problems.append(Problem(folder, 0, f"no .yaml file found in {self.root / folder}"))
        for path in paths:
            yield read_yaml_file(self.root, path)

    def _place(self, what: str, file: YamlFile, *location: str | int) -> bool:
        """Remember where `what` stands; False, with a problem, if it stands elsewhere already."""

        def problem(*deeper: str | int, message: str, is_error: bool = True) -> Problem:
            return file.problem((*location, *deeper), message, is_error=is_error)

        if what in self.places:
            first = self.places[what](message="")
            self.problems.append(problem(message=f"{what} stands twice, also in {first.path}:{first.line}; keep one"))
            return False
        self.places[what] = problem
        return True

    def sources(self, file: YamlFile) -> None:
        model = validate(file, schema.SourcesFile, self.problems)
        for id, entry in model.sources.items() if model else ():
            if self._place(f"source {id}", file, "sources", id):
                self._sources[id] = Source(
                    id,
                    entry.title,
                    entry.publisher,
                    entry.url,
                    entry.published,
                    entry.kind,
                    entry.language,
                    entry.weak,
                )

    def things(self, file: YamlFile) -> None:
        model = validate(file, schema.ThingsFile, self.problems)
        for short, entry in model.things.items() if model else ():
            assert model is not None
            id = f"{model.kind}.{short}"
            if self._place(f"thing {id}", file, "things", short):
                names = {lang: tuple(texts) for lang, texts in entry.names.items()}
                province = f"province.{entry.province}" if entry.province else None
                self._things[id] = Thing(id, model.kind, names, province)

    def topic(self, file: YamlFile, model: schema.TopicFile) -> None:
        for id, fact in model.facts.items():
            if self._place(f"fact {id}", file, "facts", id):
                self._facts[id] = self._fact(id, fact, file)
        for id, answer in model.answers.items():
            if self._place(f"answer {id}", file, "answers", id):
                self._answers[id] = AnswerSpec(
                    id,
                    answer.shape,
                    tuple(answer.facts or ()),
                    tuple(answer.measures or ()),
                    tuple(answer.of or ()),
                    answer.default,
                    answer.pick,
                    answer.tell,
                    tuple(answer.follow_ups),
                )

    def _fact(self, id: str, entry: schema.FactEntry, file: YamlFile) -> Fact:
        records = []
        for index, record in enumerate(entry.records):
            here: tuple[str | int, ...] = ("facts", id, "records", index)
            also = tuple(
                OtherVoice(other.value, self._cited(other.sources, file, (*here, "also", number)), other.note)
                for number, other in enumerate(record.also)
            )
            records.append(
                Record(
                    record.id,
                    record.as_of,
                    record.value,
                    record.out_of,
                    self._cited(record.sources, file, here),
                    record.note,
                    record.confidence,
                    also,
                    record.replaces,
                    record.because,
                )
            )
        ended = None
        if entry.ended:
            sources = self._cited(entry.ended.sources, file, ("facts", id, "ended"))
            ended = Ended(entry.ended.as_of, sources, entry.ended.because, entry.ended.by)
        return Fact(
            id,
            f"subject.{entry.subject}",
            entry.kind,
            entry.about or {},
            entry.measure,
            entry.of,
            entry.unit,
            entry.better,
            entry.review_by,
            tuple(sorted(records, key=lambda record: record.as_of)),
            ended,
            Term(entry.term.since, entry.term.until) if entry.term else None,
        )

    def _cited(self, ids: list[str], file: YamlFile, location: tuple[str | int, ...]) -> tuple[Source, ...]:
        for id in ids:
            if id not in self._sources:
                near = difflib.get_close_matches(id, self._sources, n=1)
                hint = f'; did you mean "{near[0]}"?' if near else "; add it under knowledge/data/sources"
                self.problems.append(file.problem((*location, "sources"), f'unknown source "{id}"{hint}'))
        return tuple(self._sources[id] for id in dict.fromkeys(ids) if id in self._sources)

    def directory(self, file: YamlFile) -> None:
        model = validate(file, schema.DirectoryFile, self.problems)
        if model is None:
            return
        for part, kind, rows in (("regions", "region", model.regions), ("provincial", "province", model.provincial)):
            for short, row in rows.items():
                place = f"{kind}.{short}"
                if not self._place(f"mall {place}", file, part, short):
                    continue
                self._malls[place] = Mall(
                    place,
                    f"province.{model.province}",
                    row.status,
                    row.inaugurated,
                    row.event,
                    row.address,
                    row.site,
                    row.hours,
                    row.note,
                    row.confidence,
                    self._cited(row.sources, file, (part, short)),
                )

    def centres(self, file: YamlFile) -> None:
        model = validate(file, schema.CentresFile, self.problems)
        if model is None:
            return
        sources = self._cited(model.sources, file, ())
        for part, kind, rows in (("regions", "region", model.regions), ("provinces", "province", model.provinces)):
            for short, point in rows.items():
                latitude, longitude = map(float, point.split(", "))
                place = f"{kind}.{short}"
                if self._place(f"centre {place}", file, part, short):
                    self._centres[place] = Centre(place, latitude, longitude, sources)

    def translation(self, file: YamlFile) -> None:
        model = validate(file, schema.TranslationFile, self.problems)
        if model is None:
            return
        self.problems.extend(check_translation(model, file, self._facts, self._things))
        self._things = {id: translate_thing(thing, model) for id, thing in self._things.items()}
        self._facts = {id: translate_fact(fact, model) for id, fact in self._facts.items()}

    def wording(self, file: YamlFile) -> None:
        model = validate(file, schema.WordingFile, self.problems)
        if model is None:
            return
        for answer in model.answers:
            self._place(f"{model.language} wording of {answer}", file, "answers", answer)
        for part, entries in (("shapes", model.shapes), ("notes", model.notes), ("units", model.units)):
            for name in entries:
                self._place(f"{model.language} {part} {name}", file, part, name)
        self._wordings.setdefault(model.language, []).append(model)

    def knowledge(self) -> Knowledge:
        wordings = {
            lang: Wording(
                lang,
                {id: dict(unit.items()) for model in models for id, unit in model.units.items()},
                {shape: cases for model in models for shape, cases in model.shapes.items()},
                {note: text for model in models for note, text in model.notes.items()},
                {id: cases for model in models for id, cases in model.answers.items()},
            )
            for lang, models in self._wordings.items()
        }
        measures: dict[str, dict[str, Fact]] = {}
        for fact in self._facts.values():
            if fact.measure and fact.of:
                measures.setdefault(fact.measure, {})[fact.of] = fact
        return Knowledge(
            self._sources,
            self._facts,
            self._answers,
            self._things,
            wordings,
            measures,
            self._malls,
            self._centres,
            places=self.places,
        )
