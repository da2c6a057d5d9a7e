"""The chats are only worth something if they forbid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standin.chats import DELETABLE_SECONDS, NOW, Chats, Told
from tests.standin.judge import Refused
from tests.standin.people import (
    ANI,
    BUDI,
    GROUP,
    SUPERGROUP,
    asks_inline,
    calls_guest,
    changes_membership,
    migrates,
    says,
)
from tests.standin.server import BOT


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chats(clock: Clock) -> Chats:
    chats = Chats(BOT, clock)
    chats.learn(says("halo", ANI, GROUP))
    return chats


def sent(chats: Chats, chat: int = GROUP["id"], **more: Any) -> dict[str, Any]:
    message = chats.act("sendMessage", {"chat_id": chat, "text": "58", **more})
    assert isinstance(message, dict)
    return message


def test_message_is_edited_once_to_the_same_words(chats: Chats) -> None:
    place = {"chat_id": GROUP["id"], "message_id": sent(chats)["message_id"]}
    chats.act("editMessageText", {**place, "text": "59"})
    with pytest.raises(Refused, match="not modified"):
        chats.act("editMessageText", {**place, "text": "59"})
    assert (chats.message(chat=GROUP["id"], message_id=place["message_id"]) or {})["text"] == "59"


def test_buttons_are_changed_alone_and_a_text_has_no_caption(chats: Chats) -> None:
    place = {"chat_id": GROUP["id"], "message_id": sent(chats)["message_id"]}
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    edited = chats.act("editMessageReplyMarkup", {**place, "reply_markup": markup})
    assert isinstance(edited, dict)
    assert edited["text"] == "58"
    with pytest.raises(Refused, match="no caption"):
        chats.act("editMessageCaption", {**place, "caption": "x"})


def test_message_of_a_person_is_not_the_bot_s_to_edit(chats: Chats) -> None:
    said = says("halo", ANI, GROUP)
    chats.learn(said)
    place = {"chat_id": GROUP["id"], "message_id": said["message"]["message_id"]}
    with pytest.raises(Refused, match="can't be edited"):
        chats.act("editMessageText", {**place, "text": "x"})
    with pytest.raises(Refused, match="can't be deleted"):
        chats.act("deleteMessage", place)


def test_message_is_deleted_within_48_hours(chats: Chats, clock: Clock) -> None:
    place = {"chat_id": GROUP["id"], "message_id": sent(chats)["message_id"]}
    clock.now += DELETABLE_SECONDS + 1
    with pytest.raises(Refused, match="can't be deleted"):
        chats.act("deleteMessage", place)
    clock.now -= 2
    assert chats.act("deleteMessage", place) is True
    with pytest.raises(Refused, match="not found"):
        chats.act("deleteMessage", place)


@pytest.mark.parametrize(
    ("method", "name", "update"),
    [
        ("answerInlineQuery", "inline_query_id", asks_inline("mpp")),
        ("answerGuestQuery", "guest_query_id", calls_guest("mpp")),
    ],
)
def test_query_is_answered_once(chats: Chats, method: str, name: str, update: dict[str, Any]) -> None:
    query = update.get("inline_query", {}).get("id") or update["guest_message"]["guest_query_id"]
    with pytest.raises(Refused, match="query ID is invalid"):
        chats.act(method, {name: query, "result": {}})
    chats.learn(update)
    chats.act(method, {name: query, "result": {"input_message_content": {"message_text": "58"}}})
    with pytest.raises(Refused, match="query ID is invalid"):
        chats.act(method, {name: query, "result": {}})


def test_guest_cannot_write_in_the_chat_that_called(chats: Chats) -> None:
    chats.learn(calls_guest("mpp", chat=SUPERGROUP))
    with pytest.raises(Refused, match="chat not found"):
        sent(chats, SUPERGROUP["id"])


def test_message_of_a_guest_is_edited_by_its_inline_id(chats: Chats) -> None:
    call = calls_guest("mpp")
    chats.learn(call)
    result = {"input_message_content": {"message_text": "58"}}
    answer = chats.act(
        "answerGuestQuery", {"guest_query_id": call["guest_message"]["guest_query_id"], "result": result}
    )
    assert isinstance(answer, dict)
    assert chats.act("editMessageText", {**answer, "text": "59"}) is True
    with pytest.raises(Refused, match="MESSAGE_ID_INVALID"):
        chats.act("editMessageText", {"inline_message_id": "other", "text": "59"})


def test_admins_are_those_appointed(chats: Chats) -> None:
    chats.appoint(GROUP, [ANI, BOT])
    admins = chats.act("getChatAdministrators", {"chat_id": GROUP["id"]})
    assert isinstance(admins, list)
    assert [(each["user"]["id"], each["status"]) for each in admins] == [
        (ANI["id"], "creator"),
        (BOT["id"], "administrator"),
    ]
    chats.learn(says("halo", BUDI, GROUP))
    member = chats.act("getChatMember", {"chat_id": GROUP["id"], "user_id": BUDI["id"]})
    assert isinstance(member, dict)
    assert member["status"] == "member"
    chats.learn(says("halo", BUDI))
    with pytest.raises(Refused, match="no administrators"):
        chats.act("getChatAdministrators", {"chat_id": BUDI["id"]})


def test_bot_that_was_removed_finds_out_once(chats: Chats) -> None:
    chats.remove_bot(GROUP)
    with pytest.raises(Told, match="kicked from the group"):
        sent(chats)
    with pytest.raises(Refused, match="kicked") as again:
        sent(chats)
    assert not isinstance(again.value, Told)


def test_bot_that_was_told_may_not_even_try(chats: Chats) -> None:
    chats.learn(changes_membership("member", "kicked", BUDI))
    with pytest.raises(Refused, match="blocked by the user") as refused:
        sent(chats, BUDI["id"])
    assert not isinstance(refused.value, Told)
    chats.learn(changes_membership("kicked", "member", BUDI))
    sent(chats, BUDI["id"])


def test_group_that_moved_is_found_at_its_new_number(chats: Chats) -> None:
    chats.move(GROUP["id"], -1009)
    for update in migrates(GROUP, -1009):
        chats.learn(update)
    with pytest.raises(Told, match="upgraded"):
        sent(chats)
    assert sent(chats, -1009)["chat"]["type"] == "supergroup"
