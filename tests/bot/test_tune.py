"""`tanya-spbe tune`: which weights are tried, which are taken, and what is written."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.authoring.ask import ask
from bot.authoring.judging import judge, read_questions
from bot.authoring.tune import Lines, chosen, held_back, neighbours, rewritten, run_tune, tune
from bot.content import Content, load_content, read_content
from intents.schema import WeightsEntry
from intents.weights import Weights
from tests.tiny_content import make_tiny_content

DAY = date(2026, 11, 21)
ONE_SET = np.zeros(20, dtype=np.int64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_content(tmp_path / "content")


@pytest.fixture
def content(folder: Path) -> Content:
    return load_content(folder)


@pytest.fixture
def weights(content: Content) -> Weights:
    return content.intents.base.weights


def test_every_weight_of_the_file_is_one_of_the_engine(weights: Weights) -> None:
    assert list(asdict(weights)) == list(WeightsEntry.model_fields)


def test_neighbours_stay_within_what_a_file_may_hold(weights: Weights) -> None:
    assert [each.coverage for each in neighbours(weights, "coverage")] == [0.4, 0.45, 0.55, 0.62]
    assert [each.coverage for each in neighbours(replace(weights, coverage=0.98), "coverage")] == [0.78, 0.88]


def test_the_value_with_most_points_is_taken() -> None:
    table = np.zeros((3, 20))
    table[1, :4], table[2, :] = 1, 1
    assert chosen(table, ONE_SET) == (2, 20.0)


def test_a_gain_of_few_lines_is_not_taken() -> None:
    table = np.zeros((2, 20))
    table[1, [0, 7]] = 1
    assert chosen(table, ONE_SET)[0] == 0


def test_a_gain_that_one_fold_alone_has_does_not_hold_on_the_others() -> None:
    """Judged without that fold the value loses, so that fold is not given its gain; judged with it, it loses."""
    table = np.zeros((2, 20))
    table[1, ::5] = 1
    table[1, 1::5] = -0.2
    assert chosen(table, ONE_SET)[0] == 0


def test_what_loses_on_one_set_is_not_taken() -> None:
    table = np.zeros((2, 20))
    table[1, :10], table[1, 15] = 1, -1
    assert chosen(table, ONE_SET)[0] == 1
    assert chosen(table, np.repeat([0, 1], 10))[0] == 0


def test_tuning_goes_on_until_nothing_gains(weights: Weights) -> None:
    """Lines that are right from some margin on."""
    lines = Lines(
        "made up", lambda tried: ["right" if tried.margin > 3 + place / 50 else "asked_back" for place in range(40)], 10
    )
    after, changes = tune([lines], weights)
    assert {change.name for change in changes} == {"margin"}
    assert after.margin == 3.8
    assert replace(after, margin=weights.margin) == weights


def test_phrasings_held_back_are_asked_of_who_does_not_know_them(content: Content, weights: Weights) -> None:
    asked = held_back(content)
    rash = replace(weights, floor=0.0, answer=0.0, answer_without_subject=0.0, coverage=0.0, margin=0.0, shadow=100.0)
    assert "wrong" in asked.ask(rash)  # of an intent left out: a neighbour answers in its place
    assert "wrong" not in asked.ask(replace(weights, floor=99.0))


def test_other_weights_leave_the_content_as_it_was(content: Content, weights: Weights) -> None:
    strict = content.weighed(replace(weights, floor=99.0))
    asked = "ada berapa banyak MPP"
    assert content.intents.base.weights == weights
    assert strict.intents.understand(asked, DAY).decision != content.intents.understand(asked, DAY).decision


def test_only_values_are_rewritten(folder: Path, weights: Weights) -> None:
    path = folder / "intents" / "weights.yaml"
    before = path.read_text()
    path.write_text(after := rewritten(before, replace(weights, margin=4.0, slot=0.35)))
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        line.replace('"3"', '"4"').replace('"0.3"', '"0.35"')
        for line in before.splitlines()
        if line.startswith(("  margin:", "  slot:"))
    ]
    content, _ = read_content(folder)
    assert content is not None
    assert content.intents.base.weights == replace(weights, margin=4.0, slot=0.35)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('margin: "3"', "margin: 3.5", "write the decimal in quotes"),
        ('margin: "3"', 'margin: "three"', "weights.margin: write a number in quotes"),
        ('coverage: "0.5"', 'coverage: "5"', "weights.coverage: Input should be less than or equal to 1"),
        ('margin: "3"', 'margins: "3"', 'unknown key "margins"; did you mean "margin"?'),
        ("weights:\n", "other:\n", '"weights" is missing'),
    ],
)
def test_a_wrong_weight_is_told(folder: Path, before: str, after: str, said: str) -> None:
    path = folder / "intents" / "weights.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    content, problems = read_content(folder)
    assert content is None
    assert any(problem.path == "intents/weights.yaml" and said in problem.message for problem in problems)
    assert {problem.path for problem in problems} == {"intents/weights.yaml"}


QUESTIONS = '- {id: a, lang: id, style: x, turns: ["ada brp MPP 2023"], expect: {kind: [answer], all: ["175"]}}\n'


def test_nothing_is_written_unless_told_to(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "intents" / "weights.yaml"
    shy = path.read_text().replace('floor: "26"', 'floor: "88"')
    path.write_text(shy)
    asked = tmp_path / "questions.yaml"
    asked.write_text("".join(QUESTIONS.replace("id: a", f"id: a{number}") for number in range(10)))
    assert run_tune([asked], writes=False, content_dir=folder) == 0
    told = capsys.readouterr().out
    assert "nothing is changed" in told
    assert path.read_text() == shy
    assert run_tune([asked], writes=True, content_dir=folder) == 0
    assert f"written to {path}" in capsys.readouterr().out
    assert path.read_text() != shy
    questions = read_questions(asked)
    content = load_content(folder)
    assert {judge(each, ask(content, each.turns, DAY)).verdict for each in questions} == {"right"}


def test_a_bad_question_file_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tune([tmp_path / "none.yaml"], writes=False, content_dir=folder) == 1
    assert "none.yaml cannot be read: " in capsys.readouterr().err
