"""A shared location: a shape of the conversation, of which nothing is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.content import Content, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, Location
from bot.service import Service
from bot.session import Session
from bot.store import open_store

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BANTUL = Location(-7.8812, 110.3312)
SEOUL = Location(37.5665, 126.9780)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def at(location: Location, app_lang: str | None = None) -> Incoming:
    return Incoming("telegram", "501", "501", "", NOON, location=location, app_lang=app_lang)


def shared(content: Content, location: Location, app_lang: str | None = None, session: Session | None = None) -> Turn:
    return take_turn(at(location, app_lang), session or Session(), content, TODAY)


def test_the_nearest_malls_are_an_answer_with_sources(content: Content) -> None:
    reply = shared(content, BANTUL).reply
    assert reply.kind == "answer"
    assert len(reply.blocks) == 5
    assert reply.blocks[1].startswith("Kabupaten Bantul punya Mal Pelayanan Publik")
    assert "bukan ke gedung MPP" in reply.blocks[-1]
    assert "geonames" in {source.id for source in reply.sources}


@pytest.mark.parametrize(("lang", "word"), [("id", "terdekat"), ("en", "nearest"), ("ko", "가까운")])
def test_it_is_told_in_the_language_of_the_app(content: Content, lang: str, word: str) -> None:
    reply = shared(content, BANTUL, lang).reply
    assert reply.lang == lang
    assert word in reply.blocks[0]


def test_the_language_talked_in_comes_before_that_of_the_app(content: Content) -> None:
    talked = Session(lang="en", at=NOON)
    assert shared(content, BANTUL, "id", talked).reply.lang == "en"


def test_abroad_it_says_so(content: Content) -> None:
    reply = shared(content, SEOUL).reply
    assert (reply.kind, reply.refusal_class) == ("refuse", "no_data")
    assert "300 km" in reply.blocks[0]


def test_neither_session_nor_choices_tell_where_somebody_is(content: Content) -> None:
    turn = shared(content, BANTUL)
    assert turn.session == Session(subject="subject.mpp", lang="id", offered=turn.session.offered, at=NOON)
    assert not any("region" in choice.id or "=" in choice.id for choice in turn.reply.choices)


def test_a_location_shows_nothing_when_printed() -> None:
    assert "110" not in f"{at(BANTUL)}"


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_nothing_of_it_is_stored_or_logged(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "tanya.db"
    async with open_store(f"sqlite+aiosqlite:///{path}", b"k" * 16) as store:
        with capture_logs() as lines:
            await Service(content, store, clock=lambda: NOON).answer(at(BANTUL))
    kept = contents(tmp_path)
    for trace in ("7.88", "110.33", "bantul", "yogyakarta", "sleman"):
        assert trace.encode() not in kept.lower()
        assert trace not in str(lines).lower()
    assert [line["decision"] for line in lines if line["event"] == "turn"] == ["location"]
