"""A question with what a good reply to it has, and how good a reply is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.conversation import Turn
from bot.messages import ReplyKind, plain_text
from knowledge.yamlfile import read_yaml

Verdict = Literal["right", "wrong", "asked_back", "refused_though_answerable"]


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f'"{text}" is no regular expression: {error}') from None
    return text


Pattern = Annotated[str, AfterValidator(_is_pattern)]


class Expectation(BaseModel):
    """What a good reply has. Patterns are regular expressions, found anywhere, in any case."""

    model_config = ConfigDict(extra="forbid")
    kind: list[ReplyKind] = Field(min_length=1)
    all: list[Pattern] = []
    any: list[Pattern] = []
    none: list[Pattern] = []


class Question(BaseModel):
    """One line of a question file; its last turn is judged."""

    model_config = ConfigDict(extra="forbid")
    id: str
    lang: str
    style: str
    turns: list[str] = Field(min_length=1)
    expect: Expectation
    facts: list[str] = []
    note: str = ""

    @property
    def must_not_be_answered(self) -> bool:
        return "answer" not in self.expect.kind


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what was replied, and how good that was."""

    question: Question
    turn: Turn = field(repr=False)
    verdict: Verdict
    why: str

    @property
    def is_answered_though_not(self) -> bool:
        return self.turn.reply.kind == "answer" and self.question.must_not_be_answered


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. ValueError with every problem, a line each."""
    file = read_yaml(path.read_text(encoding="utf-8"), str(path))
    if file.problems:
        raise ValueError("\n".join(str(problem) for problem in file.problems))
    if not isinstance(file.value, list) or not file.value:
        raise ValueError(f"{path}: a question file is a list of questions, and this one has none")
    questions: list[Question] = []
    problems: list[str] = []
    for number, entry in enumerate(file.value):
        try:
            questions.append(Question.model_validate(entry))
        except ValidationError as error:
            problems.extend(str(file.problem((number, *detail["loc"]), detail["msg"])) for detail in error.errors())
    if problems:
        raise ValueError("\n".join(problems))
    return questions


def judge(question: Question, turn: Turn) -> Judged:
    """Hold the reply to a question against its expectation.

    Wrong is an answer that does not satisfy it, and any reply whose own words (without its source lines) hold what
    must not be said. A refusal or a courtesy of the wrong kind says nothing wrong: it counts as refused."""
    reply, expect = turn.reply, question.expect
    own_words = "\n\n".join(reply.blocks)
    forbidden = [pattern for pattern in expect.none if _found(pattern, own_words)]
    if forbidden:
        return Judged(question, turn, "wrong", f"says what it must not: {forbidden[0]}")
    if reply.kind not in expect.kind:
        return Judged(question, turn, _missed(reply.kind), f"{reply.kind}, not {' or '.join(expect.kind)}")
    if reply.kind == "answer":
        text = plain_text(reply)
        missing = [pattern for pattern in expect.all if not _found(pattern, text)]
        if missing:
            return Judged(question, turn, "wrong", f"lacks {missing[0]}")
        if expect.any and not any(_found(pattern, text) for pattern in expect.any):
            return Judged(question, turn, "wrong", f"lacks any of {' , '.join(expect.any)}")
    return Judged(question, turn, "right", "")


def _missed(kind: ReplyKind) -> Verdict:
    match kind:
        case "answer":
            return "wrong"
        case "ask_back":
            return "asked_back"
        case "refuse" | "smalltalk":
            return "refused_though_answerable"


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
