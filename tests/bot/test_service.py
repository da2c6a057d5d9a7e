"""The service around a turn: what it hands in, what it remembers, what it logs, and what it survives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.chat_settings import ChatSettings
from bot.content import Content, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming
from bot.service import Service
from bot.session import Session
from bot.store import Store, open_store

QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
KEY = b"0123456789abcdef0123456789abcdef"
content = cache(load_content)


@dataclass
class Turns:
    """The real `take_turn`, with what it was given."""

    seen: list[tuple[Incoming, Session, date]] = field(default_factory=list)

    def __call__(self, incoming: Incoming, session: Session, content: Content, today: date) -> Turn:
        self.seen.append((incoming, session, today))
        return take_turn(incoming, session, content, today)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with open_store("sqlite+aiosqlite://", KEY) as opened:
        yield opened


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    recorder = Turns()
    monkeypatch.setattr("bot.service.take_turn", recorder)
    return recorder


def service(store: Store, clock: Callable[[], datetime] = lambda: NOW) -> Service:
    return Service(content(), store, clock)


def asked(text: str = QUESTION) -> Incoming:
    return Incoming(channel="telegram", chat="-100424242", user="515151", thread="7", text=text, at=NOW)


async def test_question_gets_the_reply_of_the_turn(store: Store) -> None:
    reply = await service(store).answer(asked())
    assert reply.kind == "answer"
    assert "58" in reply.blocks[0]
    assert reply.sources


async def test_today_is_the_day_in_jakarta(store: Store, turns: Turns) -> None:
    await service(store).answer(asked())
    assert turns.seen[0][2] == date(2026, 11, 21)


async def test_next_message_of_the_same_person_finds_the_session(store: Store, turns: Turns) -> None:
    reply = await service(store).answer(asked())
    await service(store).answer(asked("sumbernya?"))
    assert turns.seen[0][1] == Session()
    assert turns.seen[1][1].intent == reply.intent is not None


async def test_message_of_another_person_does_not(store: Store, turns: Turns) -> None:
    await service(store).answer(asked())
    await service(store).answer(replace(asked(), user="616161"))
    assert turns.seen[1][1] == Session()


async def test_chat_s_chosen_language_is_handed_in(store: Store, turns: Turns) -> None:
    await store.save_chat_settings("telegram", "-100424242", ChatSettings(lang="en"))
    reply = await service(store).answer(asked())
    assert turns.seen[0][0].lang == "en" == reply.lang


async def test_language_of_the_message_wins(store: Store, turns: Turns) -> None:
    await store.save_chat_settings("telegram", "-100424242", ChatSettings(lang="en"))
    await service(store).answer(replace(asked(), lang="id"))
    assert turns.seen[0][0].lang == "id"


async def test_pressed_choice_reaches_the_turn(store: Store, turns: Turns) -> None:
    await service(store).answer(replace(asked("label"), choice="mpp.count?time=2022-06"))
    assert turns.seen[0][0].choice == "mpp.count?time=2022-06"


async def test_one_line_is_logged_without_text_and_ids(store: Store) -> None:
    with capture_logs() as lines:
        reply = await service(store).answer(asked())
    (line,) = lines
    assert line["event"] == "turn"
    assert line["intent"] == reply.intent
    assert line["content_version"] == content().version
    assert line.keys() >= {"lang", "intent", "decision", "score", "margin", "ms", "content_version"}
    for personal in (QUESTION, "100424242", "515151", reply.blocks[0]):
        assert personal not in str(line)


class BrokenStore:
    """As a database that is gone."""

    async def fail(self, *_: object) -> None:
        raise OSError("no space left on device")

    session = save_session = chat_settings = log_turn = fail


async def test_broken_store_costs_the_memory_and_not_the_answer() -> None:
    with capture_logs() as lines:
        reply = await service(cast(Store, BrokenStore())).answer(asked())
    assert reply.kind == "answer"
    assert [line.get("doing") for line in lines if line["event"] == "store_failed"] == ["read", "write"]


async def test_fault_in_a_turn_is_logged_without_the_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(incoming: Incoming, *_: object) -> Turn:
        raise ValueError(f"cannot read {incoming.text!r}")

    monkeypatch.setattr("bot.service.take_turn", fail)
    with capture_logs() as lines, pytest.raises(ValueError, match="cannot read"):
        await service(store).answer(asked())
    (line,) = lines
    assert (line["event"], line["error"]) == ("turn_failed", "ValueError")
    assert line["where"].startswith("fail:")
    assert QUESTION not in str(line)
