"""Pictures, voices, files and forwarded posts; and all that is unknown, which is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standin.fakes import FakeService
from tests.standin.people import ANI, BUDI, GROUP, SUPERGROUP, forwards, message, of_the_bot, says, sends
from tests.standin.server import BOT, StandIn

pytestmark = pytest.mark.usefixtures("bot")

FILE = {"file_id": "f", "file_unique_id": "f"}
KINDS: dict[str, Any] = {
    "audio": {**FILE, "duration": 3},
    "video": {**FILE, "width": 9, "height": 9, "duration": 3},
    "video_note": {**FILE, "length": 9, "duration": 3},
    "contact": {"phone_number": "1", "first_name": "Ani"},
    "dice": {"emoji": "🎲", "value": 3},
    "story": {"chat": {"id": -9, "type": "channel", "title": "k"}, "id": 1},
    "poll": {
        "id": "1",
        "question": "MPP?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
}
SERVICE: dict[str, Any] = {
    "new_chat_members": [{"id": 777, "is_bot": False, "first_name": "Cici"}],
    "left_chat_member": {"id": 777, "is_bot": False, "first_name": "Cici"},
    "new_chat_title": "Redaksi",
    "pinned_message": message("halo"),
    "group_chat_created": True,
    "video_chat_started": {},
    "write_access_allowed": {},
    "something_of_next_year": {"id": 1},
}


def of_kind(kind: str, content: Any, person: dict[str, Any] = ANI, chat: dict[str, Any] | None = None) -> Any:
    made = message("", person, chat)
    del made["text"]
    return {"message": {**made, kind: content}}


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "document"])
async def test_what_cannot_be_read_is_told_so_in_private(telegram: StandIn, service: FakeService, kind: str) -> None:
    await telegram.push(sends(kind, BUDI))
    await telegram.sent_count(1)
    (asked,) = service.asked
    assert (asked.text, asked.has_attachment, asked.app_lang) == ("", True, "en")


@pytest.mark.parametrize("kind", KINDS)
async def test_so_is_every_other_kind(telegram: StandIn, service: FakeService, kind: str) -> None:
    await telegram.push(of_kind(kind, KINDS[kind]))
    await telegram.sent_count(1)
    assert [asked.has_attachment for asked in service.asked] == [True]


async def test_caption_goes_with_it(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(sends("photo", caption="@TanyaSpbeBot ada berapa MPP?"))
    await telegram.sent_count(1)
    assert [(asked.text, asked.has_attachment) for asked in service.asked] == [("ada berapa MPP?", True)]


async def test_album_is_answered_once(telegram: StandIn, service: FakeService) -> None:
    album = [sends("photo", media_group_id="1") for _ in range(4)]
    album[0] = sends("photo", media_group_id="1", caption="ada berapa MPP?")
    await telegram.push(*album, sends("photo", BUDI), says("akhirnya"))
    await telegram.sent_count(3)
    assert sorted(asked.text for asked in service.asked) == ["", "ada berapa MPP?", "akhirnya"]
    assert len(service.store.updates) == 3


async def test_groups_hear_nothing_of_it(telegram: StandIn, service: FakeService) -> None:
    quoting = sends("photo", chat=GROUP)
    quoting["message"]["reply_to_message"] = of_the_bot("58 MPP", GROUP)
    await telegram.push(
        *(sends(kind, chat=GROUP) for kind in ("voice", "photo", "sticker", "document")),
        *(of_kind(kind, content, chat=SUPERGROUP) for kind, content in KINDS.items()),
        sends("photo", chat=GROUP, caption="ada berapa MPP?"),
        forwards("ada berapa MPP?", chat=GROUP),
        quoting,
        says("/tanya akhirnya", chat=GROUP),
    )
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
    assert len(service.store.updates) == 1


@pytest.mark.parametrize("caption", ["/tanya ada berapa MPP?", "@TanyaSpbeBot ada berapa MPP?"])
async def test_caption_that_speaks_to_the_bot_in_a_group_is_a_question(
    telegram: StandIn, service: FakeService, caption: str
) -> None:
    await telegram.push(sends("photo", chat=GROUP, caption=caption))
    await telegram.sent_count(1)
    assert [(asked.text, asked.has_attachment) for asked in service.asked] == [("ada berapa MPP?", False)]


async def test_forwarded_post_in_private_is_handed_over_as_such(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(forwards("Menteri meresmikan MPP.", BUDI), says("satu"))
    await telegram.sent_count(2)
    passed = {asked.text: asked.is_passed_on for asked in service.asked}
    assert passed == {"Menteri meresmikan MPP.": True, "satu": False}


async def test_what_came_through_a_bot_is_none_of_ours(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(
        sends("photo", via_bot=BOT), forwards("halo?", via_bot=BOT), sends("voice", via_bot=BOT), says("akhirnya")
    )
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]


@pytest.mark.parametrize("chat", [None, GROUP, SUPERGROUP])
async def test_what_telegram_tells_and_what_is_unknown_is_left_alone(
    telegram: StandIn, service: FakeService, chat: dict[str, Any] | None
) -> None:
    await telegram.push(
        *(of_kind(kind, content, chat=chat) for kind, content in SERVICE.items()), says("akhirnya", BUDI)
    )
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
    assert len(service.store.updates) == 1


async def test_update_of_a_kind_we_did_not_ask_for_is_left_alone(telegram: StandIn, service: FakeService) -> None:
    """A poll that began before the bot was restarted may still bring kinds that it no longer asks for."""
    person = {"id": 501, "is_bot": False, "first_name": "Ani"}
    strange: list[dict[str, Any]] = [
        {"poll_answer": {"poll_id": "1", "user": person, "option_ids": [0], "option_persistent_ids": []}},
        {"chosen_inline_result": {"result_id": "1", "from": person, "query": "mpp"}},
        {"channel_post": message("MPP?", chat={"id": -9, "type": "channel", "title": "k"})},
        {"business_message": message("ada berapa MPP?")},
        {"update_of_next_year": {"id": 1}},
    ]
    await telegram.push(*({**update, "message": None} for update in strange), says("akhirnya"))
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
