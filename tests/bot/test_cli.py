"""The command line: what each command needs, and what misuse gets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"


def run(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        timeout=60,
    )


@pytest.mark.parametrize("command", [["ask", QUESTION], ["lint"], ["chat"], ["stale"], ["sources"], ["export"]])
def test_command_loads_no_more_than_it_needs(command: list[str], tmp_path: Path) -> None:
    program = (
        "import atexit, sys\n"
        "from bot.cli import main\n"
        "heavy = ('telegram', 'sqlalchemy', 'aiohttp', 'alembic', 'matplotlib', 'asyncpg', 'aiosqlite')\n"
        "atexit.register(lambda: print('loaded:', [name for name in heavy if name in sys.modules], file=sys.stderr))\n"
        "main()\n"
    )
    done = run("-c", program, *command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("loaded: []\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", QUESTION, "--json"],
        ["ask", QUESTION, "--today", "tomorrow"],
        ["ask", "--no-such-option"],
        ["lint", "too", "many"],
        ["eval"],
        ["new", "country", "kr"],
        ["run", "fast"],
        ["frobnicate"],
        [],
    ],
)
def test_misuse_ends_with_2_and_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = run("-m", "bot", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Usage" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["ask", QUESTION], ["lint"], ["chat"], ["run"]])
def test_wrong_setting_ends_every_command_with_2(command: list[str], tmp_path: Path) -> None:
    done = run("-m", "bot", *command, cwd=tmp_path, LOG_FORMAT="xml")
    assert done.returncode == 2
    assert done.stderr == 'LOG_FORMAT: "xml" is not a format; write "console" or "json"\n'


def test_version_is_printed(tmp_path: Path) -> None:
    done = run("-m", "bot", "--version", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("tanya-spbe")
