"""What becomes of an answer when Telegram or the network fails."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs
from telegram.ext import ExtBot

from bot.channels import telegram as channel
from bot.channels import telegram_delivery
from tests.standin.fakes import FakeService
from tests.standin.people import ANI, BUDI, GROUP, presses, says
from tests.standin.server import StandIn

pytestmark = [
    pytest.mark.usefixtures("bot"),
    # The library warns whoever makes a RetryAfter, which is itself.
    pytest.mark.filterwarnings("ignore:.*attribute `retry_after` will be of type:DeprecationWarning"),
]
NEW_CHAT = -1009001


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_delivery, "BACK_OFF_SECONDS", (0.01, 0.01, 0.01, 0.01))
    monkeypatch.setattr(channel, "FINISH_SECONDS", 0.1)


async def test_5xx_is_repeated(telegram: StandIn) -> None:
    telegram.fail("sendMessage", 500, "Internal Server Error", times=2)
    telegram.fail("sendMessage", 502, body=b"<html>Bad Gateway</html>", times=1)
    await telegram.push(says("satu"))
    await telegram.sent_count(1)
    assert len(telegram.of("sendMessage")) == 4


async def test_5xx_without_end_is_given_up_and_the_next_question_answered(telegram: StandIn) -> None:
    telegram.fail("sendMessage", 500, "Internal Server Error", times=5)
    with capture_logs() as lines:
        await telegram.push(says("satu"), says("dua"))
        (answer,) = await telegram.sent_count(1)
    assert answer.text.startswith("|dua")
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["telegram_gave_up"]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_refusal_is_not_argued_with(telegram: StandIn, status: int, description: str) -> None:
    telegram.fail("sendMessage", status, description)
    with capture_logs() as lines:
        await telegram.push(says("/tanya satu", chat=GROUP))
        await telegram.until(lambda: telegram.of("sendMessage"))
        await telegram.push(says("dua", BUDI))
        (answer,) = await telegram.sent_count(1)
    assert len(telegram.of("sendMessage")) == 2
    assert answer.chat == BUDI["id"]
    (line,) = [line for line in lines if line["event"] == "telegram_gave_up"]
    assert line["why"].lower() in description.lower()
    assert str(GROUP["id"]) not in str(line)


async def test_group_that_became_a_supergroup_gets_its_answer_there(telegram: StandIn) -> None:
    await telegram.push(says("/tanya satu", chat=GROUP))
    await telegram.sent_count(1)
    telegram.move(GROUP["id"], NEW_CHAT)
    await telegram.push(says("/tanya dua", chat=GROUP))
    _, answer = await telegram.sent_count(2)
    assert answer.chat == NEW_CHAT
    assert answer.text.startswith("|dua")


async def test_message_that_may_have_arrived_is_not_sent_again(telegram: StandIn) -> None:
    telegram.drop("sendMessage", acts_first=True)
    await telegram.push(says("satu"), says("dua"))
    first, second = await telegram.sent_count(2)
    assert first.text.startswith("|satu")
    assert second.text.startswith("|dua")


async def test_message_that_timed_out_is_not_sent_again(
    telegram: StandIn, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = ExtBot.send_message

    async def impatient(bot: object, *arguments: object, **more: object) -> object:
        return await send(bot, *arguments, read_timeout=0.05, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("telegram.ext.ExtBot.send_message", impatient)
    gate = telegram.hold("sendMessage")
    with capture_logs() as lines:
        await telegram.push(says("satu"), says("dua"))
        await telegram.sent_count(2)
    gate.set()
    assert [line["error"] for line in lines if line["event"] == "telegram_gave_up"] == ["TimedOut"]


async def test_pressed_button_is_released_even_if_the_connection_breaks(telegram: StandIn) -> None:
    await telegram.push(says("menu"))
    (menu,) = await telegram.sent_count(1)
    telegram.drop("answerCallbackQuery", times=2)
    await telegram.push(presses(menu, 0))
    await telegram.sent_count(2)
    assert [call.was_taken for call in telegram.of("answerCallbackQuery")] == [False, False, True]


async def test_429_stops_only_its_chat_and_the_answer_still_comes(telegram: StandIn) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 1", chat=GROUP["id"], retry_after=1)
    await telegram.push(says("/tanya satu", chat=GROUP))
    await telegram.until(lambda: telegram.of("sendMessage"))
    await telegram.push(says("/tanya dua", chat=GROUP), says("tiga", BUDI))
    sent = await telegram.sent_count(3)
    assert [call.text.split("\n")[0] for call in sent] == ["|tiga", "|satu", "|dua"]


async def test_flooding_group_does_not_starve_a_person(telegram: StandIn) -> None:
    await telegram.push(*(says(f"/tanya {number}", chat=GROUP) for number in range(300)), says("saya?", ANI))
    await telegram.until(lambda: any(call.chat == ANI["id"] for call in telegram.sent))
    before = [call for call in telegram.sent if call.chat == GROUP["id"]]
    assert len(before) < 10


async def test_flooding_group_that_waits_for_telegram_does_not_hold_up_a_person(telegram: StandIn) -> None:
    gate = telegram.hold("sendMessage", chat=GROUP["id"])
    flood = [says(f"/tanya {number}", {**BUDI, "id": 1000 + number}, GROUP) for number in range(1000)]
    await telegram.push(*flood, says("saya?", ANI))
    await telegram.until(lambda: any(call.chat == ANI["id"] for call in telegram.sent))
    assert len([call for call in telegram.sent if call.chat == GROUP["id"]]) == 1
    gate.set()


async def test_answers_of_a_flood_keep_their_order(telegram: StandIn) -> None:
    await telegram.push(*(says(f"/tanya {number}", chat=GROUP) for number in range(4)))
    sent = await telegram.sent_count(4)
    assert [call.text.split("\n")[0] for call in sent] == [f"|{number}" for number in range(4)]
