"""The questions that `tanya-spbe eval` measures the bot with, as people ask them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authoring.ask import ask
from bot.authoring.evaluate import ASKED_ON
from bot.authoring.judging import judge, read_questions
from bot.authoring.tally import counted, read_baseline, worse_than
from bot.content import Content, load_content
from intents.normalise import normalise

FOLDER = Path(__file__).parent.parent / "questions"
FILES = sorted(FOLDER.glob("*.yaml"))
STYLES = (
    *("formal", "journalist", "citizen", "slang", "typo", "telegraphic", "english", "korean", "mixed", "followup"),
    *("long", "nearmiss", "negative", "abuse", "smalltalk"),
)
"""The ways of asking that `tanya-spbe eval` is to be measured on."""
LEAST_OF_A_STYLE = 6
BARE_WORDS = 2
"""So few words are asked by everybody, and phrased by every author."""


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_there_are_questions_of_every_style() -> None:
    asked = [question.style for question in read_questions(FOLDER / "people.yaml")]
    assert {style: asked.count(style) for style in STYLES if asked.count(style) < LEAST_OF_A_STYLE} == {}
    assert set(asked) == set(STYLES)


def test_every_question_has_an_id_of_its_own(path: Path) -> None:
    ids = [question.id for question in read_questions(path)]
    assert sorted(ids) == sorted(set(ids))


def test_no_question_is_a_phrasing(path: Path, content: Content) -> None:
    phrasings = {normalise(text) for _, _, text in content.intents.phrasings()}
    asked = {question.id: normalise(question.turns[-1]) for question in read_questions(path)}
    copied = [id for id, text in asked.items() if len(text.split()) > BARE_WORDS and text in phrasings]
    assert copied == [], "a question that is a phrasing tests nothing: word it anew"


def test_no_group_of_questions_is_answered_worse_than_before(path: Path, content: Content) -> None:
    questions = read_questions(path)
    counts = counted(judge(question, ask(content, question.turns, ASKED_ON)) for question in questions)
    baseline = path.with_suffix(".json")
    renew = f"tanya-spbe eval tests/questions/{path.name} --write-baseline tests/questions/{baseline.name}"
    assert worse_than(read_baseline(baseline), counts) == [], f"see what changed; if it is worth it: {renew}"
