"""`tanya-spbe ask`: what a person sees, and the steps `--explain` prints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.authoring.ask import ask, explained, run_ask
from bot.content import Content, load_content
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_content(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return load_content(folder)


def test_every_step_is_explained(content: Content) -> None:
    text = "\n".join(explained(ask(content, ["brp jumlah MPP 2023"], TODAY)))
    for step in ("normalised  berapa jumlah mpp 2023", "time 2023", "gate", "mall.count", "sources paper_a", "margin"):
        assert step in text


def test_a_person_sees_the_reply_and_numbered_choices(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_ask("MPP", explain=False, lang=None, today=TODAY, content_dir=folder)
    assert code == 0
    assert "  1. " in capsys.readouterr().out
