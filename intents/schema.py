"""The shape of the intents' YAML files. Unknown keys are errors."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from knowledge.schema import Id, Sentence, Strict, Texts

SlotKind = Literal["time", "number", "country", "province", "region", "agency"]


LONGEST_LABEL = 60


def _fits_a_button(label: str) -> str:
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"the label has {len(label)} characters; a button shows at most {LONGEST_LABEL}")
    return label


def _decimal(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    raise ValueError('write a number in quotes, such as "0.5"')


Part = Annotated[float, BeforeValidator(_decimal), Field(ge=0, le=1)]
Gain = Annotated[float, BeforeValidator(_decimal), Field(ge=1, le=3)]
Points = Annotated[float, BeforeValidator(_decimal), Field(ge=0, le=100)]


class WeightsEntry(Strict):
    """What each is for stands in `weights.py`."""

    small_word: Part
    slot: Part
    pair: Part
    nearest: Part
    unknown_word: Part
    exact_thing: Part
    statement_word: Part
    told: Gain
    elsewhere: Part
    dated: Part
    keyless: Part
    lent: Gain
    answer: Points
    answer_by_context: Points
    answer_without_subject: Points
    floor: Points
    lead: Part
    ask: Points
    margin: Points
    shadow: Points
    clause: Points
    ambient: Points
    coverage: Part


class WeightsFile(Strict):
    weights: WeightsEntry


class ContractEntry(Strict):
    slots: dict[SlotKind, Annotated[str, Field(pattern=r"^\d(-\d)?$")]] = {}
    needs_any: bool = False
    smalltalk: Id | None = None
    refuse: Id | None = None


class ContractsFile(Strict):
    intents: dict[Id, ContractEntry]


class GroupEntry(Strict):
    name: Texts
    questions: Annotated[list[Id], Field(min_length=1)]


class MenuFile(Strict):
    groups: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$")], GroupEntry]


class WordsEntry(Strict):
    label: Annotated[Sentence, AfterValidator(_fits_a_button)] | None = None
    examples: list[Sentence]
    never: list[Sentence] = []


class WordsFile(Strict):
    language: str
    intents: dict[Id, WordsEntry]


class LexiconFile(Strict):
    language: str
    slang: dict[Sentence, str] = {}
    same: list[Annotated[list[Sentence], Field(min_length=2)]] = []
    skip: list[Sentence] = []
    common: list[Sentence] = []
    negations: list[Sentence] = []
    function: list[Sentence] = []
    endings: list[Sentence] = []
    question: list[Sentence] = []
    what: list[Sentence] = []
    counting: list[Sentence] = []
    ordinals: list[Sentence] = []
    person: list[Sentence] = []
    reason: list[Sentence] = []
    kinds: list[Sentence] = []
    change: list[Sentence] = []
    opinion: list[Sentence] = []
    leaning: list[Sentence] = []
    done: list[Sentence] = []
    tags: list[Sentence] = []
    now: list[Sentence] = []
    year_before: list[Sentence] = []
    year_after: list[Sentence] = []
