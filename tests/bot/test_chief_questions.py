"""The questions everybody asks first, on the content that ships: one that fails here fails everybody."""

from __future__ import annotations

from datetime import date

import pytest

from bot.authoring.ask import ask
from bot.content import Content, load_content
from bot.messages import plain_text

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ("berapa MPP di Indonesia", "305"),
        ("how many MPP are there in Indonesia", "305"),
        ("Ada berapa MPP di Indonesia pada Juni 2022?", "58 MPP (17 Juni 2022)"),
        ("apa MPP pertama di Indonesia", "Surabaya"),
        ("berapa MPP di Bali", "daftar, bukan hitungan resmi"),
        ("berapa MPP di Jawa Tengah", "35"),
        ("apakah Kab. Bantul punya MPP?", "Kabupaten Bantul punya"),
        ("kapan MPP Malaka diresmikan", "12 Desember 2024"),
        ("apakah Ponorogo sudah punya MPP?", "belum punya"),
        (
            "Indonesia peringkat berapa di e-government survey PBB 2020?",
            "peringkat 88. Sebelumnya peringkat 107 (2018)",
        ),
        ("tahun berapa Indonesia peringkat 88?", "2020"),
        ("siapa terbaik di ASEAN", "Singapura"),
        ("SPBE Jawa Tengah berapa", "4,26"),
        ("indikator SPBE", "20 indikator"),
        ("kapan MoU DGCC ditandatangani", "25 Mei 2021"),
        ("berapa MPP di Indonesia || sumbernya?", "mureks.co.id"),
        ("Berapa jumlah MPP? || naik berapa dari 2022 ke 2024?", "bertambah 169"),
        ("DGCC가 뭐예요?", "디지털정부협력센터"),
    ],
)
def test_a_chief_question_is_answered(content: Content, turns: str, told: str) -> None:
    reply = ask(content, turns.split(" || "), TODAY).reply
    assert reply.kind == "answer"
    assert told in plain_text(reply)
    assert reply.sources


@pytest.mark.parametrize("text", ["harga cabai hari ini", "harga elpiji di SPBE", "skor pertandingan semalam"])
def test_what_is_not_ours_is_refused_without_a_figure(content: Content, text: str) -> None:
    reply = ask(content, [text], TODAY).reply
    assert reply.kind == "refuse"
    assert not any(letter.isdigit() for block in reply.blocks for letter in block)
