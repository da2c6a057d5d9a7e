"""An example line such as "(berapa|jumlah) mpp [pada] {time}" and the phrasings it stands for.

Not every combination: each alternative once, and each optional part with and without. Questions are compared by their
words, so the combinations would add nothing but time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PART = re.compile(r"[()\[\]|]|[^()\[\]|]+")


@dataclass(frozen=True, slots=True)
class _Choice:
    """A place where a line forks."""

    number: int
    """Which fork of the line it is, from 0: forks turn at different times."""
    options: tuple[_Sequence, ...]


_Sequence = tuple["str | _Choice", ...]


def expand(line: str) -> list[str]:
    """The phrasings of a line, the barest first. ValueError with a sentence when its brackets do not match."""
    sequence, widest = _Parser(line).parse()
    # The barest takes the last option everywhere: of an optional part that is nothing.
    texts = [_chosen(sequence, -1)] + [_chosen(sequence, turn) for turn in range(widest)]
    phrasings = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    if "" in phrasings:
        raise ValueError(f'"{line}" may be empty; at least one word must stay')
    return phrasings


def slots_in(text: str) -> Iterator[str]:
    """The names of the slots in a line."""
    yield from re.findall(r"\{([a-z_0-9]+)\}", text)


def _chosen(sequence: _Sequence, turn: int) -> str:
    words = []
    for part in sequence:
        if isinstance(part, str):
            words.append(part)
        else:
            option = -1 if turn < 0 else (turn + part.number) % len(part.options)
            words.append(_chosen(part.options[option], turn))
    return "".join(words)


class _Parser:
    def __init__(self, line: str) -> None:
        self.line = line
        self.parts = _PART.findall(line)
        self.position = 0
        self.forks = 0
        self.widest = 1

    def parse(self) -> tuple[_Sequence, int]:
        options = self._options()
        if self.position != len(self.parts):
            raise ValueError(f'"{self.line}": a bracket closes that was not opened')
        if len(options) > 1:
            raise ValueError(f'"{self.line}": put alternatives in brackets, (a|b)')
        return options[0], self.widest

    def _options(self) -> list[_Sequence]:
        """Alternatives up to a closing bracket or the end."""
        options: list[_Sequence] = []
        current: list[str | _Choice] = []
        while self.position < len(self.parts) and self.parts[self.position] not in ")]":
            part = self.parts[self.position]
            self.position += 1
            if part == "|":
                options.append(tuple(current))
                current = []
            elif part in "([":
                current.append(self._choice(part))
            else:
                current.append(part)
        return [*options, tuple(current)]

    def _choice(self, opening: str) -> _Choice:
        number = self.forks
        self.forks += 1
        options = self._options()
        closing = ")" if opening == "(" else "]"
        if self.position >= len(self.parts) or self.parts[self.position] != closing:
            raise ValueError(f'"{self.line}": the bracket "{opening}" is not closed')
        self.position += 1
        if opening == "[":
            options.append(())
        self.widest = max(self.widest, len(options))
        return _Choice(number, tuple(options))
