"""Replies change only on purpose: every intent's reply is a reviewed text."""

from __future__ import annotations

import re

import pytest

from bot.content import load_content
from tests.golden_replies import GOLDEN, by_file


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return by_file()


def test_every_reply_is_as_reviewed(now: dict[str, str]) -> None:
    assert len(now) > 20
    reviewed = {path.relative_to(GOLDEN).as_posix(): path.read_text() for path in GOLDEN.rglob("*.txt")}
    changed = sorted(name for name in now.keys() | reviewed.keys() if now.get(name) != reviewed.get(name))
    assert changed == [], "run `make golden` and review the difference"


def test_every_question_that_stands_alone_is_answered(now: dict[str, str]) -> None:
    contracts = load_content().intents.base.contracts
    asked = [found for text in now.values() for found in re.findall(r"^# (\S+)\n\? .*\n\[(\w+)\]", text, re.MULTILINE)]
    assert len(asked) > 500
    unanswered = [
        (intent, kind)
        for intent, kind in asked
        if kind != "answer" and contracts[intent].stands_alone and not contracts[intent].is_talk
    ]
    assert unanswered == []
