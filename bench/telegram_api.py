"""A Bot API server for load: hands out questions from ever new private chats, and times what comes back.

It knows just enough HTTP and Bot API for a bot that polls and answers in text. What it is sent is not judged:
tests/standin does that."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

TOKEN = "123456:BENCH-token"
ME = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Bench",
    "username": "BenchBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
BATCH = 100
"""Updates that getUpdates gives at most, as at Telegram."""
FIRST_CHAT = 1_000_000
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Api:
    """One server for one run. Times in seconds of `time.perf_counter`."""

    def __init__(self, questions: Sequence[str], delay_seconds: float) -> None:
        self.questions = questions
        self.delay_seconds = delay_seconds
        self.url = ""
        self.asked = 0
        self.answered = 0
        self.added_seconds: list[float] = []
        """Of each answer: from the moment its question was handed over until the answer arrived. The API's own
        delay is not in it."""
        self.calls: Counter[str] = Counter()
        self.polled = asyncio.Event()
        self.window = 0
        """So many questions are kept unanswered; with 0 they come only by `ask`."""
        self._waiting: deque[tuple[int, str]] = deque()
        self._handed: dict[int, float] = {}
        self._poll: asyncio.Future[None] | None = None
        self._rest: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Api]:
        server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()

    def ask(self) -> None:
        """One more person asks one question."""
        self._waiting.append((FIRST_CHAT + self.asked, self.questions[self.asked % len(self.questions)]))
        self.asked += 1
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def fill(self) -> None:
        """Ask until the window is full."""
        while self.asked - self.answered < self.window:
            self.ask()

    async def all_answered(self) -> None:
        """Returns when no question waits any more."""
        if self.answered < self.asked:
            self._rest = asyncio.get_running_loop().create_future()
            await self._rest

    async def answer(self, method: str, parameters: dict[str, Any]) -> bytes:
        self.calls[method] += 1
        match method:
            case "getUpdates":
                return await self._updates(float(parameters.get("timeout", 0)))
            case "sendMessage":
                result: object = self._sent(parameters)
            case "getMe":
                result = ME
            case _:
                result = True
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        return _done(result)

    async def _updates(self, timeout_seconds: float) -> bytes:
        self.polled.set()
        if not self._waiting:
            self._poll = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._poll
            except TimeoutError:
                return _done([])
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        answer = _done([_update(chat, text) for chat, text in batch])
        now = time.perf_counter()
        for chat, _ in batch:
            self._handed[chat] = now
        return answer

    def _sent(self, parameters: dict[str, Any]) -> object:
        chat = int(parameters["chat_id"])
        handed = self._handed.pop(chat, None)
        if handed is not None:
            self.added_seconds.append(time.perf_counter() - handed)
            self.answered += 1
            self.fill()
            if self._rest is not None and self.answered == self.asked and not self._rest.done():
                self._rest.set_result(None)
        return {
            "message_id": 2,
            "from": ME,
            "chat": _chat(chat),
            "date": int(time.time()),
            "text": parameters["text"],
            "reply_to_message": _message(chat, "?"),
        }


class _Connection(asyncio.Protocol):
    """One kept-alive connection; its calls come one after the other."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._received = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._received[: head_end + 2]
        length = LENGTH.search(head)
        end = head_end + 4 + (int(length[1]) if length else 0)
        if len(self._received) < end:
            return
        body, self._received = self._received[head_end + 4 : end], self._received[end:]
        method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
        task = asyncio.get_running_loop().create_task(self._answer(method, _parameters(body)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, method: str, parameters: dict[str, Any]) -> None:
        body = await self._api.answer(method, parameters)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if not self._transport.is_closing():
            self._transport.write(head.encode() + body)


def _parameters(body: bytes) -> dict[str, Any]:
    """JSON, or a form: the two ways in which bots send text."""
    if body[:1] == b"{":
        parameters: dict[str, Any] = json.loads(body)
        return parameters
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _update(chat: int, text: str) -> dict[str, Any]:
    return {"update_id": chat, "message": _message(chat, text)}


def _message(chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Ani", "language_code": "id"}
    return {"message_id": 1, "from": person, "chat": _chat(chat), "date": int(time.time()), "text": text}


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Ani"}


def _done(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()
