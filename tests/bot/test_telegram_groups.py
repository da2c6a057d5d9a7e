"""The bot's life in groups against the stand-in: added, removed, moved, run by people who stay anonymous."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from bot.channels import telegram_chats
from bot.chat_settings import ChatSettings
from bot.session import Session
from bot.store import SessionKey, Store
from tests.standin.people import (
    ANI,
    BUDI,
    GROUP,
    SUPERGROUP,
    changes_membership,
    edits,
    migrates,
    presses,
    presses_data,
    private,
    says,
    says_anonymously,
    says_as_channel,
)
from tests.standin.server import StandIn

pytestmark = pytest.mark.usefixtures("real_bot")

NEW_ID = -1004001
MOVED: dict[str, Any] = {**GROUP, "id": NEW_ID, "type": "supergroup"}
QUESTION = "/tanya Apa itu DGCC?"


async def rows(store: Store, chat: dict[str, Any], person: dict[str, Any] = ANI) -> tuple[ChatSettings, Session]:
    id = str(chat["id"])
    return (
        await store.chat_settings("telegram", id),
        await store.session(SessionKey("telegram", id, None, str(person["id"]))),
    )


async def test_bot_that_is_added_introduces_itself_once_in_three_lines(telegram: StandIn) -> None:
    added = changes_membership("left", "member", ANI, GROUP)
    await telegram.push({**added, "update_id": 5000}, {**added, "update_id": 5000})
    await telegram.push(changes_membership("member", "administrator", ANI, GROUP), says(QUESTION, chat=GROUP))
    introduction, _ = await telegram.sent_count(2)
    assert len(introduction.text.split("\n")) == 3
    assert "Tanya SPBE" in introduction.text
    assert "/help" in introduction.text
    assert introduction.parameters["disable_notification"] is True


async def test_introduction_speaks_the_language_of_who_added_the_bot(telegram: StandIn) -> None:
    await telegram.push(changes_membership("left", "member", BUDI, SUPERGROUP))
    (introduction,) = await telegram.sent_count(1)
    assert introduction.text.startswith("Hello!")


async def test_person_who_starts_the_bot_gets_no_introduction(telegram: StandIn) -> None:
    await telegram.push(changes_membership("kicked", "member"), says("/start"))
    (start,) = await telegram.sent_count(1)
    assert start.parameters["reply_parameters"]


@pytest.mark.parametrize(("chat", "status"), [(GROUP, "left"), (SUPERGROUP, "kicked"), (private(ANI), "kicked")])
async def test_bot_that_is_removed_leaves_nothing_behind(
    telegram: StandIn, store: Store, chat: dict[str, Any], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_chats, "MOVE_SECONDS", 0.0)
    await telegram.push(says(QUESTION, chat=chat))
    await telegram.sent_count(1)
    await store.save_chat_settings("telegram", str(chat["id"]), ChatSettings(lang="en"))
    await telegram.push(changes_membership("member", status, ANI, chat))
    await telegram.push(says("apa itu MPP?", BUDI))
    await telegram.sent_count(2)
    assert await rows(store, chat) == (ChatSettings(), Session())


async def test_bot_that_is_blocked_writes_no_more(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("Apa itu DGCC?"))
    await telegram.sent_count(1)
    telegram.chats.remove_bot(private(ANI))
    await telegram.push(says("Apa itu MPP?"), says("Apa itu SPBE?"))
    await telegram.until(lambda: len(telegram.of("sendMessage")) == 2)
    await telegram.push(says("Apa itu EGDI?", BUDI))
    await telegram.sent_count(2)
    assert [call.chat for call in telegram.of("sendMessage")] == [501, 501, 502]
    assert telegram.refused == []


async def test_question_behind_the_one_that_found_out_leaves_nothing_behind(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("Apa itu DGCC?"))
    await telegram.sent_count(1)
    telegram.chats.remove_bot(private(ANI))
    question = says("Apa itu MPP?")
    await telegram.push(question, edits(question, "Apa itu SPBE?"), says("Apa itu EGDI?"), presses_data("x"))
    await telegram.until(lambda: telegram.of("answerCallbackQuery"))
    assert await rows(store, private(ANI)) == (ChatSettings(), Session())
    assert telegram.refused == []


async def test_bot_that_is_unblocked_writes_again(telegram: StandIn) -> None:
    await telegram.push(changes_membership("member", "kicked"))
    await telegram.push(changes_membership("kicked", "member"), says("Apa itu DGCC?"))
    await telegram.sent_count(1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0,), (1,)])
async def test_group_that_moves_takes_along_what_is_kept(
    telegram: StandIn, store: Store, order: tuple[int, ...]
) -> None:
    await telegram.push(says(QUESTION, chat=GROUP))
    await telegram.sent_count(1)
    await store.save_chat_settings("telegram", str(GROUP["id"]), ChatSettings(lang="en"))
    told = migrates(GROUP, NEW_ID)
    telegram.move(GROUP["id"], NEW_ID)
    for number in order:
        await telegram.push(told[number])
    async with asyncio.timeout(10):
        while (await store.chat_settings("telegram", str(NEW_ID))).lang is None:  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.001)
    await telegram.push(says("/sumber", chat=MOVED))
    _, sources = await telegram.sent_count(2)
    assert sources.text.startswith("These are the sources of the last answer.")


async def test_group_that_moved_while_we_wrote_is_followed(telegram: StandIn, store: Store) -> None:
    await telegram.push(says(QUESTION, chat=GROUP))
    await telegram.sent_count(1)
    await store.save_chat_settings("telegram", str(GROUP["id"]), ChatSettings(lang="en"))
    telegram.move(GROUP["id"], NEW_ID)
    await telegram.push(says("/sumber", chat=GROUP))
    _, sources = await telegram.sent_count(2)
    assert sources.chat == NEW_ID
    assert (await store.chat_settings("telegram", str(NEW_ID))).lang == "en"


async def test_button_from_before_a_move_still_works(telegram: StandIn) -> None:
    await telegram.push(says("/tanya MPP", chat=GROUP))
    (menu,) = await telegram.sent_count(1)
    telegram.move(GROUP["id"], NEW_ID)
    await telegram.push(migrates(GROUP, NEW_ID)[1])
    await telegram.push(presses(menu, 0, ANI, MOVED))
    _, answer = await telegram.sent_count(2)
    assert answer.chat == NEW_ID
    assert "MPP" in answer.text


async def test_group_that_moved_is_not_introduced_to_anew(telegram: StandIn) -> None:
    for update in migrates(GROUP, NEW_ID):
        await telegram.push(update)
    await telegram.push(changes_membership("left", "member", ANI, MOVED))
    await telegram.push(says(QUESTION, chat=MOVED))
    (answer,) = await telegram.sent_count(1)
    assert "DGCC" in answer.text


async def test_nobody_who_stays_anonymous_is_named(telegram: StandIn) -> None:
    await telegram.push(
        says_anonymously(QUESTION, SUPERGROUP, author_signature="Redaktur"), says_as_channel(QUESTION, SUPERGROUP)
    )
    answers = await telegram.sent_count(2)
    for answer in answers:
        assert not re.search("Redaktur|Group|Anonymous|Channel", answer.text)


async def test_members_and_their_messages_are_not_asked_for(telegram: StandIn) -> None:
    await telegram.push(says(QUESTION, chat=GROUP))
    await telegram.sent_count(1)
    assert telegram.polls[0]["allowed_updates"].count("my_chat_member") == 1
    assert "chat_member" not in telegram.polls[0]["allowed_updates"]
