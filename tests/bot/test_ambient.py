"""What is answered although nobody asked the bot: next to nothing."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from bot.ambient import overheard
from bot.content import load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming
from bot.session import Session

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
content = cache(load_content)


def hear(text: str, lang: str | None = None) -> Turn | None:
    return overheard(Incoming("telegram", "-1", "u", text, NOON, lang=lang), content(), TODAY)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Ada berapa MPP di Indonesia?", "mpp.count"),
        ("apakah bantul punya MPP?", "mpp.region"),
        ("SPBE itu apa sih?", "spbe.def"),
        ("How many MPP are there in Indonesia?", "mpp.count"),
        ("peringkat EGDI Indonesia tahun 2020 berapa?", "egdi.rank"),
    ],
)
def test_question_asked_all_but_word_for_word_is_answered(text: str, intent: str) -> None:
    turn = hear(text)
    assert turn is not None
    assert turn.reply.kind == "answer"
    assert turn.reply.sources
    assert turn.trace.intent == intent
    assert turn.trace.decision.startswith("ambient: ")


@pytest.mark.parametrize(
    "text",
    [
        "makan siang di mana?",
        "MPP?",
        "MPP",
        "halo",
        "makasih ya",
        "siapa kamu?",
        "siapa yang liput MPP Bantul besok?",
        "berapa halaman laporan SPBE?",
        "kapan tenggat tulisan SPBE kita?",
        "eh kalian tahu tidak ada berapa MPP yang sudah kita tulis?",
        "peringkat EGDI Indonesia 2019 berapa?",  # no data for that year
        "Apakah Bandung punya MPP?",  # city or regency
        "berapa?",
        "kalau 2020?",
        "/tanya",
        "Menurutmu SPBE bagus tidak?",
        "MPP itu penting untuk warga.",
        "x" * 5000,
        "",
    ],
)
def test_all_else_is_left_alone(text: str) -> None:
    assert hear(text) is None


def test_most_questions_that_the_bot_would_answer_when_asked_are_left_alone() -> None:
    text = "jumlah MPP yang ada di negara kita itu berapa ya"
    asked = take_turn(Incoming("telegram", "-1", "u", text, NOON), Session(), content(), TODAY)
    assert asked.reply.kind == "answer"
    assert hear(text) is None


def test_bar_is_a_weight() -> None:
    text = "jumlah MPP yang ada di negara kita itu berapa ya"
    matcher = copy(content().intents)
    matcher.base = replace(matcher.base, weights=replace(matcher.base.weights, ambient=0.0))
    lowered = replace(content(), intents=matcher)
    assert overheard(Incoming("telegram", "-1", "u", text, NOON), lowered, TODAY) is not None


def test_statement_without_a_question_is_left_alone() -> None:
    assert hear("Jumlah MPP di Indonesia") is None


def test_language_of_the_group_is_that_of_the_answer() -> None:
    turn = hear("Ada berapa MPP di Indonesia?", lang="en")
    assert turn is not None
    assert turn.reply.lang == "en"
