"""How fast the bot writes. On a clock that skips waits, so that minutes are exact and cost nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.channels.telegram_limits import CHATS_KEPT, TRIES, PaceKeeper
from tests.standin.clock import run_skipping

GROUP, PERSON = -100, 7

pytestmark = pytest.mark.filterwarnings(
    # The library warns whoever makes a RetryAfter, which is itself.
    "ignore:.*attribute `retry_after` will be of type:DeprecationWarning"
)


class Calls:
    """Calls to Telegram: when each was made, and which is answered with a 429."""

    def __init__(self, send_rate: float = 1000.0) -> None:
        self.keeper = PaceKeeper(send_rate)
        self.at: list[tuple[float, object]] = []
        self.flood_waits: dict[object, list[int]] = {}

    async def make(self, chat: object, endpoint: str = "sendMessage") -> object:
        async def callback() -> bool:
            self.at.append((asyncio.get_running_loop().time(), chat))
            await asyncio.sleep(0.05)
            if self.flood_waits.get(chat):
                raise RetryAfter(self.flood_waits[chat].pop(0))
            return True

        data = {} if chat is None else {"chat_id": chat}
        return await self.keeper.process_request(callback, (), {}, endpoint, data, None)

    def times(self, chat: object) -> list[float]:
        return [time for time, called in self.at if called == chat]


def running(test: Callable[[Calls], Coroutine[Any, Any, None]], send_rate: float = 1000.0) -> Calls:
    calls = Calls(send_rate)
    run_skipping(test(calls))
    return calls


def busiest(times: list[float], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    return max(sum(1 for other in times if start <= other < start + seconds) for start in times)


def test_group_never_gets_more_than_20_messages_in_a_minute() -> None:
    async def flood(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(GROUP) for _ in range(100)))

    times = running(flood).times(GROUP)
    assert len(times) == 100
    assert 15 <= busiest(times, 60.0) <= 20


def test_person_gets_a_small_burst_and_then_one_message_a_second() -> None:
    async def flood(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(PERSON) for _ in range(30)))

    times = running(flood).times(PERSON)
    assert times[2] == pytest.approx(times[0], abs=0.1)
    assert times[-1] - times[0] == pytest.approx(27.0, abs=0.1)


def test_all_chats_together_keep_to_the_send_rate() -> None:
    async def flood(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(chat) for chat in range(1, 301)))

    times = [time for time, _ in running(flood, send_rate=30.0).at]
    assert times[-1] - times[0] == pytest.approx(9.0, abs=0.1)


def test_send_rate_may_be_below_one_a_second() -> None:
    async def three(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(chat) for chat in (1, 2, 3)))

    times = [time for time, _ in running(three, send_rate=0.5).at]
    assert times[-1] - times[0] == pytest.approx(4.0, abs=0.1)


def test_flooded_group_does_not_hold_up_a_person() -> None:
    async def flood(calls: Calls) -> None:
        group = [asyncio.create_task(calls.make(GROUP)) for _ in range(50)]
        await asyncio.sleep(0)
        await calls.make(PERSON)
        await asyncio.gather(*group)

    calls = running(flood, send_rate=30.0)
    assert calls.times(PERSON) == pytest.approx([calls.times(GROUP)[0]], abs=0.1)


def test_429_stops_only_the_chat_it_names_and_its_call_is_repeated() -> None:
    async def hit(calls: Calls) -> None:
        calls.flood_waits[GROUP] = [30]
        group = asyncio.create_task(calls.make(GROUP))
        await asyncio.sleep(1)
        later = asyncio.create_task(calls.make(GROUP))
        await calls.make(PERSON)
        assert await group is True
        await later

    calls = running(hit)
    first, *after = calls.times(GROUP)
    assert len(after) == 2
    assert all(time >= first + 30 for time in after)
    assert calls.times(PERSON) == pytest.approx([first + 1], abs=0.1)


def test_removal_that_meets_a_429_is_repeated_too() -> None:
    async def hit(calls: Calls) -> None:
        calls.flood_waits[GROUP] = [30]
        assert await calls.make(GROUP, "deleteMessage") is True

    first, second = running(hit).times(GROUP)
    assert second >= first + 30


def test_429_without_end_is_given_up() -> None:
    async def hit(calls: Calls) -> None:
        calls.flood_waits[PERSON] = [1] * 100
        with pytest.raises(RetryAfter):
            await calls.make(PERSON)

    assert len(running(hit).at) == TRIES


def test_429_may_come_as_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")

    async def hit(calls: Calls) -> None:
        calls.flood_waits[PERSON] = [timedelta(seconds=5)]  # type: ignore[list-item]
        assert await calls.make(PERSON) is True

    first, second = running(hit).times(PERSON)
    assert second - first == pytest.approx(5.05, abs=0.1)


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "deleteMessage", "sendChatAction", "getMe"])
def test_calls_that_write_nothing_do_not_wait(endpoint: str) -> None:
    async def many(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(GROUP, endpoint) for _ in range(100)))

    times = running(many).times(GROUP)
    assert times[-1] == pytest.approx(times[0], abs=0.1)


def test_call_without_a_chat_does_not_wait() -> None:
    async def many(calls: Calls) -> None:
        await asyncio.gather(*(calls.make(None, "sendMessage") for _ in range(100)))

    times = running(many).times(None)
    assert times[-1] == pytest.approx(times[0], abs=0.1)


def test_chats_at_rest_are_forgotten() -> None:
    async def many_people(calls: Calls) -> None:
        for first in range(1, 20_001, 500):
            await asyncio.gather(*(calls.make(chat) for chat in range(first, first + 500)))
            await asyncio.sleep(10)
        assert len(calls.keeper._paces) <= CHATS_KEPT

    running(many_people)


def test_chat_that_is_paused_is_not_forgotten() -> None:
    async def many_people(calls: Calls) -> None:
        calls.flood_waits[GROUP] = [600]
        group = asyncio.create_task(calls.make(GROUP))
        await asyncio.sleep(1)
        for first in range(1, 5_001, 500):
            await asyncio.gather(*(calls.make(chat) for chat in range(first, first + 500)))
            await asyncio.sleep(10)
        again = asyncio.create_task(calls.make(GROUP))
        await asyncio.gather(group, again)

    first, *after = running(many_people).times(GROUP)
    assert all(time >= first + 600 for time in after)
