"""Charts on Telegram: a picture with its figures in words, in the place of the question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.channels import telegram_delivery
from bot.channels.telegram_render import CAPTION_LIMIT, render
from bot.chart import Charts
from bot.messages import Chart, Choice, Incoming, Reply
from tests.standin.fakes import PNG, SOURCE, FakeService
from tests.standin.people import ANI, BUDI, FORUM, SUPERGROUP, says
from tests.standin.server import StandIn
from tests.standin.texts import parse

pytestmark = pytest.mark.usefixtures("bot")

CAPTION = "Jumlah MPP <di Indonesia> & lain: 58 MPP (17 Juni 2022)."
REPLY = Reply(
    "answer",
    "id",
    (CAPTION, "Sumber berbeda."),
    sources=(SOURCE,),
    sources_heading="Sumber:",
    choices=(Choice("mpp.law", "Apa dasar hukumnya?"),),
    chart=Chart(("mpp.count",), "id", "Jumlah MPP", CAPTION, (SOURCE,)),
)


@pytest.fixture(autouse=True)
def drawn(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> list[Chart]:
    """Every answer is a chart; what was to be drawn."""
    asked: list[Chart] = []

    async def png(self: Charts, chart: Chart, content: object) -> bytes:
        asked.append(chart)
        return PNG

    monkeypatch.setattr(Charts, "png", png)
    service.reply = lambda incoming: REPLY
    return asked


async def test_chart_is_a_picture_with_its_figures_and_sources_below(telegram: StandIn, drawn: list[Chart]) -> None:
    await telegram.push(says("/grafik mpp"))
    (sent,) = await telegram.sent_count(1)
    assert sent.method == "sendPhoto"
    assert sent.files == {"photo": PNG}
    assert sent.text.startswith(f"{CAPTION}\n\nSumber berbeda.\n\nSumber:\n1. MoU <DGCC> & kerja sama (")
    assert sent.shown.links == ["https://example.org/mou?a=1&b=2"]
    assert sent.buttons[0]["text"] == "Apa dasar hukumnya?"
    assert drawn == [REPLY.chart]


async def test_chart_quotes_its_question_in_its_topic(telegram: StandIn) -> None:
    question = says("/grafik mpp", chat=FORUM, message_thread_id=77, is_topic_message=True)
    await telegram.push(question)
    (sent,) = await telegram.sent_count(1)
    assert sent.parameters["message_thread_id"] == 77
    assert sent.parameters["reply_parameters"] == {
        "message_id": question["message"]["message_id"],
        "allow_sending_without_reply": True,
    }


@pytest.mark.parametrize(
    "fails",
    [
        lambda telegram: telegram.fail("sendPhoto", 400, "Bad Request: not enough rights to send photos to the chat"),
        lambda telegram: telegram.fail("sendPhoto", 400, "Bad Request: IMAGE_PROCESS_FAILED"),
    ],
)
async def test_chat_that_takes_no_pictures_gets_the_words(telegram: StandIn, fails: Callable[[StandIn], None]) -> None:
    fails(telegram)
    await telegram.push(says("/grafik mpp", chat=SUPERGROUP))
    (sent,) = await telegram.sent_count(1)
    assert sent.method == "sendMessage"
    assert "58 MPP" in sent.text
    assert sent.buttons


async def test_chart_that_cannot_be_drawn_is_told_in_words(telegram: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    async def png(self: Charts, chart: Chart, content: object) -> bytes:
        raise RuntimeError("no font")

    monkeypatch.setattr(Charts, "png", png)
    await telegram.push(says("/grafik mpp"))
    (sent,) = await telegram.sent_count(1)
    assert sent.method == "sendMessage"
    assert "58 MPP" in sent.text


async def test_picture_is_sent_again_after_a_pause_telegram_asked_for(telegram: StandIn) -> None:
    telegram.fail("sendPhoto", 429, "Too Many Requests: retry after 0", retry_after=0)
    await telegram.push(says("/grafik mpp"))
    (sent,) = await telegram.sent_count(1)
    assert sent.files == {"photo": PNG}


async def test_picture_follows_a_group_to_its_new_chat(telegram: StandIn) -> None:
    await telegram.push(says("/grafik mpp", chat=SUPERGROUP))
    await telegram.sent_count(1)
    telegram.move(SUPERGROUP["id"], -100777)
    await telegram.push(says("/grafik egdi", chat=SUPERGROUP))
    _, sent = await telegram.sent_count(2)
    assert (sent.method, sent.chat) == ("sendPhoto", -100777)


def _long(incoming: Incoming) -> Reply:
    sources = tuple(replace(SOURCE, id=str(number)) for number in range(60))
    return replace(REPLY, blocks=("58 😀 MPP. " * 300, "x"), sources=sources)


async def test_long_caption_is_cut_to_what_telegram_takes(telegram: StandIn, service: FakeService) -> None:
    service.reply = _long
    await telegram.push(says("/grafik mpp"))
    (sent,) = await telegram.sent_count(1)
    assert sent.method == "sendPhoto"
    assert sent.shown.units <= CAPTION_LIMIT
    assert "… +" in sent.text


@pytest.mark.parametrize("length", [0, 10, 500, 1000, 1023, 1024, 1025, 5000])
def test_caption_always_fits(length: int) -> None:
    shown: Any = parse(render(replace(REPLY, blocks=("é" * length,)), CAPTION_LIMIT), "HTML")
    assert shown.units <= CAPTION_LIMIT


async def test_typing_is_shown_in_private_while_a_picture_is_drawn(
    telegram: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_delivery, "TYPING_AFTER_SECONDS", 0.01)
    is_drawn = asyncio.Event()

    async def png(self: Charts, chart: Chart, content: object) -> bytes:
        await is_drawn.wait()
        return PNG

    monkeypatch.setattr(Charts, "png", png)
    await telegram.push(says("/grafik mpp", BUDI, SUPERGROUP), says("/grafik mpp", ANI))
    await telegram.until(lambda: telegram.of("sendChatAction"))
    is_drawn.set()
    await telegram.sent_count(2)
    assert [(call.chat, call.parameters["action"]) for call in telegram.of("sendChatAction")] == [(501, "typing")]


async def test_typing_is_not_shown_where_a_picture_is_there_at_once(telegram: StandIn) -> None:
    await telegram.push(says("/grafik mpp", ANI))
    await telegram.sent_count(1)
    await telegram.push(says("/grafik mpp", ANI))
    await telegram.sent_count(2)
    assert telegram.of("sendChatAction") == []
