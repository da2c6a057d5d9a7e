"""Words of another language, kept in a file of their own, laid over what the topics say in Indonesian and English.

A translator works in one file and touches no figure: numbers, dates and sources stay in the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge.check import near
from knowledge.errors import Problem
from knowledge.model import Fact, Record, Texts, Thing
from knowledge.schema import TranslationFile
from knowledge.yamlfile import YamlFile


def translate_thing(thing: Thing, model: TranslationFile) -> Thing:
    """The thing with its names in one more language."""
    names = model.names.get(thing.id)
    return replace(thing, names={**thing.names, model.language: tuple(names)}) if names else thing


def translate_fact(fact: Fact, model: TranslationFile) -> Fact:
    """The fact with its definition, statement and remarks in one more language."""
    lang = model.language
    last = fact.records[-1]
    records = [_remarks(record, model, fact.id) for record in fact.records[:-1]]
    statement = model.statements.get(fact.id)
    note = model.notes.get(fact.id)
    if statement and not isinstance(last.value, int | str):
        last = replace(last, value={**last.value, lang: statement})
    if note and last.note:
        last = replace(last, note={**last.note, lang: note})
    ended = fact.ended
    if ended and ended.because and fact.id in model.because:
        ended = replace(ended, because={**ended.because, lang: model.because[fact.id]})
    return replace(
        fact,
        about=_with(fact.about, lang, model.about.get(fact.id)) or {},
        records=(*records, _remarks(last, model, fact.id)),
        ended=ended,
    )


def _remarks(record: Record, model: TranslationFile, fact: str) -> Record:
    as_of = str(record.as_of)
    note = model.record_notes.get(fact, {}).get(as_of)
    also_note = model.also_notes.get(fact, {}).get(as_of)
    also = tuple(replace(voice, note=_with(voice.note, model.language, also_note)) for voice in record.also)
    return replace(record, note=_with(record.note, model.language, note), also=also)


def _with(texts: Texts | None, lang: str, text: str | None) -> Texts | None:
    return {**texts, lang: text} if texts and text else texts


def check_translation(
    model: TranslationFile, file: YamlFile, facts: dict[str, Fact], things: dict[str, Thing]
) -> Iterator[Problem]:
    """Words for what does not exist."""
    for id in model.names:
        if id not in things:
            yield file.problem(("names", id), f'names for "{id}", which is no thing{near(id, things)}')
    for part in ("about", "statements", "notes", "record_notes", "also_notes", "because"):
        for id in getattr(model, part):
            if id not in facts:
                yield file.problem((part, id), f'words for "{id}", which is no fact{near(id, facts)}')
