"""The wheel carries the whole program, content included, and nothing else."""

from __future__ import annotations

import contextlib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "intents", "knowledge")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name -> content of every file in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    with contextlib.chdir(ROOT):
        path = folder / build_wheel(str(folder))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_file_of_the_rooms_is_in_it_and_no_other(wheel: dict[str, str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in wheel if ".dist-info/" not in name} == ours


@pytest.mark.parametrize(
    ("folder", "ending"),
    [
        ("knowledge/data/", ".yaml"),
        ("intents/data/", ".yaml"),
        ("bot/data/words/", ".yaml"),
        ("bot/store/migrations/versions/", ".py"),
        ("bot/channels/page/", ".html"),
    ],
)
def test_what_runs_needs_is_in_it(wheel: dict[str, str], folder: str, ending: str) -> None:
    assert any(name.startswith(folder) and name.endswith(ending) for name in wheel)


def test_it_brings_the_command_and_the_licence(wheel: dict[str, str]) -> None:
    about = {name.partition(".dist-info/")[2]: text for name, text in wheel.items()}
    assert "tanya-spbe = bot.__main__:main" in about["entry_points.txt"]
    assert about["licenses/LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_plain_install_needs_no_extra(wheel: dict[str, str]) -> None:
    metadata = next(text for name, text in wheel.items() if name.endswith(".dist-info/METADATA"))
    assert Parser().parsestr(metadata).get_all("Provides-Extra") is None
