"""When the bot is spoken to: `question_in` on messages as Telegram delivers them."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message, User

from bot.channels.telegram_addressed import question_in
from tests.standin.people import ANI, BUDI, FORUM, GROUP, SUPERGROUP, message, of_the_bot
from tests.standin.server import BOT

ME = User.de_json(BOT, None)
OTHER_BOT = {"id": 9, "is_bot": True, "first_name": "Lain", "username": "LainBot"}
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def asked(text: str, person: dict[str, Any] = ANI, chat: dict[str, Any] | None = None, **more: Any) -> str | None:
    return question_in(Message.de_json(message(text, person, chat, **more), None), ME)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Ada berapa MPP?", "Ada berapa MPP?"),
        ("  -5 derajat ", "-5 derajat"),
        ("/start", "/start"),
        ("/tanya", "/tanya"),
        ("/tanya Ada berapa MPP?", "Ada berapa MPP?"),
        ("/TANYA@tanyaspbebot berapa", "berapa"),
        ("/topik@TanyaSpbeBot", "/topik"),
        ("/lain", "/lain"),
        ("@TanyaSpbeBot berapa?", "berapa?"),
    ],
)
def test_in_private_every_text_is_for_the_bot(text: str, question: str) -> None:
    assert asked(text) == question


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP, FORUM])
@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/tanya berapa MPP?", "berapa MPP?"),
        ("/tanya@TanyaSpbeBot berapa MPP?", "berapa MPP?"),
        ("/tanya@TANYASPBEBOT\nberapa MPP?", "berapa MPP?"),
        ("/tanya", "/tanya"),
        ("/topik", "/topik"),
        ("/sumber", "/sumber"),
        ("/start@TanyaSpbeBot", "/start"),
        ("@TanyaSpbeBot berapa MPP?", "berapa MPP?"),
        ("@tanyaspbebot, berapa MPP?", "berapa MPP?"),
        ("berapa MPP @TanyaSpbeBot ?", "berapa MPP ?"),
        ("😀 @TanyaSpbeBot berapa MPP?", "😀 berapa MPP?"),
        ("@TanyaSpbeBot", "/tanya"),
    ],
)
def test_in_groups_commands_and_mentions_are_for_the_bot(text: str, question: str, chat: dict[str, Any]) -> None:
    assert asked(text, chat=chat) == question


@pytest.mark.parametrize(
    "text",
    [
        "Ada berapa MPP?",
        "tanya dong, MPP itu apa",
        "/start",
        "/help@LainBot",
        "/tanya@LainBot berapa?",
        "/lain berapa?",
        "@LainBot berapa MPP?",
        "@TanyaSpbeBot2 berapa MPP?",
        "surat ke tanya@TanyaSpbeBot.id",
    ],
)
def test_in_groups_everything_else_is_not(text: str) -> None:
    assert asked(text, chat=GROUP) is None


def test_name_without_at_sign_may_be_a_mention_too() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": BOT}
    assert asked("Tanya berapa MPP?", chat=GROUP, entities=[entity]) == "berapa MPP?"
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": BUDI}
    assert asked("Tanya berapa MPP?", chat=GROUP, entities=[entity]) is None


def test_reply_to_the_bot_is_for_it() -> None:
    mine = of_the_bot("58 MPP", GROUP)
    assert asked("kalau 2023?", chat=GROUP, reply_to_message=mine) == "kalau 2023?"
    theirs = message("58 MPP", BUDI, GROUP)
    assert asked("kalau 2023?", chat=GROUP, reply_to_message=theirs) is None


def test_reply_to_the_bot_with_a_command_for_another_is_not() -> None:
    assert asked("/help@LainBot", chat=GROUP, reply_to_message=of_the_bot("58 MPP", GROUP)) is None


def test_message_in_a_topic_that_the_bot_opened_is_no_reply_to_it() -> None:
    opened = of_the_bot("", FORUM, forum_topic_created={"name": "MPP", "icon_color": 1})
    assert asked("halo semua", chat=FORUM, reply_to_message=opened) is None


def test_other_bots_inline_results_and_posts_of_a_linked_channel_are_ignored() -> None:
    assert asked("/tanya berapa?", OTHER_BOT, GROUP) is None
    assert asked("/tanya berapa?", chat=GROUP, via_bot=OTHER_BOT) is None
    assert asked("/tanya berapa?", OTHER_BOT) is None
    channel = {"id": -1009, "type": "channel", "title": "Kanal"}
    post: dict[str, Any] = {"sender_chat": channel, "is_automatic_forward": True}
    assert asked("/tanya berapa?", chat=SUPERGROUP, **post) is None


def test_anonymous_admin_is_a_person() -> None:
    assert asked("/tanya berapa?", ANONYMOUS_ADMIN, SUPERGROUP, sender_chat=SUPERGROUP) == "berapa?"


def test_message_without_text_is_not_for_the_bot() -> None:
    photo = message("", chat=None)
    del photo["text"]
    assert question_in(Message.de_json(photo, None), ME) is None
