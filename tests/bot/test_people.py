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

QUESTIONS = Path(__file__).parent.parent / "questions" / "people.yaml"
BASELINE = QUESTIONS.with_suffix(".json")
RENEW = "tanya-spbe eval tests/questions/people.yaml --write-baseline tests/questions/people.json"
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


def test_the_questions_are_of_every_style() -> None:
    questions = read_questions(QUESTIONS)
    asked = [question.style for question in questions]
    assert len({question.id for question in questions}) == len(questions)
    assert {style: asked.count(style) for style in STYLES if asked.count(style) < LEAST_OF_A_STYLE} == {}
    assert set(asked) == set(STYLES)


def test_no_question_is_a_phrasing(content: Content) -> None:
    phrasings = {normalise(text) for _, _, text in content.intents.phrasings()}
    asked = {question.id: normalise(question.turns[-1]) for question in read_questions(QUESTIONS)}
    copied = [id for id, text in asked.items() if len(text.split()) > BARE_WORDS and text in phrasings]
    assert copied == [], "a question that is a phrasing tests nothing: word it anew"


def test_no_group_of_questions_is_answered_worse_than_before(content: Content) -> None:
    questions = read_questions(QUESTIONS)
    counts = counted(judge(question, ask(content, question.turns, ASKED_ON)) for question in questions)
    assert worse_than(read_baseline(BASELINE), counts) == [], f"see what changed; if it is worth it: {RENEW}"
