"""Shared places: handed over in private, left alone in groups."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Location
from tests.standin.fakes import FakeService
from tests.standin.people import ANI, BUDI, GROUP, message, of_the_bot, says, shares_location
from tests.standin.server import BOT, StandIn

pytestmark = pytest.mark.usefixtures("bot")


async def test_location_in_private_is_handed_over(telegram: StandIn, service: FakeService) -> None:
    update = shares_location(-7.88, 110.33, BUDI)
    await telegram.push(update)
    (answer,) = await telegram.sent_count(1)
    (asked,) = service.asked
    assert asked.location == Location(-7.88, 110.33)
    assert (asked.text, asked.app_lang, asked.chat, asked.user) == ("", "en", "502", "502")
    assert answer.parameters["reply_parameters"]["message_id"] == update["message"]["message_id"]


async def test_venue_is_a_place_too(telegram: StandIn, service: FakeService) -> None:
    place = {"latitude": -6.2, "longitude": 106.8}
    update = shares_location(**place)
    update["message"]["venue"] = {"location": place, "title": "Balai Kota", "address": "Jalan Merdeka"}
    await telegram.push(update)
    await telegram.sent_count(1)
    assert [asked.location for asked in service.asked] == [Location(-6.2, 106.8)]


async def test_live_location_is_answered_where_it_begins(telegram: StandIn, service: FakeService) -> None:
    update = shares_location(-6.2, 106.8)
    update["message"]["location"]["live_period"] = 900
    moved: dict[str, Any] = {"edited_message": {**update["message"], "edit_date": 1_790_000_060}}
    await telegram.push(update, moved, says("akhirnya"))
    await telegram.sent_count(2)
    assert [asked.text for asked in service.asked] == ["", "akhirnya"]


async def test_location_in_a_group_is_nobody_s_question(telegram: StandIn, service: FakeService) -> None:
    reply = shares_location(-7.88, 110.33, ANI, GROUP)
    reply["message"]["reply_to_message"] = of_the_bot("58 MPP", GROUP)
    await telegram.push(shares_location(-7.88, 110.33, ANI, GROUP), reply, says("/tanya akhirnya", chat=GROUP))
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
    assert len(service.store.updates) == 1


async def test_location_that_comes_twice_is_answered_once(telegram: StandIn, service: FakeService) -> None:
    update = {**shares_location(-7.88, 110.33), "update_id": 7000}
    await telegram.push(update, dict(update), says("akhirnya"))
    await telegram.sent_count(2)


async def test_place_sent_through_a_bot_is_none_of_ours(telegram: StandIn, service: FakeService) -> None:
    sent = message("", location={"latitude": -6.2, "longitude": 106.8}, via_bot=BOT)
    del sent["text"]
    await telegram.push({"message": sent}, says("akhirnya"))
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
