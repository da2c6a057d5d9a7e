"""The HTTP backend: what it sends, and what it says when something goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram_request import AiohttpRequest, ConnectionLost, ConnectTimedOut, NotSent
from tests.standin.fakes import PNG
from tests.standin.people import ANI, says
from tests.standin.server import TOKEN, StandIn


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=4) as opened:
        yield opened


def bot_of(telegram: StandIn, request: AiohttpRequest, url: str | None = None) -> Bot:
    base = url or telegram.url
    return Bot(TOKEN, f"{base}/bot", f"{base}/file/bot", request, AiohttpRequest(1))


async def test_call_travels_as_json_with_its_objects(telegram: StandIn, request_: AiohttpRequest) -> None:
    await telegram.push(says("halo"))
    await bot_of(telegram, request_).send_message(ANI["id"], "Halo 😀 é")
    assert telegram.sent[0].parameters["text"] == "Halo 😀 é"
    assert telegram.sent[0].parameters["chat_id"] == ANI["id"]


async def test_files_travel_as_a_form(telegram: StandIn, request_: AiohttpRequest) -> None:
    await telegram.push(says("halo"))
    await bot_of(telegram, request_).send_photo(ANI["id"], PNG, caption="Grafik", filename="chart.png")
    (call,) = telegram.of("sendPhoto")
    assert call.files == {"photo": PNG}
    assert call.parameters["caption"] == "Grafik"


async def test_file_is_fetched_from_the_same_server(telegram: StandIn, request_: AiohttpRequest) -> None:
    file = await bot_of(telegram, request_).get_file("f1")
    assert bytes(await file.download_as_bytearray()) == b"content of documents/f1"


async def test_silent_server_is_timed_out(telegram: StandIn, request_: AiohttpRequest) -> None:
    gate = telegram.hold("getMe")
    with pytest.raises(TimedOut) as caught:
        await bot_of(telegram, request_).get_me(read_timeout=0.05)
    assert not isinstance(caught.value, NotSent)
    gate.set()


async def test_default_read_timeout_holds_when_none_is_given(telegram: StandIn) -> None:
    gate = telegram.hold("getMe")
    async with AiohttpRequest(connections=1, read_timeout=0.05) as impatient:
        assert impatient.read_timeout == 0.05
        with pytest.raises(TimedOut):
            await bot_of(telegram, impatient).get_me()
    gate.set()


async def test_no_free_connection_means_nothing_was_sent(telegram: StandIn) -> None:
    gate = telegram.hold("getMe")
    async with AiohttpRequest(connections=1) as narrow:
        bot = bot_of(telegram, narrow)
        first = asyncio.create_task(bot.get_me())
        await telegram.until(lambda: telegram.calls)
        with pytest.raises(ConnectTimedOut):
            await bot.get_me(pool_timeout=0.05)
        gate.set()
        await first


async def test_refused_connection_means_nothing_was_sent(telegram: StandIn, request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent):
        await bot_of(telegram, request_, "http://127.0.0.1:1").get_me()


async def test_dropped_connection_leaves_it_open_whether_the_call_arrived(
    telegram: StandIn, request_: AiohttpRequest
) -> None:
    telegram.drop("getMe")
    with pytest.raises(ConnectionLost):
        await bot_of(telegram, request_).get_me()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://["])
async def test_no_error_holds_the_token(telegram: StandIn, request_: AiohttpRequest, url: str) -> None:
    with pytest.raises(NetworkError) as caught:
        await bot_of(telegram, request_, url).get_me()
    error: BaseException | None = caught.value
    while error is not None:
        assert "TEST-token" not in f"{error!r} {error}"
        error = error.__cause__


async def test_connections_are_kept_and_used_again(telegram: StandIn, request_: AiohttpRequest) -> None:
    bot = bot_of(telegram, request_)
    for _ in range(5):
        await bot.get_me()
    assert len(telegram.peers) == 1


async def test_closed_request_says_so() -> None:
    request = AiohttpRequest(connections=1)
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="before initialize"):
        await request.do_request("http://127.0.0.1:1/", "POST", RequestData())


def test_it_is_the_library_s_extension_point() -> None:
    assert issubclass(AiohttpRequest, BaseRequest)


def test_of_a_sent_message_is_not_read_what_it_replies_to() -> None:
    sent = {"message_id": 7, "text": "58", "photo": []}
    more = {"reply_to_message": {"message_id": 6}, "reply_markup": {"inline_keyboard": []}}
    payload = json.dumps({"ok": True, "result": sent | more}).encode()
    assert AiohttpRequest.parse_json_payload(payload)["result"] == sent
    updates = json.dumps({"ok": True, "result": [{"update_id": 1, "message": sent | more}]}).encode()
    assert AiohttpRequest.parse_json_payload(updates)["result"][0]["message"] == sent | more
