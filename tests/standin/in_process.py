"""The stand-in without a network: the same judge and the same chats, for tests that own the time."""

from __future__ import annotations

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.channels.telegram_request import AiohttpRequest, ConnectionLost
from tests.standin.server import TOKEN, StandIn, form


class InProcessRequest(BaseRequest):
    """In place of `AiohttpRequest`: hands each call to the stand-in as it would arrive there."""

    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float:
        return 10.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        address, name = url.rsplit("/", 1)
        assert address.endswith(TOKEN)
        parameters: dict[str, Any] = {}
        files: dict[str, bytes] = {}
        if request_data is not None and request_data.contains_files:
            contents = {
                part: content
                for part, (_, content, _) in request_data.multipart_data.items()
                if isinstance(content, bytes)
            }
            parameters, files = form(request_data.json_parameters, contents)
        elif request_data is not None:
            parameters = json.loads(json.dumps(request_data.parameters))
        answer = await self._telegram.take(name, parameters, files)
        if answer is None:
            raise ConnectionLost("Connection lost: ServerDisconnectedError")
        return answer.status, answer.body
