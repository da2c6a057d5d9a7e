"""Verdicts as counts per group of questions, and what an earlier count says of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from bot.authoring.judging import Judged

COLUMNS = {
    "n": "questions",
    "right": "replies as expected",
    "wrong": "answers that are not as expected, and replies of any kind that say what must not be said",
    "asked_back": "choices offered where something else was expected",
    "refused_though_answerable": "a refusal where something else was expected, or a courtesy out of place",
    "answered_though_not": "answers where none was expected; counted among the wrong, too",
}
"""What is counted of a group -> what that is. The first is the sum of the next four."""
Counts = Mapping[str, Mapping[str, int]]
"""Group of questions -> column -> count."""
GETS_WORSE = {"right": -1, "wrong": 1, "answered_though_not": 1}
"""The way in which a count is worse; asking back and refusing are bad only in place of a right reply."""


def counted(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """The counts of all questions, of those that must not be answered, per style and per language, in this order."""
    groups: dict[str, Counter[str]] = {}
    for each in judged:
        question = each.question
        own = ["all", f"style {question.style}", f"lang {question.lang}"]
        if question.must_not_be_answered:
            own.append("must not be answered")
        for group in own:
            groups.setdefault(group, Counter()).update(n=1)
            groups[group][each.verdict] += 1
            groups[group]["answered_though_not"] += each.is_answered_though_not
    return {group: {column: groups[group][column] for column in COLUMNS} for group in sorted(groups, key=_order)}


def _order(group: str) -> tuple[int, str]:
    first = ("all", "must not be answered")
    return (first.index(group), "") if group in first else (3 if group.startswith("lang ") else 2, group)


def share(count: Mapping[str, int], column: str) -> float:
    """Percent of the group's questions."""
    return 100 * count[column] / count["n"]


def write_baseline(path: Path, counts: Counts) -> None:
    """A group a line, so that a later difference reads well. Raises OSError."""
    lines = ",\n".join(f"  {json.dumps(group)}: {json.dumps(count)}" for group, count in counts.items())
    path.write_text(f'{{\n "counts": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


def read_baseline(path: Path) -> Counts:
    """What `write_baseline` or `--json` wrote. ValueError with a sentence when it is not."""
    try:
        counts = json.loads(path.read_text(encoding="utf-8"))["counts"]
        return TypeAdapter(dict[str, dict[str, int]]).validate_python(counts, strict=True)
    except (ValueError, TypeError, KeyError):
        message = (
            'a baseline is what "tanya-spbe eval FILE --write-baseline" wrote: {"counts": {"all": {"n": 10, ...}}}'
        )
        raise ValueError(f"{path}: {message}") from None


def worse_than(baseline: Counts, counts: Counts) -> list[str]:
    """A sentence for each count that got worse. Other questions cannot be compared."""
    said: list[str] = []
    for group, before in baseline.items():
        now = counts.get(group, {})
        if now.get("n", 0) != before.get("n", 0):
            said.append(
                f"{group}: {before.get('n', 0)} questions in the baseline, {now.get('n', 0)} now; write a new one"
            )
            continue
        for column, direction in GETS_WORSE.items():
            if (now[column] - before.get(column, 0)) * direction > 0:
                said.append(f"{group}: {column} was {before.get(column, 0)}, is {now[column]}")
    return said
