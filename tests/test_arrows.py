"""Imports run downhill, bot -> intents -> knowledge, and what talks to the world stays in its own room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "intents", "knowledge")


@dataclass(frozen=True, slots=True)
class Use:
    """A module, or a name out of one, that a file of ours uses: "telegram.ext", "os.environ"."""

    path: str
    line: int
    name: str

    def is_of(self, *roots: str) -> bool:
        return any(f"{self.name}.".startswith(f"{root}.") for root in roots)

    def __str__(self) -> str:
        return f"{self.path}:{self.line} uses {self.name}"


@cache
def uses(room: str) -> list[Use]:
    return [
        Use(path.relative_to(ROOT).as_posix(), line, name)
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in names_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).parent.parts)
    ]


def names_in(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import of a module in `package`, and of every attribute of an imported module."""
    imported: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):  # breadth first: imports at the top come before what uses them
        match node:
            case ast.Import(names=names):
                for name in names:
                    imported[name.asname or name.name] = name.name
                    yield node.lineno, name.name
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) + 1 - level] if level else ()
                for name in names:
                    yield node.lineno, ".".join((*above, *([module] if module else []), name.name))
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in imported:
                yield node.lineno, f"{imported[name]}.{attribute}"
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
                yield node.lineno, name


@pytest.mark.parametrize("room", ROOMS)
def test_modules_were_found(room: str) -> None:
    assert len({use.path for use in uses(room)}) >= 5


@pytest.mark.parametrize(
    ("room", "out_of_reach"),
    [
        ("bot", ("tests", "bench")),
        ("intents", ("bot", "tests", "bench")),
        ("knowledge", ("intents", "bot", "tests", "bench")),
    ],
)
def test_imports_run_downhill(room: str, out_of_reach: tuple[str, ...]) -> None:
    uphill = [str(use) for use in uses(room) if use.is_of(*out_of_reach)]
    assert uphill == [], "bot -> intents -> knowledge, never back, and nothing that ships needs tests or bench"


@pytest.mark.parametrize(
    ("home", "names"),
    [
        ("bot/channels/", ["telegram"]),
        ("bot/store/", ["sqlalchemy", "alembic"]),
        ("bot/settings.py", ["os.environ", "os.environb", "os.getenv"]),
        ("intents/", ["rapidfuzz"]),
        ("intents/peers.py", ["bm25s"]),
        ("bot/chart", ["matplotlib"]),
    ],
)
def test_each_library_has_one_home(home: str, names: list[str]) -> None:
    found = [use for room in ROOMS for use in uses(room) if use.is_of(*names)]
    elsewhere = [str(use) for use in found if not use.path.startswith(home)]
    assert elsewhere == [], f"{', '.join(names)}: only in {home}"
    assert found != [], f"nothing uses {names[0]} any more: take this line out"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import telegram.ext as ext", "telegram.ext"),
        ("def f():\n    from telegram import Bot", "telegram.Bot"),
        ("from .store import tables", "bot.channels.store.tables"),
        ("from ..store import tables", "bot.store.tables"),
        ("import os as system\nsystem.environ['A']", "os.environ"),
        ("import importlib\nimportlib.import_module('telegram')", "telegram"),
    ],
)
def test_import_is_seen_however_it_is_written(source: str, name: str) -> None:
    assert name in [found for _, found in names_in(source, ("bot", "channels"))]
