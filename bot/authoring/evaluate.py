"""`tanya-spbe eval`: a file of questions with what a good reply has, through `take_turn`, counted."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.authoring.ask import ask, explained
from bot.content import Content, ContentError, load_content
from bot.conversation import Turn
from bot.messages import ReplyKind, plain_text
from knowledge.yamlfile import read_yaml

Verdict = Literal["right", "wrong", "asked_back", "refused"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "asked_back", "refused")
ASKED_ON = date(2026, 11, 21)
"""The day the question files are written for, when they do not say."""


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


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what was replied, and how good that was."""

    question: Question
    turn: Turn = field(repr=False)
    verdict: Verdict
    why: str

    @property
    def is_answered_though_not(self) -> bool:
        return self.turn.reply.kind == "answer" and "answer" not in self.question.expect.kind


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


def judge(question: Question, content: Content, today: date = ASKED_ON) -> Judged:
    """Ask the question and hold the reply against its expectation.

    Wrong is an answer that does not satisfy it, and any reply whose own words (without its source lines) hold what
    must not be said."""
    turn = ask(content, question.turns, today)
    reply, expect = turn.reply, question.expect
    own_words = "\n\n".join(reply.blocks)
    forbidden = [pattern for pattern in expect.none if _found(pattern, own_words)]
    if forbidden:
        return Judged(question, turn, "wrong", f"says what it must not: {forbidden[0]}")
    if reply.kind not in expect.kind:
        why = f"{reply.kind}, not {' or '.join(expect.kind)}"
        if reply.kind == "answer":
            return Judged(question, turn, "wrong", why)
        return Judged(question, turn, "asked_back" if reply.kind == "ask_back" else "refused", why)
    if reply.kind == "answer":
        text = plain_text(reply)
        missing = [pattern for pattern in expect.all if not _found(pattern, text)]
        if missing:
            return Judged(question, turn, "wrong", f"lacks {missing[0]}")
        if expect.any and not any(_found(pattern, text) for pattern in expect.any):
            return Judged(question, turn, "wrong", f"lacks any of {' , '.join(expect.any)}")
    return Judged(question, turn, "right", "")


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def counted(judged: Iterable[Judged]) -> dict[str, Counter[str]]:
    """Verdicts over all, per style ("style formal") and per language ("lang id")."""
    counts: dict[str, Counter[str]] = {}
    for each in judged:
        for group in ("all", f"style {each.question.style}", f"lang {each.question.lang}"):
            counts.setdefault(group, Counter())[each.verdict] += 1
        if "answer" not in each.question.expect.kind:
            counts.setdefault("must not be answered", Counter())[each.verdict] += 1
    return counts


def read_baseline(path: Path) -> Mapping[str, Mapping[str, int]]:
    """The counts that `--json` wrote, alone or with its failures. ValueError with a sentence when they are not."""
    try:
        counts = json.loads(path.read_text(encoding="utf-8"))
        counts = counts.get("counts", counts)
        return TypeAdapter(dict[str, dict[str, int]]).validate_python(counts, strict=True)
    except (ValueError, AttributeError):
        message = 'a baseline is what "tanya-spbe eval FILE --json" wrote: {"counts": {"all": {"right": 10, ...}}}'
        raise ValueError(f"{path}: {message}") from None


def worse_than(baseline: Mapping[str, Mapping[str, int]], judged: Sequence[Judged]) -> list[str]:
    """A sentence for each count that got worse: fewer right, or more wrong. Other questions cannot be compared."""
    counts = counted(judged)
    said = []
    for group, before in baseline.items():
        now = counts.get(group, Counter())
        if sum(before.values()) != now.total():
            said.append(
                f"{group}: {sum(before.values())} questions in the baseline, {now.total()} now; write a new one"
            )
            continue
        for verdict, is_worse in (("right", int.__lt__), ("wrong", int.__gt__)):
            if is_worse(now[verdict], before.get(verdict, 0)):
                said.append(f"{group}: {verdict} was {before.get(verdict, 0)}, is {now[verdict]}")
    return said


def run_eval(
    files: Sequence[Path],
    *,
    explain: bool,
    as_json: bool,
    today: date | None,
    baseline: Path | None = None,
    content_dir: Path | None = None,
) -> int:
    """Print the table and every failure; 0 when the files could be asked, whatever the result.

    With a baseline 1 when a count is worse than there, with a line for each on standard error."""
    try:
        content = load_content(content_dir)
        questions = [question for path in files for question in read_questions(path)]
        before = read_baseline(baseline) if baseline else {}
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    except (ContentError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    judged = [judge(question, content, today or ASKED_ON) for question in questions]
    if as_json:
        print(json.dumps(_as_data(judged), ensure_ascii=False, indent=1))
    else:
        _print(judged, explain)
    worse = worse_than(before, judged)
    for sentence in worse:
        print(f"worse than {baseline}: {sentence}", file=sys.stderr)
    return 1 if worse else 0


def _as_data(judged: Sequence[Judged]) -> Mapping[str, object]:
    return {
        "counts": {group: dict(counter) for group, counter in counted(judged).items()},
        "failures": [
            {
                "id": each.question.id,
                "style": each.question.style,
                "turns": each.question.turns,
                "verdict": each.verdict,
                "why": each.why,
                "kind": each.turn.reply.kind,
                "intent": each.turn.reply.intent,
                "expect": each.question.expect.model_dump(),
            }
            for each in judged
            if each.verdict != "right"
        ],
    }


def _print(judged: Sequence[Judged], explain: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("questions", "n", *VERDICTS, "right %", "wrong %")
    for group, counter in sorted(counted(judged).items()):
        total = counter.total()
        cells = [str(counter[verdict]) for verdict in VERDICTS]
        share = [f"{100 * counter[verdict] / total:.1f}" for verdict in ("right", "wrong")]
        table.add_row(group, str(total), *cells, *share)
    for each in judged:
        if each.verdict == "right":
            continue
        print(f"{each.verdict:10} {each.question.id} [{each.question.style}] {' || '.join(each.question.turns)[:160]}")
        print(f"{'':10} {each.why}; {each.turn.trace.decision}; intent {each.turn.reply.intent}")
        if explain:
            print("\n".join(f"{'':12}{line}" for line in explained(each.turn)))
            print(f"{'':12}{plain_text(each.turn.reply)[:600]!r}")
    Console().print(table)
