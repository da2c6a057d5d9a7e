"""The channel in this process against the stand-in: when it speaks, where, and what its buttons do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standin.fakes import FakeService, eventually
from tests.standin.people import ANI, BUDI, FORUM, GROUP, SUPERGROUP, message, presses, presses_data, says
from tests.standin.server import StandIn

pytestmark = pytest.mark.usefixtures("bot")

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


async def test_question_in_private_is_answered_with_its_source(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("Ada berapa MPP?"))
    (answer,) = await telegram.sent_count(1)
    assert answer.text == "|Ada berapa MPP?\n\nSumber:\n1. MoU <DGCC> & kerja sama (Kementerian PANRB, 25 Mei 2021)"
    assert answer.shown.links == ["https://example.org/mou?a=1&b=2"]
    (asked,) = service.asked
    assert (asked.channel, asked.chat, asked.user, asked.thread) == ("telegram", "501", "501", None)
    assert asked.at.utcoffset() is not None


async def test_reply_quotes_the_question_and_shows_no_preview(telegram: StandIn) -> None:
    question = says("Ada berapa MPP?")
    await telegram.push(question)
    (answer,) = await telegram.sent_count(1)
    assert answer.parameters["reply_parameters"] == {
        "message_id": question["message"]["message_id"],
        "allow_sending_without_reply": True,
    }
    assert answer.parameters["link_preview_options"] == {"is_disabled": True}


async def test_chatter_in_a_group_is_neither_answered_nor_kept(telegram: StandIn, service: FakeService) -> None:
    chatter = [says(f"obrolan {number} tentang MPP?", BUDI, GROUP) for number in range(1000)]
    await telegram.push(*chatter, says("/tanya akhirnya", chat=GROUP))
    (answer,) = await telegram.sent_count(1)
    assert answer.text.startswith("|akhirnya")
    assert len(service.asked) == len(service.store.updates) == 1


async def test_posts_and_other_kinds_of_messages_are_left_alone(telegram: StandIn, service: FakeService) -> None:
    photo = message("")
    del photo["text"]
    await telegram.push(
        {"channel_post": message("Ada berapa MPP?", chat={"id": -9, "type": "channel", "title": "k"})},
        {"message": {**photo, "caption": "@TanyaSpbeBot"}},
        says("akhirnya"),
    )
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]
    assert "channel_post" not in telegram.polls[0]["allowed_updates"]


async def test_two_people_in_a_group_have_a_conversation_each(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", ANI, SUPERGROUP), says("/tanya dua", BUDI, SUPERGROUP))
    await telegram.sent_count(2)
    assert [(asked.chat, asked.user) for asked in service.asked] == [("-1004002", "501"), ("-1004002", "502")]


async def test_topic_is_answered_in_its_topic(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", chat=FORUM, message_thread_id=77, is_topic_message=True))
    (answer,) = await telegram.sent_count(1)
    assert answer.parameters["message_thread_id"] == 77
    assert service.asked[0].thread == "77"


@pytest.mark.parametrize("more", [{}, {"message_thread_id": 1, "is_topic_message": True}])
async def test_general_topic_gets_no_thread_id(telegram: StandIn, service: FakeService, more: dict[str, Any]) -> None:
    await telegram.push(says("/tanya satu", chat=FORUM, **more))
    (answer,) = await telegram.sent_count(1)
    assert "message_thread_id" not in answer.parameters
    assert service.asked[0].thread is None


async def test_thread_of_replies_is_no_topic(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", chat=SUPERGROUP, message_thread_id=5))
    (answer,) = await telegram.sent_count(1)
    assert "message_thread_id" not in answer.parameters
    assert service.asked[0].thread is None


async def test_choices_are_buttons_and_pressing_one_asks_it(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("menu"))
    (menu,) = await telegram.sent_count(1)
    assert [button["text"] for button in menu.buttons] == ["Ada berapa MPP?", "Peringkat berapa?"]
    press = presses(menu, 1)
    await telegram.push(press)
    _, answer = await telegram.sent_count(2)
    assert answer.text.startswith("egdi.rank|")
    pressed = press["callback_query"]["message"]["message_id"]
    assert answer.parameters["reply_parameters"]["message_id"] == pressed
    assert (service.asked[1].choice, service.asked[1].user) == ("egdi.rank", "501")
    (closed,) = telegram.of("answerCallbackQuery")
    assert "text" not in closed.parameters
    assert telegram.calls.index(closed) < telegram.calls.index(answer)


async def test_choice_in_a_topic_is_answered_in_its_topic(telegram: StandIn) -> None:
    await telegram.push(says("/tanya menu", chat=FORUM, message_thread_id=77, is_topic_message=True))
    (menu,) = await telegram.sent_count(1)
    data = menu.buttons[0]["callback_data"]
    await telegram.push(presses_data(data, ANI, FORUM, message_thread_id=77, is_topic_message=True))
    _, answer = await telegram.sent_count(2)
    assert answer.parameters["message_thread_id"] == 77


async def test_what_is_asked_back_is_the_asker_s_to_choose(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya menu", ANI, GROUP))
    (menu,) = await telegram.sent_count(1)
    await telegram.push(presses(menu, 0, BUDI, GROUP), presses(menu, 0, ANI, GROUP))
    await telegram.sent_count(2)
    refused, allowed = telegram.of("answerCallbackQuery")
    assert refused.parameters["text"] == "<en:button_not_yours>"
    assert "text" not in allowed.parameters
    assert [asked.user for asked in service.asked] == ["501", "501"]


async def test_questions_that_lead_on_are_anyone_s(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya lanjut", ANI, GROUP))
    (answer,) = await telegram.sent_count(1)
    await telegram.push(presses(answer, 0, BUDI, GROUP))
    await telegram.sent_count(2)
    assert [asked.user for asked in service.asked] == ["501", "502"]


async def test_anonymous_admin_may_press_what_was_asked_back(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya menu", ANONYMOUS_ADMIN, SUPERGROUP, sender_chat=SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    await telegram.push(presses(menu, 0, ANI, SUPERGROUP))
    await telegram.sent_count(2)
    assert service.asked[0].user == str(SUPERGROUP["id"])


async def test_unknown_button_gets_a_toast(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(presses_data("gone"), says("akhirnya"))
    await telegram.sent_count(1)
    (closed,) = telegram.of("answerCallbackQuery")
    assert closed.parameters["text"] == "<id:button_expired>"
    assert len(service.asked) == 1


async def test_button_of_a_message_too_old_to_see_still_works(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya menu", ANI, GROUP))
    (menu,) = await telegram.sent_count(1)
    press = presses(menu, 0, ANI, GROUP)
    press["callback_query"]["message"] = {"chat": GROUP, "message_id": 4, "date": 0}
    await telegram.push(press)
    _, answer = await telegram.sent_count(2)
    assert answer.parameters["reply_parameters"]["message_id"] == 4


async def test_update_that_comes_twice_is_answered_once(telegram: StandIn, service: FakeService) -> None:
    question = says("satu")
    await telegram.push({**question, "update_id": 5000}, {**question, "update_id": 5000}, says("akhirnya"))
    await telegram.sent_count(2)
    await eventually(lambda: [kept.text for kept in service.kept] == ["satu", "akhirnya"])


async def test_failure_of_one_answer_costs_only_that(telegram: StandIn, service: FakeService) -> None:
    async def fail_once(incoming: object) -> None:
        service.before_answer = None
        raise ValueError("secret question")

    service.before_answer = fail_once
    await telegram.push(says("satu"), says("dua"))
    (answer,) = await telegram.sent_count(1)
    assert answer.text.startswith("|dua")


async def test_store_that_fails_costs_the_buttons_but_not_the_answer(telegram: StandIn, service: FakeService) -> None:
    service.store.is_broken = True
    await telegram.push(says("menu"))
    (menu,) = await telegram.sent_count(1)
    await telegram.push(presses(menu, 0))
    await telegram.until(lambda: telegram.of("answerCallbackQuery"))
    assert telegram.of("answerCallbackQuery")[0].parameters["text"] == "<id:button_expired>"


async def test_commands_have_a_menu_in_each_language_and_kind_of_chat(telegram: StandIn) -> None:
    await telegram.until(lambda: len(telegram.of("setMyCommands")) == 6)
    menus = {
        (call.parameters["scope"]["type"], call.parameters.get("language_code")): {
            command["command"]: command["description"] for command in call.parameters["commands"]
        }
        for call in telegram.of("setMyCommands")
    }
    scopes = ("all_private_chats", "all_group_chats", "all_chat_administrators")
    assert set(menus) == {(scope, code) for scope in scopes for code in (None, "en")}
    for code in (None, "en"):
        private, groups, admins = (menus[scope, code] for scope in scopes)
        assert list(groups) == ["tanya", "topik", "mpp", "grafik", "sumber", "privasi", "help"]
        assert set(admins) - set(groups) == {"bahasa", "setelan", "diam"}
        assert set(private) - set(groups) == {"bahasa", "setelan", "start"}
    assert menus["all_group_chats", None]["tanya"] == "<id:command_tanya>"
    assert menus["all_group_chats", "en"]["tanya"] == "<en:command_tanya>"


async def test_nothing_is_sent_but_what_was_asked_for(telegram: StandIn) -> None:
    await telegram.push(says("satu"))
    await telegram.sent_count(1)
    await telegram.until(lambda: len(telegram.of("setMyCommands")) == 6)
    methods = {call.method for call in telegram.calls}
    assert methods == {"getMe", "deleteWebhook", "setMyCommands", "sendMessage"}
