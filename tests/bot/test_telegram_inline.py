"""Inline queries against the stand-in, with the content that ships."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest

from bot.channels.telegram_inline import PAGE
from bot.content import Content, load_content
from tests.standin.fakes import FakeContent, FakeService
from tests.standin.people import ANI, BUDI, asks_inline, says
from tests.standin.server import Call, StandIn
from tests.standin.texts import parse


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture
def service(content: Content) -> FakeService:
    service = FakeService()
    service.content = cast(FakeContent, content)
    return service


pytestmark = pytest.mark.usefixtures("bot")


async def answered(telegram: StandIn, *queries: dict[str, Any]) -> list[Call]:
    await telegram.push(*queries)
    await telegram.until(lambda: len(telegram.of("answerInlineQuery")) >= len(queries))
    return telegram.of("answerInlineQuery")


async def test_results_insert_the_sourced_answer(telegram: StandIn) -> None:
    query = asks_inline("mpp bantul")
    (call,) = await answered(telegram, query)
    assert call.parameters["inline_query_id"] == query["inline_query"]["id"]
    first = call.parameters["results"][0]
    assert first["type"] == "article"
    assert first["title"] == "Apakah daerah saya sudah punya MPP? (Kabupaten Bantul)"
    assert first["description"].startswith("Kabupaten Bantul punya Mal Pelayanan Publik")
    message = first["input_message_content"]
    shown = parse(message["message_text"], message["parse_mode"])
    assert shown.text.startswith("Kabupaten Bantul punya Mal Pelayanan Publik")
    assert "\nSumber" in shown.text
    assert shown.links
    assert message["link_preview_options"] == {"is_disabled": True}
    assert "reply_markup" not in first


async def test_what_is_sent_for_others_names_no_command(telegram: StandIn) -> None:
    """Where it is read nobody may hear it. Elsewhere long lists name the one that tells all their sources."""
    lists, chief = await answered(telegram, asks_inline("MPP mana saja di Jawa Timur?"), asks_inline("", BUDI))
    sent = [result["input_message_content"] for call in (lists, chief) for result in call.parameters["results"]]
    texts = [parse(content["message_text"], content["parse_mode"]).text for content in sent]
    assert any(re.search(r"Sumber, \d+ dari \d+", text) for text in texts)
    assert not [text for text in texts if re.search(r"(?<!\S)/[a-z]+", text)]


async def test_at_most_fifty_come_at_once_and_the_rest_on_the_next_page(telegram: StandIn) -> None:
    first, second = await answered(telegram, asks_inline("mpp"), asks_inline("mpp", offset=str(PAGE)))
    assert len(first.parameters["results"]) == PAGE == 50
    assert first.parameters["next_offset"] == "50"
    ids = [each["id"] for call in (first, second) for each in call.parameters["results"]]
    texts = [each["input_message_content"]["message_text"] for c in (first, second) for each in c.parameters["results"]]
    assert len(ids) == len(set(ids)) == len(set(texts)) > PAGE


async def test_last_page_says_that_it_is_the_last(telegram: StandIn) -> None:
    few, beyond, strange = await answered(
        telegram, asks_inline("xyzzy"), asks_inline("mpp", offset="9000"), asks_inline("xyzzy", offset="../etc")
    )
    assert few.parameters.get("next_offset", "") == ""
    assert beyond.parameters["results"] == []
    assert beyond.parameters.get("next_offset", "") == ""
    assert strange.parameters["results"] == few.parameters["results"]


async def test_results_are_cached_for_all_only_where_they_are_the_same_for_all(telegram: StandIn) -> None:
    told, untold = await answered(telegram, asks_inline("how many MPP are there"), asks_inline("mpp bantul", BUDI))
    assert [call.parameters["cache_time"] for call in (told, untold)] == [300, 300]
    assert not told.parameters.get("is_personal", False)
    assert untold.parameters["is_personal"] is True
    assert untold.parameters["results"][0]["description"].startswith("Bantul Regency has")


@pytest.mark.parametrize("query", ["", "halo", "xyzzy " * 40, "ｍｐｐ\u0000", "🙂🙂", "mpp <b>", "x" * 256])
async def test_whatever_is_typed_gets_results_that_telegram_takes(telegram: StandIn, query: str) -> None:
    (call,) = await answered(telegram, asks_inline(query))
    assert call.parameters["results"]
    assert call.was_taken


async def test_nothing_of_a_query_is_kept(telegram: StandIn, service: FakeService) -> None:
    await answered(telegram, asks_inline("mpp bantul"), asks_inline("nama saya Ani"))
    assert service.asked == []
    assert service.store.updates == set()
    assert service.store.answers == {}


async def test_query_does_not_wait_for_what_its_person_asked_in_private(
    telegram: StandIn, service: FakeService
) -> None:
    gate = telegram.hold("sendMessage", chat=ANI["id"])
    await telegram.push(says("satu"))
    await telegram.until(lambda: telegram.of("sendMessage"))
    await answered(telegram, asks_inline("mpp bantul"))
    gate.set()


async def test_query_that_is_too_old_costs_nothing_else(telegram: StandIn) -> None:
    telegram.fail("answerInlineQuery", 400, "Bad Request: query is too old and response timeout expired")
    await answered(telegram, asks_inline("mpp"))
    await telegram.push(says("akhirnya"))
    await telegram.sent_count(1)
