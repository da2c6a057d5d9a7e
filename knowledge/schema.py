"""The shape of the YAML files, checked by pydantic. Unknown keys are errors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.dates import PartialDate


def _partial_date(value: Any) -> Any:
    return PartialDate.parse(value) if isinstance(value, str) else value


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty")
    if text != text.strip():
        raise ValueError("the text has spaces at its start or end")
    return text


Sentence = Annotated[str, AfterValidator(_filled)]
Texts = Annotated[dict[str, Sentence], Field(min_length=1)]
"""The same words per language: {id: "...", en: "..."}."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$")]
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
SourceIds = Annotated[list[SourceId], Field(min_length=1)]
DateField = Annotated[PartialDate, BeforeValidator(_partial_date)]
Value = int | Sentence | Texts


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class SourceEntry(Strict):
    title: Sentence
    publisher: Sentence
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    published: DateField | None = None
    kind: Literal["regulation", "report", "press_release", "news", "faq", "other"]
    language: str
    weak: bool = False
    note: str | None = None


class SourcesFile(Strict):
    sources: dict[SourceId, SourceEntry]


class AlsoEntry(Strict):
    value: Value
    sources: SourceIds
    at: Sentence | None = None
    note: Texts | None = None


class RecordEntry(Strict):
    id: Id | None = None
    as_of: DateField
    value: Value
    out_of: int | None = None
    sources: SourceIds
    at: Sentence | None = None
    note: Texts | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    also: list[AlsoEntry] = []
    replaces: Id | None = None
    because: Texts | None = None

    @model_validator(mode="after")
    def _replacing_has_a_reason(self) -> RecordEntry:
        if (self.replaces is None) != (self.because is None):
            raise ValueError("`replaces` and `because` go together: which record was wrong, and why")
        return self


class EndedEntry(Strict):
    as_of: DateField
    sources: SourceIds
    because: Texts | None = None
    by: Id | None = None

    @model_validator(mode="after")
    def _has_a_reason(self) -> EndedEntry:
        if self.because is None and self.by is None:
            raise ValueError("say why it ended: `because` (words per language) or `by` (the fact that took its place)")
        return self


class TermEntry(Strict):
    """How long somebody held an office; without `until` they hold it still."""

    since: DateField
    until: DateField | None = None


class FactEntry(Strict):
    subject: Id
    kind: Literal["state", "series", "text"]
    about: Texts | None = None
    measure: Id | None = None
    of: Id | None = None
    unit: Id | None = None
    better: Literal["lower", "higher"] | None = None
    review_by: DateField | None = None
    records: Annotated[list[RecordEntry], Field(min_length=1)]
    ended: EndedEntry | None = None
    term: TermEntry | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> FactEntry:
        if self.kind == "text":
            for number, record in enumerate(self.records, start=1):
                if not isinstance(record.value, dict):
                    raise ValueError(
                        f"record {number}: a text fact says its statement per language: value: {{id: ..., en: ...}}"
                    )
        else:
            if self.about is None:
                raise ValueError("say in `about`, per language, what exactly the figure counts")
            if self.unit is None:
                raise ValueError("name the `unit` of the figure, e.g. unit: rank")
            for number, record in enumerate(self.records, start=1):
                if isinstance(record.value, dict):
                    raise ValueError(f"record {number}: a {self.kind} has a number as value, not words")
        if self.kind == "state" and self.review_by is None and self.ended is None:
            raise ValueError("a state needs `review_by`: the day after which the figure may have changed")
        return self


ThingKind = Literal["subject", "country", "province", "region", "agency", "person"]


class AnswerEntry(Strict):
    shape: Literal["figure", "when", "extreme", "points", "text", "holder", "mall", "malls"]
    facts: Annotated[list[Id], Field(min_length=1)] | None = None
    measures: Annotated[list[Id], Field(min_length=1)] | None = None
    of: Annotated[list[Literal["country", "province", "agency", "region"]], Field(min_length=1)] | None = None
    tell: Literal["all", "when", "where", "hours"] | None = None
    default: Id | None = None
    pick: Literal["best", "worst", "first", "last", "highest", "lowest"] | None = None
    follow_ups: Annotated[list[Id], Field(max_length=3)] = []

    @model_validator(mode="after")
    def _fits_its_shape(self) -> AnswerEntry:
        reads_directory = self.shape in ("mall", "malls")
        if (self.tell is not None) != (self.shape == "mall"):
            raise ValueError("`tell` belongs to the shape mall: all, when, where or hours")
        if not reads_directory and (self.facts is None) == (self.measures is None):
            raise ValueError("name either `facts` or `measures`, one of the two")
        if self.shape == "mall" and not self.facts:
            raise ValueError("a mall needs in `facts` the official number, told when a region is not on the list")
        if self.measures is not None and self.of is None:
            raise ValueError("`measures` are chosen by a thing; say which kind in `of`, e.g. of: [country]")
        if (self.shape == "extreme") != (self.pick is not None):
            raise ValueError("`pick` belongs to the shape extreme: best, worst, first, last, highest or lowest")
        return self


class TopicFile(Strict):
    facts: dict[Id, FactEntry] = {}
    answers: dict[Id, AnswerEntry] = {}


class ThingEntry(Strict):
    province: str | None = None
    names: dict[str, Annotated[list[Sentence], Field(min_length=1)]]


class ThingsFile(Strict):
    kind: ThingKind
    things: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ThingEntry]


class MallEntry(Strict):
    status: Literal["inaugurated", "soft_launch", "opened_locally", "mentioned"]
    inaugurated: DateField | None = None
    event: Texts | None = None
    address: Sentence | None = None
    site: Sentence | None = None
    hours: Texts | None = None
    note: Texts | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    sources: SourceIds


class DirectoryFile(Strict):
    province: str
    regions: dict[str, MallEntry] = {}
    provincial: dict[str, MallEntry] = {}


Point = Annotated[str, Field(pattern=r"^-?\d{1,3}\.\d+, -?\d{1,3}\.\d+$")]
"""Degrees north, then degrees east: "-7.89, 110.33"."""


class CentresFile(Strict):
    sources: SourceIds
    regions: dict[str, Point] = {}
    provinces: dict[str, Point] = {}


class TranslationFile(Strict):
    language: str
    names: dict[str, Annotated[list[Sentence], Field(min_length=1)]] = {}
    about: dict[Id, Sentence] = {}
    statements: dict[Id, Sentence] = {}
    notes: dict[Id, Sentence] = {}
    record_notes: dict[Id, dict[str, Sentence]] = {}
    also_notes: dict[Id, dict[str, Sentence]] = {}
    because: dict[Id, Sentence] = {}


class WordingFile(Strict):
    language: str
    units: dict[Id, dict[str, Sentence]] = {}
    shapes: dict[str, dict[str, Sentence]] = {}
    notes: dict[str, Sentence] = {}
    answers: dict[Id, dict[str, Sentence]] = {}
