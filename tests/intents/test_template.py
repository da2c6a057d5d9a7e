"""Example lines and the phrasings they stand for."""

from __future__ import annotations

import pytest

from intents.template import expand, slots_in


def test_a_plain_line_is_itself() -> None:
    assert expand("berapa mpp") == ["berapa mpp"]


def test_each_alternative_occurs() -> None:
    texts = expand("(a|b|c) [d] e (f|g)")
    for word in "abcdefg":
        assert any(word in text.split() for text in texts)


def test_an_optional_part_occurs_and_is_left_out() -> None:
    assert set(expand("mpp [sekarang]")) == {"mpp", "mpp sekarang"}


def test_brackets_within_brackets() -> None:
    assert set(expand("x (y (p|q)|z)")) == {"x z", "x y q"}


def test_many_forks_stay_few_phrasings() -> None:
    assert len(expand("(a|b) (c|d) (e|f) (g|h) [i] [j] [k] [l]")) <= 4


@pytest.mark.parametrize("line", ["(a", "a)", "[a", "(a]", "a|b", "[a]"])
def test_a_broken_line_is_refused_in_words(line: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|empty"):
        expand(line)


def test_slots_are_found() -> None:
    assert list(slots_in("peringkat {country} {time}")) == ["country", "time"]
