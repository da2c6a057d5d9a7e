"""Words that were not written to the bot: forwarded posts, captions, messages that somebody points to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.content import Content, load_content
from bot.conversation import MOST_LETTERS, STARTERS, Turn, take_turn
from bot.messages import Incoming
from bot.session import Session

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PARAGRAPH = (
    "JAKARTA - Menteri PANRB meresmikan sembilan Mal Pelayanan Publik. Masyarakat kini tahu apa saja layanan yang "
    "tersedia di MPP dan berapa biayanya tanpa harus berkeliling dari satu kantor ke kantor lain di kota itu."
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def turn_of(content: Content, text: str, session: Session | None = None, **more: object) -> Turn:
    incoming = Incoming("telegram", "501", "501", text, NOON, **more)  # type: ignore[arg-type]
    return take_turn(incoming, session or Session(), content, TODAY)


def test_question_in_a_forwarded_post_is_answered(content: Content) -> None:
    turn = turn_of(content, f"{PARAGRAPH} Sebenarnya ada berapa MPP di Indonesia sekarang?", is_passed_on=True)
    assert turn.reply.intent == "mpp.count"
    assert turn.reply.sources


def test_short_forwarded_question_needs_no_mark(content: Content) -> None:
    assert turn_of(content, "berapa jumlah MPP sekarang", is_passed_on=True).reply.intent == "mpp.count"


def test_paragraph_that_asks_nothing_gets_no_fact_but_what_could_be_asked(content: Content) -> None:
    reply = turn_of(content, PARAGRAPH, is_passed_on=True).reply
    assert (reply.kind, len(reply.blocks), reply.sources) == ("smalltalk", 1, ())
    assert {content.subjects[choice.id] for choice in reply.choices} == {"subject.mpp"}


@pytest.mark.parametrize(
    "text", ["MPP Bantul", "Jumlah MPP 305", "Mau liburan ke mana?", "a" * (MOST_LETTERS + 1), "?"]
)
def test_what_tells_or_asks_of_something_else_gets_the_same(content: Content, text: str) -> None:
    reply = turn_of(content, text, is_passed_on=True).reply
    assert reply.kind == "smalltalk"
    assert reply.choices


def test_it_is_said_in_the_language_of_the_post(content: Content) -> None:
    text = "Ministers met in Seoul to talk about trade and the weather."
    reply = turn_of(content, text, is_passed_on=True).reply
    assert reply.lang == "en"
    assert [choice.id for choice in reply.choices] == list(STARTERS)


def test_forwarded_post_does_not_lean_on_what_was_talked_about(content: Content) -> None:
    talked = turn_of(content, "jumlah MPP 2022").session
    assert turn_of(content, "kalau 2023?", talked).reply.kind == "answer"
    assert turn_of(content, "kalau 2023?", talked, is_passed_on=True).reply.kind == "smalltalk"


def test_caption_that_asks_is_a_question(content: Content) -> None:
    turn = turn_of(content, "ini foto MPP Bantul, kapan diresmikan?", has_attachment=True)
    assert turn.reply.intent == "mpp.region_when"


@pytest.mark.parametrize("caption", ["", "MPP Bantul", PARAGRAPH, "lucu ya", "\ud800"])
def test_what_cannot_be_read_gets_one_kind_line(content: Content, caption: str) -> None:
    reply = turn_of(content, caption, has_attachment=True).reply
    assert reply.kind == "smalltalk"
    assert len(reply.blocks) == 1
    assert "teks" in reply.blocks[0]
    assert reply.choices == ()


def test_command_in_a_caption_is_a_command(content: Content) -> None:
    assert turn_of(content, "/tanya jumlah MPP", has_attachment=True).reply.intent == "mpp.count"


@pytest.mark.parametrize("text", ["", "/tanya", "tolong dijawab", "apakah ini benar?"])
def test_who_asks_nothing_asks_what_they_point_to(content: Content, text: str) -> None:
    assert turn_of(content, text, quoted="Jumlah MPP di Indonesia sekarang berapa?").reply.intent == "mpp.count"


def test_what_is_asked_of_the_message_pointed_to(content: Content) -> None:
    turn = turn_of(content, "kalau 2023?", quoted="Jumlah MPP di Indonesia tahun 2022 berapa?")
    assert turn.reply.intent == "mpp.count"
    assert "2023" in turn.reply.blocks[0]


@pytest.mark.parametrize(
    ("text", "intent"), [("apa itu SPBE?", "spbe.def"), ("siapa presiden Korea Selatan sekarang ini?", None)]
)
def test_question_of_one_s_own_comes_first(content: Content, text: str, intent: str | None) -> None:
    assert turn_of(content, text, quoted="EGDI Indonesia 2022 peringkat berapa").reply.intent == intent
