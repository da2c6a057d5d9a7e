"""What can be wrong with content, said so that whoever wrote it can mend it.

ContentError        raised once, with every problem found
    .problems       a list of Problem(path, line, message)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNREAD, UNPARSED = "unread", "unparsed"
"""The rules of errors of files that could not be read, and of those that are no YAML: whatever other files refer to may
stand there."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place."""

    path: str
    """The file, relative to the content folder."""
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    message: str
    """What is wrong and what would be right."""
    is_error: bool = True
    """False for a warning, which never stops the bot."""
    rule: str = ""
    """Of a warning: what it is about, so that many of one rule can be told as one. Of an error: `UNREAD` or `UNPARSED`,
    else nothing."""

    def __str__(self) -> str:
        level = "ERROR" if self.is_error else "warning"
        return f"[{level}] {self.path}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content cannot be used. Its text lists every problem, a line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
