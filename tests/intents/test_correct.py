"""Slips of the pen, and words that are none."""

from __future__ import annotations

import pytest

from intents.correct import Corrector

CORRECTOR = Corrector(["peringkat", "bagaimana", "tanggal", "dasar", "layanan", "layanin"], ["pasar"])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("perngkat", "peringkat"),
        ("peirngkat", "peringkat"),
        ("prngkt", "peringkat"),
        ("tanggl", "tanggal"),
        ("peringkat", "peringkat"),
    ],
)
def test_a_slip_is_mended(word: str, meant: str) -> None:
    assert CORRECTOR.correct(word) == meant


@pytest.mark.parametrize("word", ["pasar", "kota", "xyzzy", "88", "layanen", "한국"])
def test_another_word_stays(word: str) -> None:
    assert CORRECTOR.correct(word) == word  # "layanen" is as near to two words as to one
