"""`tanya-spbe lint`: everything that is wrong with the content, file by file, before a user meets it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.content import Content, folders, read_content, within
from knowledge import Problem


def run_lint(*, today: date | None, content_dir: Path | None = None) -> int:
    """Print every problem; 0 when there is no error, 1 when there is one."""
    problems, files, sentences = lint(content_dir, today)
    for problem in sorted(problems):
        print(problem)
    errors = sum(problem.is_error for problem in problems)
    print(
        f"checked {files} files, {sentences} phrasings: {errors} errors, {len(problems) - errors} warnings",
        file=sys.stderr,
    )
    return 1 if errors else 0


def lint(content_dir: Path | None = None, today: date | None = None) -> tuple[list[Problem], int, int]:
    """All problems, the number of files and of phrasings. No file at all is itself an error."""
    content, problems = read_content(content_dir, today=today)
    files = sum(1 for root in folders(content_dir).values() for _ in root.rglob("*.yaml"))
    if content is None:
        return problems, files, 0
    problems.extend(understood_as_themselves(content))
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
