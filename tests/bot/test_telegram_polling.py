"""Starting, fetching and stopping: what is refused, what is waited for, and what is said about it."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.channels import telegram_polling
from bot.channels.telegram import TelegramRefused, run_telegram
from bot.service import Service
from bot.settings import Settings
from tests.standin.fakes import FakeService
from tests.standin.fixtures import bot_running, settings_for
from tests.standin.people import GROUP, says
from tests.standin.server import StandIn

WRONG_TOKEN = "999:WRONG-token"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_polling, "FIRST_WAIT_SECONDS", 0.01)


def run(service: FakeService, settings: Settings, stop: asyncio.Event) -> asyncio.Task[None]:
    return asyncio.create_task(run_telegram(cast(Service, service), settings, stop))


@pytest.mark.parametrize("status", [401, 404])
async def test_unknown_token_is_refused_in_one_sentence_without_it(
    telegram: StandIn, service: FakeService, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("getMe", status, "Not Found" if status == 404 else "Unauthorized")
    settings = settings_for(telegram.url, WRONG_TOKEN if status == 401 else "1:x")
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramRefused) as refused:
        await run(service, settings, asyncio.Event())
    sentence = str(refused.value)
    assert sentence.startswith("TELEGRAM_BOT_TOKEN: Telegram does not know this bot token; ")
    assert "\n" not in sentence
    assert "WRONG-token" not in sentence
    assert refused.value.__cause__ is None
    assert "WRONG-token" not in caplog.text


async def test_telegram_out_of_reach_at_the_start_is_waited_for(telegram: StandIn, service: FakeService) -> None:
    telegram.drop("getMe", times=2)
    telegram.fail("getMe", 502, "Bad Gateway")
    await telegram.push(says("satu"))
    with capture_logs() as lines:
        async with bot_running(telegram, service):
            await telegram.sent_count(1)
    assert [line["event"] for line in lines][:3] == ["telegram_not_reached"] * 3


async def test_no_server_at_all_is_waited_for_until_stopped(service: FakeService) -> None:
    stop = asyncio.Event()
    with capture_logs() as lines:
        task = run(service, settings_for("http://127.0.0.1:1"), stop)
        while len(lines) < 3:  # noqa: ASYNC110 - a log rings no bell
            await asyncio.sleep(0.01)
        stop.set()
        await task
    assert {line["event"] for line in lines} == {"telegram_not_reached"}
    assert lines[0]["why"].startswith("No connection")


async def test_waits_grow_and_have_an_end() -> None:
    waits = telegram_polling._waits()
    steps = [next(waits) for _ in range(20)]
    assert steps == sorted(steps)
    assert steps[0] < steps[1]
    assert steps[-1] == telegram_polling.LONGEST_WAIT_SECONDS


async def test_failed_fetch_is_repeated_and_loses_nothing(telegram: StandIn, service: FakeService) -> None:
    telegram.fail("getUpdates", 502, "Bad Gateway", times=2)
    telegram.drop("getUpdates")
    async with bot_running(telegram, service):
        await telegram.push(says("satu"))
        await telegram.sent_count(1)


async def test_rival_is_named_in_one_line(telegram: StandIn, service: FakeService) -> None:
    conflict = "Conflict: terminated by other getUpdates request"
    telegram.fail("getUpdates", 409, conflict, times=3)
    with capture_logs() as lines:
        async with bot_running(telegram, service):
            await telegram.push(says("satu"))
            await telegram.sent_count(1)
    assert [line["event"] for line in lines].count("telegram_conflict") == 1


async def test_token_that_is_withdrawn_ends_the_bot(telegram: StandIn, service: FakeService) -> None:
    telegram.fail("getUpdates", 401, "Unauthorized")
    with pytest.raises(TelegramRefused):
        await run(service, settings_for(telegram.url), asyncio.Event())


async def test_refused_menu_does_not_stop_the_bot(telegram: StandIn, service: FakeService) -> None:
    telegram.fail("setMyCommands", 400, "Bad Request: BOT_COMMANDS_TOO_MUCH", times=2)
    async with bot_running(telegram, service):
        await telegram.push(says("satu"))
        await telegram.sent_count(1)


async def test_next_fetch_confirms_what_came(telegram: StandIn, service: FakeService) -> None:
    async with bot_running(telegram, service):
        await telegram.push({**says("satu"), "update_id": 41}, {**says("dua"), "update_id": 42})
        await telegram.sent_count(2)
        await telegram.until(lambda: telegram.polls[-1].get("offset") == 43)


async def test_answer_in_work_is_finished_before_the_end(telegram: StandIn, service: FakeService) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(incoming: object) -> None:
        begun.set()
        await may_end.wait()

    service.before_answer = slow
    stop = asyncio.Event()
    task = run(service, settings_for(telegram.url), stop)
    await telegram.push(says("satu"))
    await begun.wait()
    stop.set()
    await asyncio.sleep(0)
    may_end.set()
    await task
    assert len(telegram.sent) == 1


async def test_answer_that_does_not_end_is_broken_off(
    telegram: StandIn, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.FINISH_SECONDS", 0.05)
    begun = asyncio.Event()

    async def endless(incoming: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    service.before_answer = endless
    stop = asyncio.Event()
    task = run(service, settings_for(telegram.url), stop)
    await telegram.push(says("/tanya satu", chat=GROUP), says("/tanya dua", chat=GROUP))
    await begun.wait()
    stop.set()
    with capture_logs() as lines:
        await task
    assert lines == [{"event": "telegram_unfinished", "waiting": 1, "log_level": "warning"}]


async def test_restart_answers_what_waited_and_nothing_twice(telegram: StandIn, service: FakeService) -> None:
    async with bot_running(telegram, service):
        await telegram.push(says("satu"))
        await telegram.sent_count(1)
    await telegram.push(says("dua"))
    async with bot_running(telegram, service):
        await telegram.sent_count(2)
    assert [asked.text for asked in service.asked] == ["satu", "dua"]


@pytest.mark.parametrize("before", [[], ["nol"]])
async def test_update_that_cannot_be_read_costs_only_itself(
    telegram: StandIn, service: FakeService, caplog: pytest.LogCaptureFixture, before: list[str]
) -> None:
    """As one of a later Bot API may be, whose message lacks what this one requires."""
    strange = says("rahasia", entities=[{"type": "of next year"}])
    with capture_logs() as lines:
        async with bot_running(telegram, service):
            for count, text in enumerate(before, start=1):
                await telegram.push(says(text))
                await telegram.sent_count(count)
            await telegram.push(says("satu"), strange, says("dua"))
            await telegram.sent_count(len(before) + 2)
            await telegram.push(says("tiga"))
            await telegram.sent_count(len(before) + 3)
    assert [asked.text for asked in service.asked] == [*before, "satu", "dua", "tiga"]
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["telegram_update_unreadable"]
    assert "rahasia" not in caplog.text
    assert "rahasia" not in str(lines)
