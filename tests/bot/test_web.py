"""The chat page's server: its small API, its limits, and who may ask it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from functools import cache

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.channels import web
from bot.channels.web import CannotListen, make_app, run_web
from bot.channels.web_render import reply_as_json
from bot.content import Content, load_content
from bot.conversation import Turn
from bot.messages import Citation, Incoming, Reply
from bot.service import Service
from bot.session import Session
from bot.settings import Settings, SettingsError
from bot.store import open_store

QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
KEY = b"0123456789abcdef0123456789abcdef"
Client = TestClient[Request, Application]
content = cache(load_content)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with open_store("sqlite+aiosqlite://", KEY) as store:
        yield Service(content(), store)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[Client]:
    jar = CookieJar(unsafe=True)  # "unsafe" lets a numeric host keep cookies
    async with TestClient(TestServer(make_app(service, only_local=True)), cookie_jar=jar) as opened:
        yield opened


async def test_question_gets_a_sourced_answer(client: Client) -> None:
    response = await client.post("/api/ask", json={"text": QUESTION})
    reply = await response.json()
    assert response.status == 200
    assert reply["kind"] == "answer"
    assert "58" in reply["blocks"][0]
    assert reply["sources_heading"]
    assert reply["sources"][0]["url"].startswith("http")
    assert reply["sources"][0].keys() == {"id", "title", "publisher", "url", "published", "published_text"}
    assert all(choice.keys() == {"id", "text"} for choice in reply["choices"])


async def test_language_is_the_one_asked_for(client: Client) -> None:
    for lang in ("id", "en"):
        reply = await (await client.post("/api/ask", json={"text": QUESTION, "lang": lang})).json()
        assert reply["lang"] == lang


async def test_start_greets_with_questions_to_begin_with(client: Client) -> None:
    for lang in ("id", "en"):
        start = await (await client.get("/api/start", params={"lang": lang})).json()
        assert start["lang"] == lang
        assert start["blocks"]
        assert start["choices"]
        assert start["languages"] == list(content().languages)


async def test_every_question_to_begin_with_can_be_pressed(client: Client) -> None:
    start = await (await client.get("/api/start")).json()
    for choice in start["choices"]:
        response = await client.post("/api/ask", json={"text": choice["text"], "choice": choice["id"]})
        assert response.status == 200
        assert (await response.json())["blocks"]


async def test_visitor_is_a_random_cookie_that_scripts_cannot_read(client: Client) -> None:
    first = await client.post("/api/ask", json={"text": QUESTION})
    cookie = first.cookies["visitor"]
    assert len(cookie.value) == 22
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    again = await client.post("/api/ask", json={"text": QUESTION})
    assert again.cookies["visitor"].value == cookie.value


async def test_visitor_with_an_odd_cookie_gets_a_new_one(client: Client) -> None:
    response = await client.post("/api/ask", json={"text": QUESTION}, cookies={"visitor": "telegram user 1"})
    assert len(response.cookies["visitor"].value) == 22


async def test_each_visitor_has_a_session_of_their_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Session] = []

    def record(incoming: Incoming, session: Session, content: Content, today: date) -> Turn:
        seen.append(session)
        return turn(incoming, session, content, today)

    turn = web.take_turn
    monkeypatch.setattr("bot.service.take_turn", record)
    await client.post("/api/ask", json={"text": QUESTION})
    await client.post("/api/ask", json={"text": QUESTION})
    client.session.cookie_jar.clear()
    await client.post("/api/ask", json={"text": QUESTION})
    assert [session.intent is None for session in seen] == [True, False, True]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b'{"text": "\xff"}', 400, "not_json"),
        (b"[" * 10_000, 400, "not_json"),
        (b"{}", 400, "empty"),
        (b'{"text": 5}', 400, "empty"),
        (b'{"text": "  \\n"}', 400, "empty"),
        (json.dumps({"text": "a" * 2_001}).encode(), 413, "too_long"),
        (json.dumps({"text": "a" * 40_000}).encode(), 413, "too_long"),
        (b'{"text": "a", "choice": 1}', 400, "bad_choice"),
        (b'{"text": "a", "choice": "\\ud800"}', 400, "bad_choice"),
        (json.dumps({"text": "a", "choice": "b" * 201}).encode(), 400, "bad_choice"),
        (b'{"text": "a", "lang": ["id"]}', 400, "bad_lang"),
    ],
)
async def test_bad_request_is_a_sentence(client: Client, body: bytes, status: int, error: str) -> None:
    response = await client.post("/api/ask", data=body, headers={"Content-Type": "application/json"})
    answer = await response.json()
    assert (response.status, answer["error"]) == (status, error)
    assert answer["message"].endswith(".")


async def test_longest_question_is_answered(client: Client) -> None:
    for letter in ("a", "한", "😀"):
        response = await client.post("/api/ask", json={"text": letter * 2_000})
        assert response.status == 200


async def test_half_a_character_is_answered(client: Client) -> None:
    response = await client.post(
        "/api/ask", data=b'{"text": "MPP \\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert response.status == 200


async def test_form_of_another_site_is_refused(client: Client) -> None:
    response = await client.post("/api/ask", data=b'{"text": "a"}', headers={"Content-Type": "text/plain"})
    assert response.status == 415


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1", "[::1"])
async def test_name_of_another_machine_is_refused(client: Client, host: str) -> None:
    response = await client.get("/", headers={"Host": host})
    assert response.status == 403
    assert (await response.json())["error"] == "wrong_host"


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "tanya.localhost", "127.0.0.1:1", "[::1]:8080"])
async def test_names_of_this_machine_are_served(client: Client, host: str) -> None:
    assert (await client.get("/", headers={"Host": host})).status == 200


async def test_open_page_is_served_under_any_name(service: Service) -> None:
    async with TestClient(TestServer(make_app(service, only_local=False))) as client:
        assert (await client.get("/", headers={"Host": "tanya.example"})).status == 200


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/words.json", "/icon.svg", "/api/start", "/nowhere"])
async def test_every_response_has_the_security_headers(client: Client, path: str) -> None:
    response = await client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_page_needs_nothing_from_elsewhere(client: Client) -> None:
    for path in ("/", "/page.css", "/page.js"):
        text = await (await client.get(path)).text()
        assert "//" not in text.replace("// ", "").replace("http://www.w3.org", "")
        assert "innerHTML" not in text


async def test_words_of_the_page_are_complete_in_every_language(client: Client) -> None:
    words = await (await client.get("/words.json")).json()
    assert words.keys() == {"id", "en", "ko"}
    assert len({frozenset(of_language) for of_language in words.values()}) == 1
    page = await (await client.get("/")).text()
    for word in ("tagline", "privacy", "question"):
        assert f'data-word="{word}"' in page
        assert words["id"][word] in page


async def test_unknown_address_is_a_sentence(client: Client) -> None:
    response = await client.get("/../../etc/passwd")
    assert response.status == 404
    assert (await response.json())["message"].endswith(".")


async def test_wrong_method_says_the_right_one(client: Client) -> None:
    response = await client.get("/api/ask")
    assert response.status == 405
    assert response.headers["Allow"] == "POST"


async def test_health_names_the_content(client: Client) -> None:
    health = await (await client.get("/healthz")).json()
    assert health == {"status": "ok", "content_version": content().version}


async def test_fault_is_a_sentence_without_its_cause(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Turn:
        raise RuntimeError("inner workings")

    monkeypatch.setattr("bot.service.take_turn", fail)
    response = await client.post("/api/ask", json={"text": QUESTION})
    assert response.status == 500
    assert "inner workings" not in await response.text()
    assert (await response.json())["error"] == "fault"


def test_only_web_addresses_become_links() -> None:
    source = Citation("s", "Title", "Publisher", "javascript:alert(1)", None, None)
    reply = Reply("answer", "id", ("Text",), sources=(source,))
    assert reply_as_json(reply)["sources"][0]["url"] is None


def settings(**values: object) -> Settings:
    return Settings.model_validate({"port": 0, **values})


async def test_free_port_is_taken(service: Service) -> None:
    stop = asyncio.Event()
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(run_web(service, settings(), stop, on_ready=ready.set_result))
    address = await ready
    async with ClientSession() as session, session.get(f"{address}/healthz") as response:
        assert response.status == 200
    stop.set()
    await running


async def test_busy_port_is_a_sentence(service: Service) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(CannotListen, match=rf"^PORT: {port} is busy"):
        await run_web(service, settings(port=port), asyncio.Event())
    server.close()
    await server.wait_closed()


async def test_host_of_another_machine_is_a_sentence(service: Service) -> None:
    with pytest.raises(SettingsError, match=r"^HOST: "):
        await run_web(service, settings(host="192.0.2.1"), asyncio.Event())


CHART = {"id": "mpp.count", "lang": "en"}


async def test_chart_that_is_offered_can_be_pressed_and_seen(client: Client) -> None:
    answer = await (await client.post("/api/ask", json={"text": QUESTION})).json()
    assert answer["chart"] is None
    offered = answer["choices"][-1]
    pressed = await client.post("/api/ask", json={"text": offered["text"], "choice": offered["id"]})
    reply = await pressed.json()
    assert reply["chart"]["caption"] == reply["blocks"][0]
    response = await client.get(reply["chart"]["address"])
    assert response.status == 200
    assert response.content_type == "image/png"
    assert (await response.read()).startswith(b"\x89PNG")


async def test_chart_may_be_kept_by_the_browser_and_is_as_guarded_as_the_rest(client: Client) -> None:
    response = await client.get("/api/chart", params=CHART)
    assert response.headers["Cache-Control"] == "private, max-age=3600"
    assert content().version in response.headers["ETag"]
    for name in set(web.HEADERS) - {"Cache-Control"}:
        assert response.headers[name] == web.HEADERS[name]
    again = await client.get("/api/chart", params=CHART, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304
    other = await client.get("/api/chart", params={**CHART, "lang": "id"})
    assert other.headers["ETag"] != response.headers["ETag"]


@pytest.mark.parametrize(
    "id", ["", "gone", "dgcc.mou_date", "mpp.count,egdi.rank_id", "../x", "mpp.count" * 99, "\r\n"]
)
async def test_chart_there_is_not_is_told_in_words(client: Client, id: str) -> None:
    response = await client.get("/api/chart", params={"id": id})
    assert response.status == 404
    body = await response.json()
    assert body["error"] == "no_chart"
    assert body["message"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_chart_in_a_language_we_lack_is_one_we_have(client: Client) -> None:
    for lang in ("ko", "xx", ""):
        assert (await client.get("/api/chart", params={"id": "spbe.national_index", "lang": lang})).status == 200
