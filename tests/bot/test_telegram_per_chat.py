"""Order of work: one chat in order, chats side by side, and a flood that takes one slot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.channels import per_chat
from bot.channels.per_chat import PerChat
from tests.standin.people import ANI, BUDI, GROUP, presses_data, says


def update(number: int, chat: dict[str, object] | None = None, person: dict[str, object] = ANI) -> Update:
    made = Update.de_json({"update_id": number, **says("x", person, chat)}, None)
    assert made is not None
    return made


class Work:
    """Updates in work: what was begun, and gates that keep it from ending."""

    def __init__(self, chats_at_once: int = 8) -> None:
        self.processor = PerChat(chats_at_once)
        self.log: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def give(self, name: str, what: Update, gate: asyncio.Event | None = None) -> None:
        async def process() -> None:
            self.log.append(f"{name} begins")
            if gate is not None:
                await gate.wait()
            self.log.append(f"{name} ends")

        self.add(what, process)

    def add(self, what: Update, process: Callable[[], Awaitable[None]]) -> None:
        self.tasks.append(asyncio.create_task(self.processor.process_update(what, process())))

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    async def done(self) -> None:
        await asyncio.gather(*self.tasks)


async def test_one_chat_in_order_and_never_two_at_once() -> None:
    work = Work()
    for number in range(3):
        work.give(f"u{number}", update(number, GROUP, BUDI if number == 1 else ANI))
    await work.done()
    assert work.log == ["u0 begins", "u0 ends", "u1 begins", "u1 ends", "u2 begins", "u2 ends"]


async def test_button_waits_for_the_message_before_it() -> None:
    work = Work()
    gate = asyncio.Event()
    work.give("message", update(1, GROUP), gate)
    button = Update.de_json({"update_id": 2, **presses_data("x", BUDI, GROUP)}, None)
    work.give("button", button)
    await work.settle()
    assert work.log == ["message begins"]
    gate.set()
    await work.done()


async def test_chats_run_side_by_side() -> None:
    work = Work()
    gate = asyncio.Event()
    work.give("group", update(1, GROUP), gate)
    work.give("private", update(2))
    await work.settle()
    assert work.log == ["group begins", "private begins", "private ends"]
    gate.set()
    await work.done()


async def test_waiting_updates_of_a_flooding_chat_hold_no_slots() -> None:
    work = Work(chats_at_once=2)
    gate = asyncio.Event()
    for number in range(300):
        work.give(f"flood{number}", update(number, GROUP), gate)
    work.give("private", update(1000))
    await work.settle()
    assert work.log == ["flood0 begins", "private begins", "private ends"]
    assert work.processor.current_concurrent_updates == 1
    assert work.processor.waiting == 299
    gate.set()
    await work.done()
    assert len(work.log) == 2 * 301


async def test_queue_of_a_chat_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(per_chat, "MOST_WAITING", 5)
    work = Work()
    gate = asyncio.Event()
    with capture_logs() as lines:
        for number in range(20):
            work.give(f"flood{number}", update(number, GROUP), gate)
        work.give("private", update(1000))
        await work.settle()
        assert work.processor.waiting == 5
        gate.set()
        await work.done()
    begun = [line.removesuffix(" begins") for line in work.log if line.endswith("begins")]
    assert begun == ["flood0", "private", "flood1", "flood2", "flood3", "flood4", "flood5"]
    assert lines == [{"event": "chat_floods", "dropped_above": 5, "log_level": "warning"}]


async def test_failure_costs_only_its_own_update() -> None:
    work = Work()

    async def fail() -> None:
        raise ValueError("secret question")

    work.add(update(1, GROUP), fail)
    work.give("next", update(2, GROUP))
    with capture_logs() as lines:
        await work.done()
    assert work.log == ["next begins", "next ends"]
    assert lines == [{"event": "update_failed", "error": "ValueError", "log_level": "error"}]


async def test_nothing_is_kept_of_chats_at_rest() -> None:
    work = Work()
    for number in range(100):
        work.give(f"u{number}", update(number, {"id": -number - 1, "type": "group", "title": "g"}))
    await work.done()
    assert not work.processor._waiting
    assert not work.processor._in_work
    assert work.processor.current_concurrent_updates == 0


async def test_shutdown_breaks_off_what_is_in_work_and_drops_what_waits() -> None:
    work = Work(chats_at_once=1)
    never = asyncio.Event()
    for number in range(3):
        work.give(f"group{number}", update(number, GROUP), never)
    work.give("private", update(9))
    await work.settle()
    await work.processor.shutdown()
    await asyncio.gather(*work.tasks, return_exceptions=True)
    assert work.log == ["group0 begins"]
    assert work.processor.waiting == 0
