"""The HTTP backend of python-telegram-bot on aiohttp. Its errors say whether anything was sent."""

from __future__ import annotations

import json
import ssl
from functools import cache
from typing import Any

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

KEEP_ALIVE_SECONDS = 30.0
"""Shorter than the server's own patience, so that a call seldom meets a connection just being closed."""

UNREAD_OF_A_MESSAGE = ("reply_to_message", "entities", "caption_entities", "reply_markup", "link_preview_options")
"""Of a message that we sent: all this is ours or known, and reading it takes longer than writing the message."""

Seconds = Any
"""float, None for no limit, or `BaseRequest.DEFAULT_NONE` for the limit given at the start."""


class NotSent(NetworkError):
    """No connection came about, so the call certainly did not reach Telegram and may be repeated."""

    __slots__ = ()


class ConnectTimedOut(NotSent, TimedOut):
    """No connection came about in time."""

    __slots__ = ()


class ConnectionLost(NetworkError):
    """The connection broke after the call may have left: nobody knows whether Telegram acted on it."""

    __slots__ = ()


class AiohttpRequest(BaseRequest):
    """Sends the calls of one `telegram.Bot`, up to `connections` at once; further ones wait for a connection.

    Times in seconds. Raises `ConnectTimedOut` or `NotSent` when nothing was sent, `TimedOut` or
    `ConnectionLost` when that is not known. No error holds the address, because the address holds the token.
    Proxies named in the environment are not used.
    """

    __slots__ = ("_connect_timeout", "_connections", "_read_timeout", "_session")

    def __init__(self, connections: int, read_timeout: float = 10.0, connect_timeout: float = 5.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that a server may stay silent; `get_updates` adds its long poll to it."""
        return self._read_timeout

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; of a message that was sent not what it replies to and how it looks."""
        answer = BaseRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            for name in UNREAD_OF_A_MESSAGE:
                result.pop(name, None)
        return answer

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=_trusted()
                ),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. aiohttp has no time limit for writing, so `write_timeout` changes nothing."""
        if self._session is None:
            raise RuntimeError("AiohttpRequest is used before initialize() or after shutdown()")
        try:
            async with self._session.request(
                method,
                url,
                timeout=self._limits(read_timeout, connect_timeout, pool_timeout),
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                return response.status, await response.read()
        # "from None" all along: the original error may name the address, and so the token.
        except aiohttp.ConnectionTimeoutError:
            raise ConnectTimedOut("No connection in time") from None
        except TimeoutError:
            raise TimedOut("No answer in time") from None
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"No connection: {type(error).__name__}") from None
        except aiohttp.ClientError as error:
            raise ConnectionLost(f"Connection lost: {type(error).__name__}") from None

    def _limits(self, read: Seconds, connect: Seconds, pool: Seconds) -> aiohttp.ClientTimeout:
        default = BaseRequest.DEFAULT_NONE
        return aiohttp.ClientTimeout(
            total=None,
            connect=None if pool is default else pool,
            sock_connect=self._connect_timeout if connect is default else connect,
            sock_read=self._read_timeout if read is default else read,
        )


@cache
def _trusted() -> ssl.SSLContext:
    """One for all connections: reading the certificates takes a tenth of a second and some megabytes."""
    trusted = ssl.create_default_context()
    # A Python from python.org on macOS has no certificates of its own.
    trusted.load_verify_locations(certifi.where())
    return trusted


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """JSON, or a multipart form when there are files: the two forms the Bot API documents for that."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        body = json.dumps(request_data.parameters, separators=(",", ":")).encode()
        return {"data": body, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return {"data": form}
