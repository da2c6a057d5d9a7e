"""Strict YAML: what is read, and what is said about what is not."""

from __future__ import annotations

import pytest

from knowledge.yamlfile import read_yaml


def test_plain_values_are_read() -> None:
    file = read_yaml('a: "x"\nb: 58\nc: [true, null]\n', "f.yaml")
    assert file.problems == []
    assert file.value == {"a": "x", "b": 58, "c": [True, None]}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "stands twice"),
        ("a: 1\nb: no\n", 2, "true or false"),
        ("as_of: 2018-07-19\n", 1, 'write the date in quotes: "2018-07-19"'),
        ("value: 010\n", 1, "another number"),
        ("value: 0.66\n", 1, "decimal in quotes"),
        ("a:\nb: 1\n", 1, "empty"),
        ("2018: x\n", 1, "must be text"),
        ("a: [1, 2\n", 2, "not YAML"),
        ("", 0, "empty"),
    ],
)
def test_a_surprise_is_a_problem_with_its_line(text: str, line: int, words: str) -> None:
    problems = read_yaml(text, "f.yaml").problems
    assert [problem.line for problem in problems] == [line]
    assert words in problems[0].message


def test_every_problem_is_collected() -> None:
    assert len(read_yaml("a: yes\nb: 1.5\nc: 2020-01-01\n", "f.yaml").problems) == 3


def test_a_location_leads_to_its_line() -> None:
    file = read_yaml("facts:\n  x:\n    records:\n      - {v: 1}\n      - {v: 2}\n", "f.yaml")
    assert file.line(("facts", "x", "records", 1, "v")) == 5
    assert file.line(("facts", "x", "nothing")) == 2
