"""The whole bot, as people start it, against the stand-in: from a question on Telegram to a sourced answer."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.standin import people
from tests.standin.people import ANI, BUDI, FORUM, GROUP, of_the_bot, presses
from tests.standin.process import bot_process
from tests.standin.server import PATIENCE_SECONDS, TOKEN, StandIn

QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
SECRET = TOKEN.partition(":")[2]


def says(text: str, *who_and_where: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Said this moment: the bot is a process with a clock of its own, and drops what was said long ago in a group."""
    return people.says(text, *who_and_where, **{"date": int(time.time()), **more})


async def test_question_in_private_gets_a_sourced_answer(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(says(QUESTION))
        (answer,) = await telegram.sent_count(1)
        assert "58" in answer.text
        assert answer.shown.parts("Bold")[0].startswith("Sumber")
        assert answer.shown.links
        assert await bot.stop() == 0
        assert SECRET not in bot.said
        assert "MPP di Indonesia" not in bot.said


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_bot_ends_well_when_told_to(telegram: StandIn, tmp_path: Path, by: signal.Signals) -> None:
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.until(lambda: telegram.polls)
        assert await bot.stop(by) == 0
        assert "Traceback" not in bot.said


async def test_bot_in_a_group_speaks_only_when_spoken_to(telegram: StandIn, tmp_path: Path) -> None:
    mine = of_the_bot("58 MPP", GROUP)
    async with bot_process(tmp_path, telegram):
        await telegram.push(
            says("Ada berapa MPP di Indonesia?", BUDI, GROUP),
            says("/start", BUDI, GROUP),
            says("/tanya@LainBot ada berapa MPP?", BUDI, GROUP),
            says(f"/tanya {QUESTION}", ANI, GROUP),
            says("@tanyaspbebot Ada berapa MPP pada Desember 2023?", BUDI, GROUP),
            says("Apa itu DGCC?", BUDI, GROUP, reply_to_message=mine),
            says("/topik@TanyaSpbeBot", BUDI, GROUP),
        )
        command, mention, reply, topics = await telegram.sent_count(4)
    assert "58" in command.text
    assert "175" in mention.text
    assert "DGCC" in reply.text
    assert len(topics.buttons) > 1


async def test_nothing_of_a_group_s_chatter_is_stored(telegram: StandIn, tmp_path: Path) -> None:
    mine = of_the_bot("58 MPP", GROUP)
    chatter = [says(f"obrolan {number} soal MPP, berapa ya?", BUDI, GROUP) for number in range(996)]
    chatter += [says(text, BUDI, GROUP, reply_to_message=mine) for text in ("makasih", "ok", "👍", "wah, banyak juga")]
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(*chatter)
        await telegram.until(
            lambda: [poll for poll in telegram.polls if poll.get("offset", 0) > chatter[-1]["update_id"]]
        )
        assert await bot.stop() == 0
    rows = rows_of(tmp_path / "var" / "tanya.db")
    assert rows.pop("alembic_version") == 1
    assert len(rows) >= 6
    assert set(rows.values()) == {0}
    assert {call.method for call in telegram.calls} == {"getMe", "deleteWebhook", "setMyCommands"}


async def test_topics_lead_to_an_answer_by_buttons(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram):
        await telegram.push(says("/topik"))
        (topics,) = await telegram.sent_count(1)
        await telegram.push(presses(topics, 0))
        _, menu = await telegram.sent_count(2)
        await telegram.push(presses(menu, 0))
        *_, answer = await telegram.sent_count(3)
    assert answer.shown.links


async def test_button_works_after_a_restart(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(says("/topik", chat=FORUM, message_thread_id=77, is_topic_message=True))
        (topics,) = await telegram.sent_count(1)
        assert topics.parameters["message_thread_id"] == 77
        assert await bot.stop() == 0
    async with bot_process(tmp_path, telegram):
        await telegram.push(presses(topics, 0, ANI, FORUM))
        await telegram.sent_count(2)
    assert "text" not in telegram.of("answerCallbackQuery")[0].parameters


async def test_each_command_is_answered(telegram: StandIn, tmp_path: Path) -> None:
    commands = ("start", "help", "tanya", "topik", "sumber", "privasi")
    people = [{**ANI, "id": 600 + number} for number, _ in enumerate(commands)]
    async with bot_process(tmp_path, telegram):
        await telegram.push(*(says(f"/{name}", person) for name, person in zip(commands, people, strict=True)))
        answers = await telegram.sent_count(len(commands))
    assert len({answer.text for answer in answers}) == len(commands)


async def test_update_is_not_answered_again_after_a_crash(telegram: StandIn, tmp_path: Path) -> None:
    question = {**says(QUESTION), "update_id": 70}
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(question)
        await telegram.sent_count(1)
        await bot.stop(signal.SIGKILL)
    async with bot_process(tmp_path, telegram):
        # Telegram delivers again what was not confirmed.
        await telegram.push(question, says("/help", BUDI))
        _, second = await telegram.sent_count(2)
    assert second.chat == BUDI["id"]


async def test_follow_up_is_understood_after_a_restart(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(says("Indonesia peringkat berapa di e-government survey PBB 2020?"))
        await telegram.sent_count(1)
        assert await bot.stop() == 0
    async with bot_process(tmp_path, telegram):
        await telegram.push(says("kalau 2018?"))
        _, answer = await telegram.sent_count(2)
    assert "107" in answer.text


async def test_429_stops_only_the_group_it_names(telegram: StandIn, tmp_path: Path) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 2", chat=GROUP["id"], retry_after=2)
    async with bot_process(tmp_path, telegram):
        await telegram.push(says("/help@TanyaSpbeBot", BUDI, GROUP))
        await telegram.until(lambda: telegram.of("sendMessage"))
        await telegram.push(says("/help", ANI))
        first, second = await telegram.sent_count(2)
    assert [first.chat, second.chat] == [ANI["id"], GROUP["id"]]


async def test_failures_of_telegram_cost_no_answer(telegram: StandIn, tmp_path: Path) -> None:
    telegram.fail("getMe", 502, body=b"<html>Bad Gateway</html>")
    telegram.fail("getUpdates", 500, "Internal Server Error")
    telegram.fail("sendMessage", 503, "Service Unavailable", chat=ANI["id"])
    telegram.fail("sendMessage", 403, "Forbidden: bot was blocked by the user", chat=BUDI["id"])
    async with bot_process(tmp_path, telegram) as bot:
        await telegram.push(says("/help", BUDI), says(QUESTION, ANI))
        (answer,) = await telegram.sent_count(1)
        assert answer.chat == ANI["id"]
        assert await bot.stop() == 0
        assert SECRET not in bot.said
        assert "Traceback" not in bot.said


async def test_group_that_moved_gets_its_answer_in_the_new_one(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram):
        await telegram.push(says("/help@TanyaSpbeBot", chat=GROUP))
        await telegram.sent_count(1)
        telegram.move(GROUP["id"], -1009001)
        await telegram.push(says("/privasi@TanyaSpbeBot", chat=GROUP))
        _, answer = await telegram.sent_count(2)
    assert answer.chat == -1009001


async def test_flood_in_a_group_does_not_starve_a_person(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram):
        flood = [says(f"/tanya {QUESTION}", {**BUDI, "id": 1000 + n}, GROUP) for n in range(1000)]
        await telegram.push(*flood, says(QUESTION, ANI))
        await telegram.until(lambda: any(call.chat == ANI["id"] for call in telegram.sent))
        assert len([call for call in telegram.sent if call.chat == GROUP["id"]]) < 20


async def test_wrong_token_ends_in_one_sentence(telegram: StandIn, tmp_path: Path) -> None:
    async with bot_process(tmp_path, telegram, token="999:WRONG-token") as bot:
        assert await bot.ended() == 2
        assert "TELEGRAM_BOT_TOKEN" in bot.said
        assert "WRONG-token" not in bot.said
        assert "Traceback" not in bot.said


async def test_bot_without_a_network_keeps_trying_and_ends_when_told_to(tmp_path: Path) -> None:
    nowhere = StandIn()
    nowhere.url = "http://127.0.0.1:1"
    async with bot_process(tmp_path, nowhere) as bot:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while bot.said.count("telegram_not_reached") < 2:  # noqa: ASYNC110 - a file rings no bell
                await asyncio.sleep(0.05)
        assert await bot.stop() == 0
        assert SECRET not in bot.said
        assert "Traceback" not in bot.said


def rows_of(database: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    connection.close()
    return counts
