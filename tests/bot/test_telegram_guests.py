"""Guest queries: called in a chat that the bot is no member of."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Choice, Incoming, Reply
from tests.standin.fakes import SOURCE, FakeService, eventually
from tests.standin.people import ANI, BUDI, GROUP, SUPERGROUP, calls_guest, message, of_the_bot, says
from tests.standin.server import Call, StandIn
from tests.standin.texts import ShownText, parse

pytestmark = pytest.mark.usefixtures("bot")
OTHER_BOT = {"id": 9, "is_bot": True, "first_name": "Lain", "username": "LainBot"}


async def answers(telegram: StandIn, count: int = 1) -> list[Call]:
    await telegram.until(lambda: len(telegram.of("answerGuestQuery")) >= count)
    return telegram.of("answerGuestQuery")


def shown(call: Call) -> ShownText:
    content = call.parameters["result"]["input_message_content"]
    return parse(content["message_text"], content["parse_mode"])


async def test_guest_call_is_answered_once_with_its_source(telegram: StandIn, service: FakeService) -> None:
    call = calls_guest("@TanyaSpbeBot ada berapa MPP?", BUDI)
    await telegram.push({**call, "update_id": 5000}, {**call, "update_id": 5000}, says("akhirnya"))
    await telegram.sent_count(1)
    (answer,) = await answers(telegram)
    assert answer.parameters["guest_query_id"] == call["guest_message"]["guest_query_id"]
    assert shown(answer).text.startswith("|ada berapa MPP?\nSumber:")
    assert shown(answer).links == [SOURCE.url]
    assert answer.parameters["result"]["type"] == "article"
    (asked,) = [asked for asked in service.asked if asked.user == "502"]
    assert (asked.text, asked.quoted, asked.app_lang) == ("ada berapa MPP?", None, "en")


async def test_nothing_of_a_guest_is_kept_and_their_chat_is_never_written_to(
    telegram: StandIn, service: FakeService
) -> None:
    await telegram.push(calls_guest("@TanyaSpbeBot menu"), says("akhirnya"))
    await answers(telegram)
    await telegram.sent_count(1)
    await eventually(lambda: service.store.answers)
    assert [kept.text for kept in service.kept] == ["akhirnya"]
    assert [logged.text for logged in service.logged] == ["menu"]
    assert [answer.asked for answer in service.store.answers.values()] == [("akhirnya",)]
    assert {call.chat for call in telegram.calls if call.chat is not None} == {ANI["id"]}


@pytest.mark.parametrize(
    ("more", "quoted"),
    [
        ({"reply_to_message": message("Jumlah MPP berapa?", BUDI, GROUP)}, "Jumlah MPP berapa?"),
        ({"reply_to_message": message("a b c", BUDI), "quote": {"text": "b", "position": 2}}, "b"),
        ({"reply_to_message": {**message("", BUDI), "caption": "di foto ini?"}}, "di foto ini?"),
        ({"reply_to_message": {**message("", BUDI), "text": None}}, None),
    ],
)
async def test_message_it_replies_to_comes_with_it(
    telegram: StandIn, service: FakeService, more: dict[str, Any], quoted: str | None
) -> None:
    await telegram.push(calls_guest("@TanyaSpbeBot", chat=GROUP, **more))
    await answers(telegram)
    (asked,) = service.asked
    assert (asked.text, asked.quoted or None) == ("", quoted)


async def test_what_may_be_meant_is_told_in_words(telegram: StandIn) -> None:
    await telegram.push(calls_guest("@TanyaSpbeBot menu"))
    (answer,) = await answers(telegram)
    assert shown(answer).text.endswith("• Ada berapa MPP?\n• Peringkat berapa?")
    assert "reply_markup" not in answer.parameters["result"]


async def test_answer_is_compact_and_has_no_buttons(telegram: StandIn, service: FakeService) -> None:
    def long(incoming: Incoming) -> Reply:
        choices = (Choice("mpp.law", "Apa dasar hukumnya?"),)
        return Reply("answer", "id", ("Satu kalimat. " * 200,), (SOURCE,), "Sumber:", choices)

    service.reply = long
    await telegram.push(calls_guest("@TanyaSpbeBot panjang"))
    (answer,) = await answers(telegram)
    assert shown(answer).units <= 700
    assert SOURCE.title in shown(answer).text
    assert "reply_markup" not in answer.parameters["result"]


async def test_call_of_a_bot_or_without_a_query_is_ignored(telegram: StandIn, service: FakeService) -> None:
    without = calls_guest("@TanyaSpbeBot satu")
    telegram.chats.learn(without)
    del without["guest_message"]["guest_query_id"]
    unanswerable = {"guest_message": {**without["guest_message"], "from": OTHER_BOT, "guest_query_id": "g"}}
    await telegram.push(unanswerable, says("akhirnya"))
    await telegram.sent_count(1)
    assert [asked.text for asked in service.asked] == ["akhirnya"]


async def test_guest_call_is_not_taken_for_a_message_of_a_member(telegram: StandIn, service: FakeService) -> None:
    """Its chat may have the number of another one: settings, commands and buttons are none of its business."""
    for text in ("/setelan", "/start", "/diam", "@TanyaSpbeBot"):
        await telegram.push(calls_guest(text, reply_to_message=of_the_bot("58 MPP", GROUP)))
    await answers(telegram, 4)
    assert telegram.sent == []
    assert service.kept == []
    assert {asked.chat for asked in service.asked} == {f"guest {SUPERGROUP['id']}"}


async def test_what_was_left_out_is_a_link_away(telegram: StandIn, service: FakeService) -> None:
    service.reply = lambda incoming: Reply("answer", "id", ("Satu kalimat. " * 200,), (SOURCE,), "Sumber:")
    await telegram.push(calls_guest("@TanyaSpbeBot mpp.count"))
    (answer,) = await answers(telegram)
    (link,) = [link for link in shown(answer).links if link.startswith("https://t.me/TanyaSpbeBot?start=q_")]
    await telegram.push(says(f"/start {link.partition('start=')[2]}"))
    await telegram.sent_count(1)
    assert service.asked[-1].choice == "mpp.count"


@pytest.mark.parametrize("payload", ["q_!!!", "q_" + "x" * 62, "q_____", "q_bnVsbA"])
async def test_link_that_is_none_of_ours_breaks_nothing(telegram: StandIn, service: FakeService, payload: str) -> None:
    await telegram.push(says(f"/start {payload}"))
    await telegram.sent_count(1)
