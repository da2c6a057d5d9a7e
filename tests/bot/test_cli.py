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
        timeout=300,  # lint asks every phrasing
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
        ["ask", QUESTION, "--today", "20261121"],
        ["ask", QUESTION, "--today", "1949-12-31"],
        ["ask", "--json", "--explain"],
        ["chat", "--lang", "fr"],
        ["ask", "--no-such-option"],
        ["lint", "too", "many"],
        ["eval"],
        ["tune"],
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


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["ask", "--json"]])
def test_a_language_we_do_not_have_is_misuse(arguments: list[str], tmp_path: Path) -> None:
    done = run("-m", "bot", *arguments, "--lang", "fr", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--lang: write one of id, en, ko\n"


def test_korean_may_be_chatted_in(tmp_path: Path) -> None:
    assert run("-m", "bot", "chat", "--lang", "ko", cwd=tmp_path).returncode == 0


def in_shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`script`, in which $BOT is the program, $QUESTION a question and $LINE a line of JSON."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BOT": f"{sys.executable} -m bot",
        "QUESTION": QUESTION,
        "LINE": '{"id": 1, "turns": ["halo"]}',
    }
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, cwd=cwd, env=environment, timeout=60
    )


@pytest.mark.parametrize("command", ['ask "$QUESTION"', "ask --json <<<$LINE", "export", "sources"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_output_that_takes_nothing_is_a_sentence(command: str, where: str, tmp_path: Path) -> None:
    done = in_shell(f"$BOT {command} {where}", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Standard output ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["(yes $LINE | head -3000 | $BOT ask --json)", "$BOT export"])
def test_a_reader_who_leaves_early_is_no_fault(command: str, tmp_path: Path) -> None:
    done = in_shell(f"{command} | head -c 20; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)


def test_closed_input_is_a_sentence(tmp_path: Path) -> None:
    done = in_shell("$BOT ask --json <&-", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Standard input cannot be read (it is closed)")


def test_version_is_printed(tmp_path: Path) -> None:
    done = run("-m", "bot", "--version", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("tanya-spbe")
