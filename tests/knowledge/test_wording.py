"""Figures in words: as many digits as were recorded, whatever was said before."""

from __future__ import annotations

from decimal import Decimal

from knowledge.wording import say_number


def test_number_keeps_the_digits_it_was_recorded_with() -> None:
    said = [say_number(value, "id") for value in (Decimal("1.0"), Decimal("1.00"), "1.000", 1, "1")]
    assert said == ["1,0", "1,00", "1,000", "1", "1"]


def test_number_is_said_as_its_language_does() -> None:
    assert [say_number(21573, lang) for lang in ("id", "en")] == ["21.573", "21,573"]
