"""The conversation in the terminal, typed or piped."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.channels.console import as_text, run_console
from bot.content import load_content
from bot.messages import Choice, Reply

ROOT = Path(__file__).parents[2]
QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
content = cache(load_content)


def talk(said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    run_console(content())
    return capsys.readouterr().out


def test_choices_are_numbered_below_the_text() -> None:
    reply = Reply("ask_back", "id", ("Maksud Anda?",), choices=(Choice("a", "Satu"), Choice("b", "Dua")))
    assert as_text(reply) == "Maksud Anda?\n\n  1. Satu\n  2. Dua"


def test_question_is_answered_with_its_source(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = talk(f"{QUESTION}\n", monkeypatch, capsys)
    assert "58" in said
    assert "[1] " in said


def test_number_picks_the_choice_of_that_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = talk("MPP\n", monkeypatch, capsys)
    assert "  1. " in offered
    picked = talk("MPP\n1\n", monkeypatch, capsys)
    assert picked.startswith(offered)
    assert len(picked) > len(offered)


def test_number_without_such_a_choice_is_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk("99\n", monkeypatch, capsys).strip()


@pytest.mark.parametrize("leaving", ["/quit", "/QUIT ", "/exit"])
def test_quit_leaves_and_reads_no_further(
    leaving: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(f"\n{leaving}\n{QUESTION}\n", monkeypatch, capsys) == ""


def test_interrupt_leaves_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupted(io.StringIO):
        def __iter__(self) -> Iterator[str]:
            return self

        def readline(self, *_: object) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Interrupted())
    run_console(content())
    assert capsys.readouterr().out == "\n"


def test_piped_questions_are_answered_from_an_empty_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input=f"{QUESTION}\n".encode() + b"\xff\xfe\n",
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        timeout=60,
    )
    assert done.returncode == 0
    assert b"58" in done.stdout
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == []


def test_language_without_content_is_misuse(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--lang", "xx"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.returncode == 2
    assert "--lang" in done.stderr
