"""Dates as precise as they are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import PartialDate


@pytest.mark.parametrize("text", ["2022", "2022-06", "2022-06-17"])
def test_the_iso_form_is_kept(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [("2024-13", "no month 13"), ("2023-02-29", "no day 29"), ("17-06-2022", "not of the form"), ("2022-6", "not of")],
)
def test_an_impossible_date_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        PartialDate.parse(text)


def test_a_year_covers_its_days_and_not_the_next() -> None:
    year = PartialDate.parse("2022")
    assert year.covers(PartialDate.parse("2022-12-31"))
    assert not year.covers(PartialDate.parse("2023-01"))
    assert (year.first, year.last) == (date(2022, 1, 1), date(2022, 12, 31))


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_lies_within_its_month_and_year(day: date) -> None:
    exact = PartialDate(day.year, day.month, day.day)
    month = PartialDate(day.year, day.month)
    assert month.covers(exact)
    assert PartialDate(day.year).covers(month)
    assert exact.first == exact.last == day
    assert exact <= month <= PartialDate(day.year)
