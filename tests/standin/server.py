"""A Bot API server on loopback for tests: hands out updates, judges every call, fails when told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standin.chats import NOW, Chats, Told
from tests.standin.judge import Refused, judge, judge_files
from tests.standin.texts import ShownText, parse

TOKEN = "123456:TEST-token_of-the-stand-in"
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Tanya SPBE",
    "username": "TanyaSpbeBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "supports_guest_queries": True,
}
NOT_TEXT = (
    "chat_id",
    "message_thread_id",
    "reply_markup",
    "reply_parameters",
    "results",
    "result",
    "scope",
    "commands",
)
"""Parameters that a form carries as JSON."""
PATIENCE_SECONDS = 30
"""How long a test waits for something that must happen before it fails."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends back."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it arrived."""

    method: str
    parameters: Mapping[str, Any]
    files: Mapping[str, bytes]
    was_taken: bool
    """False when it was refused, or a scripted failure answered it."""
    result: Any = None
    """What it was answered with: of a message sent, the message."""

    @property
    def chat(self) -> int | None:
        chat = self.parameters.get("chat_id")
        return None if chat is None else int(chat)

    @property
    def shown(self) -> ShownText:
        """Its text, or what stands below its picture, as people see it."""
        words = self.parameters.get("text", self.parameters.get("caption", ""))
        return parse(words, self.parameters.get("parse_mode"))

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = self.parameters.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass(slots=True)
class Script:
    """Something that goes wrong with calls that fit, a number of times."""

    method: str
    chat: int | None
    times: int
    status: int = 0
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    drops: bool = False
    acts_first: bool = False
    """The call takes effect, only its answer is lost."""
    gate: asyncio.Event | None = None
    body: bytes | None = None

    def fits(self, method: str, parameters: Mapping[str, Any]) -> bool:
        return (
            self.times > 0 and method.lower() == self.method.lower() and self.chat in (None, parameters.get("chat_id"))
        )


class StandIn:
    """Made by `running`. `calls` holds every judged call but getUpdates, in order of arrival."""

    def __init__(self, clock: Callable[[], int] = lambda: NOW) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.refused: list[str] = []
        """Calls that Telegram would refuse. A test that causes one fails, unless it takes it out of this list."""
        self.polls: list[Mapping[str, Any]] = []
        self.peers: set[object] = set()
        """Connections that calls came over."""
        self.me: dict[str, Any] = dict(BOT)
        """What getMe tells; a test may change it, as BotFather would."""
        self.chats = Chats(self.me, clock)
        self._updates: list[dict[str, Any]] = []
        self._next_update_id = 1000
        self._scripts: list[Script] = []
        self._changed = asyncio.Condition()
        self.poll_seconds: float | None = None
        """How long a getUpdates may wait, whatever it asks for."""
        self._poll_number = 0
        self._last_words: str | None = None

    @property
    def sent(self) -> list[Call]:
        """Messages that arrived in a chat."""
        return [call for call in self.calls if call.was_taken and call.method in ("sendMessage", "sendPhoto")]

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def push(self, *updates: dict[str, Any]) -> None:
        """Give the bot updates to fetch, in one batch. An update_id is given to those without one."""
        for update in updates:
            update.setdefault("update_id", self._next_update_id)
            self._next_update_id = max(self._next_update_id, update["update_id"]) + 1
            self.chats.learn(update)
            self._updates.append(update)
        await self._notify()

    async def until(self, happened: Callable[[], object]) -> None:
        """Return once this is true. It is looked at after every call of the bot."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: bool(happened()) or self._last_words is not None)
        assert self._last_words is None, f"the bot ended:\n{self._last_words}"

    async def sent_count(self, count: int) -> list[Call]:
        """Wait for so many messages; fails when there are more."""
        await self.until(lambda: len(self.sent) >= count)
        assert len(self.sent) == count
        return self.sent

    async def lose_bot(self, last_words: str) -> None:
        """Nobody will call any more; whoever waits for something fails with what the bot said last."""
        self._last_words = last_words
        await self._notify()

    def fail(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        chat: int | None = None,
        times: int = 1,
        body: bytes | None = None,
        **parameters: Any,
    ) -> None:
        """Answer the next such calls with an error."""
        self._scripts.append(Script(method, chat, times, status, description, parameters, body=body))

    def drop(self, method: str, *, chat: int | None = None, times: int = 1, acts_first: bool = False) -> None:
        """Close the connection instead of answering."""
        self._scripts.append(Script(method, chat, times, drops=True, acts_first=acts_first))

    def hold(self, method: str, *, chat: int | None = None, times: int = 1) -> asyncio.Event:
        """Answer only when the returned event is set."""
        gate = asyncio.Event()
        self._scripts.append(Script(method, chat, times, gate=gate))
        return gate

    def move(self, chat: int, new_chat: int) -> None:
        """The group became a supergroup: its old id works no more."""
        self.chats.move(chat, new_chat)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[StandIn]:
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.*}", self._serve_file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            self._poll_number += 1
            await self._notify()
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        if request.match_info["token"] != TOKEN:
            return _response(_error(401, "Unauthorized"))
        answer = await self.take(request.match_info["method"], *await _read(request))
        if answer is None:
            request.transport.abort()
            return web.Response()
        return _response(answer)

    async def take(self, method: str, parameters: dict[str, Any], files: dict[str, bytes]) -> Answer | None:
        """What Telegram answers to a call; None: the connection is lost instead."""
        try:
            method = judge(method, parameters).__api_method__  # Telegram takes "getme" for "getMe"
            judge_files(method, parameters, files)
        except Refused as error:
            self.refused.append(f"{method}: {error.description}")
            await self._record(Call(method, parameters, files, was_taken=False))
            return _error(error.status, error.description)
        script = next((script for script in self._scripts if script.fits(method, parameters)), None)
        if script is None:
            return await self._act(method, parameters, files)
        script.times -= 1
        if script.gate is not None:
            # The call has arrived; only its answer waits.
            answer = await self._act(method, parameters, files)
            await script.gate.wait()
            return answer
        if script.acts_first:
            await self._act(method, parameters, files)
        else:
            await self._record(Call(method, parameters, files, was_taken=False))
        if script.drops:
            return None
        if script.body is not None:
            return Answer(script.status, script.body)
        return _error(script.status, script.description, script.parameters)

    async def _act(self, method: str, parameters: Mapping[str, Any], files: Mapping[str, bytes]) -> Answer:
        if method == "getUpdates":
            return await self._get_updates(parameters)
        try:
            result = self.chats.act(method, parameters)
        except Refused as error:
            if not isinstance(error, Told):
                self.refused.append(f"{method}: {error.description}")
            await self._record(Call(method, parameters, files, was_taken=False))
            moved_to = self.chats.moved.get(parameters.get("chat_id", 0))
            return _error(error.status, error.description, {"migrate_to_chat_id": moved_to} if moved_to else None)
        answer = _done(result)
        # As it was: what stands in a chat may change.
        await self._record(Call(method, parameters, files, was_taken=True, result=json.loads(answer.body)["result"]))
        return answer

    async def _record(self, call: Call) -> None:
        if call.method != "getUpdates":
            self.calls.append(call)
        await self._notify()

    async def _get_updates(self, parameters: Mapping[str, Any]) -> Answer:
        self.polls.append(parameters)
        self._poll_number += 1
        number = self._poll_number
        await self._notify()
        offset = int(parameters.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        allowed = parameters.get("allowed_updates") or []

        def waiting() -> list[dict[str, Any]]:
            return [update for update in self._updates if not allowed or set(update) & set(allowed)]

        try:
            async with asyncio.timeout(self.poll_seconds or int(parameters.get("timeout", 0))), self._changed:
                await self._changed.wait_for(lambda: waiting() or self._poll_number != number)
        except TimeoutError:
            pass
        if self._poll_number != number:
            return _error(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return _done(waiting()[: int(parameters.get("limit", 100))])

    async def _serve_file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _response(_error(401, "Unauthorized"))
        return web.Response(body=f"content of {request.match_info['path']}".encode())

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Parameters and files, in each form that Telegram takes."""
    asked: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return asked | await request.json(), {}
    fields = dict((await request.post()).items())
    values = {name: value for name, value in fields.items() if isinstance(value, str)}
    files = {name: value.file.read() for name, value in fields.items() if isinstance(value, web.FileField)}
    parameters, files = form(values, files)
    return asked | parameters, files


def form(values: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Parameters and files of a form, whose parameters are texts."""
    parameters: dict[str, Any] = {name: f"attach://{name}" for name in files}
    parameters |= {name: json.loads(value) if name in NOT_TEXT else value for name, value in values.items()}
    return parameters, dict(files)


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type="application/json")


def _done(result: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def _error(status: int, description: str, parameters: Mapping[str, Any] | None = None) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = dict(parameters)
    return Answer(status, json.dumps(body).encode())
