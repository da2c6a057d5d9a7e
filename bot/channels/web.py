"""The chat page and its small API, on aiohttp. Nothing leaves this machine."""

from __future__ import annotations

import asyncio
import errno
import importlib.resources
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.channels.web_render import reply_as_json
from bot.chart import Charts
from bot.charted import charted_as
from bot.compose import Composer
from bot.conversation import take_turn
from bot.messages import Incoming
from bot.service import Service, now_utc
from bot.session import Session
from bot.settings import Settings, SettingsError

LONGEST_TEXT = 2_000
"""Characters of a question."""
LONGEST_CHOICE = 200
"""Bytes of a choice id, see `bot.messages.Choice`."""
LARGEST_BODY = 32 * 1024
"""Bytes of a request: 2,000 characters fit, even emoji with the 12 bytes that JSON may spell one in."""
CHART_SECONDS = 3600
"""How long a browser may show a picture again without asking whether it still holds."""
VISITOR_COOKIE = "visitor"
VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
SHUTDOWN_SECONDS = 3

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

PAGE_FILES: Mapping[str, tuple[str, str]] = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/words.json": ("words.json", "application/json"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""The whole page: address -> file and content type."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger("web")


class CannotListen(Exception):
    """The chat page cannot be served. One sentence."""


class Unanswerable(Exception):
    """A request that cannot be answered: an HTTP status, a word for programs, a sentence for people."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    choice: str | None
    lang: str | None


async def run_web(
    service: Service, settings: Settings, stop: asyncio.Event, on_ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve the chat page until `stop` is set; `on_ready` gets its address once it answers.

    Raises `CannotListen` for a busy port, `SettingsError` for a HOST or PORT that cannot be had."""
    runner = web.AppRunner(
        make_app(service, only_local=_is_loopback(settings.host)),
        access_log=None,  # it would hold people's addresses
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except (OSError, UnicodeError) as error:  # UnicodeError: a part of the name that is empty or too long
            raise _why_not(settings, error) from None
        on_ready(_address(settings.host, runner.addresses[0][1]))
        await stop.wait()
    finally:
        await runner.cleanup()


def make_app(service: Service, *, only_local: bool) -> web.Application:
    """The application by itself. `only_local` refuses requests that were addressed to another machine's name."""
    page = Page(service)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_guard(only_local)])
    for address, (name, content_type) in PAGE_FILES.items():
        app.router.add_get(address, _file(name, content_type))
    app.router.add_get("/healthz", page.health)
    app.router.add_get("/api/start", page.start)
    app.router.add_get("/api/chart", page.chart)
    app.router.add_post("/api/ask", page.ask)
    return app


class Page:
    """What the page asks of the server."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._charts = Charts()

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "content_version": self._service.content.version})

    async def start(self, request: web.Request) -> web.Response:
        """The greeting and some questions to begin with. Remembers and logs nothing."""
        content = self._service.content
        lang = self._known_lang(request.query.get("lang"))
        greeting = Incoming("web", "", "", "/start", now_utc(), lang=lang)
        reply = take_turn(greeting, Session(), content, self._service.today()).reply
        return _json({**reply_as_json(reply), "languages": list(content.languages)})

    async def chart(self, request: web.Request) -> web.Response:
        """The picture of a chart: `id` as a fact or two with a comma between them, `lang` optional."""
        content = self._service.content
        id = request.query.get("id", "")
        facts = charted_as(id.split(","), content.knowledge) if len(id) <= LONGEST_CHOICE else ()
        if not facts:
            raise Unanswerable(404, "no_chart", "There is no such chart; ask for /grafik to see which there are.")
        lang = self._known_lang(request.query.get("lang")) or content.languages[0]
        tag = f'"{content.version}-{lang}-{id}"'
        headers = {"ETag": tag, "Cache-Control": f"private, max-age={CHART_SECONDS}"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        picture = await self._charts.png(Composer(content, lang).chart(facts), content)
        return web.Response(body=picture, content_type="image/png", headers=headers)

    async def ask(self, request: web.Request) -> web.Response:
        """A question or a pressed choice -> the reply."""
        question = await _question(request)
        visitor = request.cookies.get(VISITOR_COOKIE, "")
        if not VISITOR.fullmatch(visitor):
            visitor = secrets.token_urlsafe(16)
        reply = await self._service.answer(
            Incoming(
                channel="web",
                chat=visitor,
                user=visitor,
                text=question.text,
                at=now_utc(),
                lang=self._known_lang(question.lang),
                choice=question.choice,
            )
        )
        response = _json(reply_as_json(reply))
        response.set_cookie(VISITOR_COOKIE, visitor, httponly=True, samesite="Strict", secure=request.secure, path="/")
        return response

    def _known_lang(self, lang: str | None) -> str | None:
        """The language asked for; English for one the content does not have (the page itself speaks Korean too)."""
        if lang is None:
            return None
        languages = self._service.content.languages
        return next((known for known in (lang, "en") if known in languages), None)


async def _question(request: web.Request) -> Question:
    if request.content_type != "application/json":
        raise Unanswerable(415, "not_json", 'Send the question as application/json: {"text": "..."}.')
    try:
        body = json.loads(await request.text())
    except web.HTTPRequestEntityTooLarge:
        raise _too_long() from None
    except (ValueError, RecursionError):  # also bytes that are not UTF-8, and a thousand brackets
        raise Unanswerable(400, "not_json", 'The request is not JSON; send {"text": "..."}.') from None
    except LookupError:
        raise Unanswerable(400, "not_json", "The request names an unknown charset; send UTF-8.") from None
    if not isinstance(body, dict):
        raise Unanswerable(400, "not_json", 'The request is not a JSON object; send {"text": "..."}.')
    text, choice, lang = (body.get(name) for name in ("text", "choice", "lang"))
    if not isinstance(text, str) or not text.strip():
        raise Unanswerable(400, "empty", 'The question is empty; write it in "text".')
    if len(text) > LONGEST_TEXT:
        raise _too_long()
    if choice is not None and not (isinstance(choice, str) and _is_choice_id(choice)):
        raise Unanswerable(400, "bad_choice", 'This choice is unknown; "choice" is the id of one in a reply.')
    if lang is not None and not isinstance(lang, str):
        raise Unanswerable(400, "bad_lang", 'The language is unknown; "lang" is a code such as "id".')
    return Question(_without_half_characters(text), choice, lang)


def _is_choice_id(choice: str) -> bool:
    return 0 < len(choice.encode("utf-8", "surrogatepass")) <= LONGEST_CHOICE and choice.isprintable()


def _without_half_characters(text: str) -> str:
    """JSON can spell half of a character ("\\ud800"), which no database and no log can take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _too_long() -> Unanswerable:
    return Unanswerable(413, "too_long", f"The question is too long; write at most {LONGEST_TEXT} characters.")


def _guard(only_local: bool) -> Any:  # aiohttp types middlewares only from its own decorator
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every response gets the security headers, every failure is a sentence in JSON."""
        response: web.StreamResponse
        try:
            if only_local and not _is_local_name(request.host):
                # A page elsewhere may point its own name at 127.0.0.1 and so read this one (DNS rebinding).
                raise Unanswerable(403, "wrong_host", "This page is served to this machine only; open it as localhost.")
            response = await handler(request)
        except Unanswerable as error:
            response = _json({"error": error.error, "message": error.message}, status=error.status)
        except web.HTTPNotFound:
            response = _json({"error": "not_found", "message": "There is nothing at this address."}, status=404)
        except web.HTTPMethodNotAllowed as error:
            allowed = ", ".join(sorted(error.allowed_methods))
            response = _json(
                {"error": "wrong_method", "message": f"This address answers to {allowed} only."}, status=405
            )
            response.headers["Allow"] = allowed
        except web.HTTPException:
            raise
        except Exception as error:
            log.error("request_failed", path=request.path, error=type(error).__name__)
            message = "The bot could not answer because of a fault of its own; try again in a moment."
            response = _json({"error": "fault", "message": message}, status=500)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guard


def _file(name: str, content_type: str) -> Handler:
    body = (importlib.resources.files("bot.channels") / "page" / name).read_bytes()

    async def file(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8")

    return file


def _json(values: Mapping[str, object], status: int = 200) -> web.Response:
    return web.json_response(values, status=status)


def _is_local_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the page."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _why_not(settings: Settings, error: OSError | UnicodeError) -> CannotListen | SettingsError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return CannotListen(
            f"PORT: {settings.port} is busy, another program listens there; stop it, or set PORT to a free one "
            f"(0 takes any)"
        )
    if number == errno.EACCES:
        return SettingsError(f"PORT: {settings.port} needs more rights than this user has; set it to 1024 or above")
    # gaierror, EADDRNOTAVAIL: a name that leads nowhere, an address of another machine.
    return SettingsError(
        f'HOST: this machine cannot listen at "{settings.host}"; write an address of its own, as in "127.0.0.1"'
    )
