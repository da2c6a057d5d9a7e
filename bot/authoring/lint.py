"""`tanya-spbe lint`: everything that is wrong with the content, file by file, before a user meets it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.authoring.doubts import MEANING, doubts
from bot.content import Content, folders, read_content, within
from knowledge import Problem
from knowledge.errors import UNREAD

MOST_OF_A_RULE = 5
"""More warnings of one rule than this are told in one line, unless all are asked for."""


def run_lint(*, today: date | None, content_dir: Path | None = None, is_verbose: bool = False) -> int:
    """Print every problem; 0 when there is no error, 1 when there is one, 2 when CONTENT_DIR cannot be read."""
    problems, files, sentences = lint(content_dir, today)
    if content_dir is not None and any(problem.rule == UNREAD for problem in problems):
        print(f"CONTENT_DIR: the content in {content_dir} cannot be used:", file=sys.stderr)
        print("\n".join(map(str, sorted(problems))), file=sys.stderr)
        return 2
    warnings = [problem for problem in problems if not problem.is_error]
    for problem in sorted(problem for problem in problems if problem.is_error):
        print(problem)
    for line in _told(warnings, MOST_OF_A_RULE if not is_verbose else len(warnings)):
        print(line)
    errors = len(problems) - len(warnings)
    print(
        f"checked {files} files, {sentences} phrasings: {errors} errors, {len(warnings)} warnings",
        file=sys.stderr,
    )
    return 1 if errors else 0


def _told(warnings: list[Problem], most: int) -> Iterator[str]:
    """A line a warning; more than `most` of one rule are one line with their number."""
    counts = Counter(problem.rule for problem in warnings)
    for problem in sorted(warnings):
        if counts[problem.rule] <= most:
            yield str(problem)
    for rule, count in sorted(counts.items()):
        if count > most:
            yield f"[warning] {count} {MEANING[rule]}; lint --verbose names them"


def lint(content_dir: Path | None = None, today: date | None = None) -> tuple[list[Problem], int, int]:
    """All problems, the number of files and of phrasings. No file at all is itself an error.

    Warnings are looked for only where there is no error; those of past review dates only with `today`."""
    content, problems = read_content(content_dir)
    files = sum(1 for root in folders(content_dir).values() for _ in root.rglob("*.yaml"))
    if content is None:
        return problems, files, 0
    problems.extend(understood_as_themselves(content))
    problems.extend(doubts(content, today))
    return problems, files, len(content.intents.base.phrasings)


def understood_as_themselves(content: Content) -> Iterator[Problem]:
    """Each phrasing must be understood as its own intent; no near miss may be answered by the intent it names."""
    day = date(2026, 1, 1)
    for intent, lang, text in content.intents.phrasings():
        decision = content.intents.understand(text, day).decision
        chosen = decision.candidates[0].intent if decision.candidates else decision.outcome
        contract = content.intents.base.contracts[intent]
        if contract.refuse:
            is_right = decision.outcome == "refuse" and decision.refusal_class == contract.refuse
        else:
            is_right = decision.outcome in ("answer", "smalltalk") and chosen == intent
        if not is_right:
            problem = content.intents.base.places[intent](
                message=f'{lang}: "{text}" is not understood as {intent} but as {decision.outcome} '
                f"({decision.reason}; nearest {chosen}); make the two tell apart"
            )
            yield within("intents", problem)
    for phrasing in content.intents.base.never:
        decision = content.intents.understand(phrasing.text, day).decision
        if decision.outcome == "answer" and decision.candidates[0].intent == phrasing.intent:
            problem = content.intents.base.places[phrasing.intent](
                message=f'{phrasing.lang}: "{phrasing.text}" must never be answered by {phrasing.intent}, but is'
            )
            yield within("intents", problem)
