"""The API for load hands out what was asked, and times what comes back."""

from __future__ import annotations

import asyncio

import aiohttp

from bench.telegram_api import BATCH, TOKEN, Api


async def call(session: aiohttp.ClientSession, api: Api, method: str, **parameters: object) -> object:
    async with session.post(f"{api.url}/bot{TOKEN}/{method}", json=parameters) as response:
        answer = await response.json()
    assert answer["ok"] is True
    return answer["result"]


async def test_questions_come_from_ever_new_chats_and_answers_are_timed() -> None:
    async with Api(["satu", "dua"], 0.0).running() as api, aiohttp.ClientSession() as session:
        api.window = 3
        api.fill()
        updates = await call(session, api, "getUpdates", timeout=1)
        assert isinstance(updates, list)
        assert [update["message"]["text"] for update in updates] == ["satu", "dua", "satu"]
        chats = [update["message"]["chat"]["id"] for update in updates]
        assert len(set(chats)) == 3
        await call(session, api, "sendMessage", chat_id=chats[0], text="1")
        assert (api.asked, api.answered, len(api.added_seconds)) == (4, 1, 1)
        await call(session, api, "sendMessage", chat_id=chats[0], text="twice")
        assert api.answered == 1


async def test_a_poll_waits_for_the_next_question_and_takes_at_most_a_batch() -> None:
    async with Api(["satu"], 0.0).running() as api, aiohttp.ClientSession() as session:
        polling = asyncio.create_task(call(session, api, "getUpdates", timeout=30))
        await api.polled.wait()
        api.ask()
        first = await polling
        assert isinstance(first, list)
        assert len(first) == 1
        for _ in range(BATCH + 1):
            api.ask()
        more = await call(session, api, "getUpdates", timeout=30)
        assert isinstance(more, list)
        assert len(more) == BATCH


async def test_it_says_when_all_is_answered() -> None:
    async with Api(["satu"], 0.0).running() as api, aiohttp.ClientSession() as session:
        await api.all_answered()
        api.ask()
        (update,) = await call(session, api, "getUpdates")  # type: ignore[misc]
        waiting = asyncio.create_task(api.all_answered())
        form = {"chat_id": str(update["message"]["chat"]["id"]), "text": "1"}
        async with session.post(f"{api.url}/bot{TOKEN}/sendMessage", data=form) as response:
            assert response.status == 200
        await waiting
