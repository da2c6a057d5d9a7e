"""What shows line by line in any content file: marks of unfinished work, and letters that only look right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import Problem

_TODO = re.compile(r"\bTODO\b")
_LOOKALIKE = "\u0370-\u052f\uff21-\uff3a\uff41-\uff5a"
"""Greek, Cyrillic and full-width letters. Hangul is not among them: "MPP가" is good Korean."""
_SUSPECT = re.compile(f"TODO|[{_LOOKALIKE}]")
"""What any file with a problem has somewhere; looking for it is far cheaper than for the problems."""
_MIXED_WORD = re.compile(rf"\w*(?:[A-Za-z][{_LOOKALIKE}]|[{_LOOKALIKE}][A-Za-z])\w*")


def check_lines(root: Path) -> Iterator[Problem]:
    """Problems of every file below `root`, named relative to it. What cannot be read is told by its reader."""
    for path in sorted(root.rglob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if not _SUSPECT.search(text):
            continue
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(text.splitlines(), start=1):
            if _TODO.search(line):
                yield Problem(name, number, "TODO left; write what belongs here and delete the mark")
            for word in _MIXED_WORD.findall(line):
                odd = "".join(letter for letter in word if re.match(f"[{_LOOKALIKE}]", letter))
                message = f'"{word}" mixes alphabets ({odd} only looks like a Latin letter); type it again'
                yield Problem(name, number, message)
