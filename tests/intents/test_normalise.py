"""One form for the many ways of writing the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.normalise import normalise, sentences


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Berapa MPP?!", "berapa mpp"),
        ("bangeeeet", "banget"),
        ("mana2", "mana mana"),
        ("Perpres 95/2018", "perpres 95/2018"),
        ("indeks 3,12 poin.", "indeks 3,12 poin"),
        ("Korea's rank", "korea rank"),
        ("e-government", "e government"),
        ("lihat https://a.example/x?y=1 ya", "lihat ya"),
        ("MPP 😂👍", "mpp"),
        ("ＭＰＰ", "mpp"),
        ("2022berapa", "2022 berapa"),
        ("DGCC가 뭐예요?", "dgcc 가 뭐예요"),
    ],
)
def test_a_text_in_plain_form(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_message_is_parted_into_its_sentences() -> None:
    assert sentences("Halo min. Berapa MPP? Siapa menterinya?") == ["Halo min.", "Berapa MPP?", "Siapa menterinya?"]
    assert sentences("indeks 3.12 tahun 2024") == ["indeks 3.12 tahun 2024"]
