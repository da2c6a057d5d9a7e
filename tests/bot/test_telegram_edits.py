"""Edited questions, removed answers, and what people think of answers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Chart, Incoming, Reply
from tests.standin.fakes import PNG, SOURCE, FakeService, eventually
from tests.standin.people import (
    ANI,
    BUDI,
    GROUP,
    SUPERGROUP,
    edits,
    edits_caption,
    presses,
    says,
    says_anonymously,
    sends,
)
from tests.standin.server import Call, StandIn

pytestmark = pytest.mark.usefixtures("bot")


def button(call: Call, act: str) -> int:
    """The number of the button that does this."""
    return next(n for n, each in enumerate(call.buttons) if each.get("callback_data", "").endswith(f":{act}"))


def text_of(telegram: StandIn, call: Call) -> str | None:
    """What a sent message says now; None when it is gone."""
    message = telegram.chats.message(call.chat or 0, call.result["message_id"])
    return None if message is None else str(message.get("text", message.get("caption"))).split("\n")[0]


async def settled(telegram: StandIn, count: int) -> list[Call]:
    """So many messages, after whatever came before this was done with."""
    await telegram.push(says("/tanya akhirnya", {**BUDI, "id": 999}, GROUP))
    return (await telegram.sent_count(count + 1))[:-1]


# -- edits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chat", [None, GROUP])
async def test_edited_question_gets_its_reply_edited(
    telegram: StandIn, service: FakeService, chat: dict[str, Any] | None
) -> None:
    question = says("/tanya satu", chat=chat)
    await telegram.push(question)
    (answer,) = await telegram.sent_count(1)
    await telegram.push(edits(question, "/tanya dua"))
    await telegram.until(lambda: telegram.of("editMessageText"))
    assert text_of(telegram, answer) == "|dua"
    (edit,) = telegram.of("editMessageText")
    assert len(edit.buttons) == len(answer.buttons)
    assert len(telegram.sent) == 1
    await eventually(lambda: [kept.asked for kept in service.store.answers.values()] == [("dua",)])


@pytest.mark.parametrize("chat", [None, GROUP])
async def test_edited_caption_gets_its_reply_edited(telegram: StandIn, chat: dict[str, Any] | None) -> None:
    question = sends("photo", chat=chat, caption="/tanya satu")
    await telegram.push(question)
    (answer,) = await telegram.sent_count(1)
    await telegram.push(edits_caption(question, "/tanya dua"))
    await telegram.until(lambda: telegram.of("editMessageText"))
    assert text_of(telegram, answer) == "|dua"
    # Taken away, it asks nothing more.
    await telegram.push(edits_caption(question, ""), says("/tanya akhirnya", BUDI, GROUP))
    await telegram.sent_count(2)
    assert text_of(telegram, answer) == "|dua"


async def test_edit_of_an_edit_edits_again(telegram: StandIn) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question)
    (answer,) = await telegram.sent_count(1)
    for text in ("dua", "tiga"):
        await telegram.push(edits(question, f"/tanya {text}"))
    await telegram.until(lambda: len(telegram.of("editMessageText")) == 2)
    assert text_of(telegram, answer) == "|tiga"


async def test_edit_that_asks_the_same_changes_nothing(telegram: StandIn) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question, edits(question, "/tanya@TanyaSpbeBot satu"))
    await settled(telegram, 1)
    assert telegram.of("editMessageText") == []


@pytest.mark.parametrize("text", ["sudah terjawab", "/tanya makasih"])
async def test_edit_that_asks_nothing_more_is_silent(telegram: StandIn, service: FakeService, text: str) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question, edits(question, text))
    (answer,) = await settled(telegram, 1)
    assert text_of(telegram, answer) == "|satu"
    await eventually(lambda: [kept.text for kept in service.kept] == ["satu", "akhirnya"])


@pytest.mark.parametrize("command", ["/setelan", "/bahasa", "/diam"])
async def test_edit_into_a_command_that_sets_something_is_silent(telegram: StandIn, command: str) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question, edits(question, command))
    (answer,) = await settled(telegram, 1)
    assert text_of(telegram, answer) == "|satu"


async def test_message_that_addresses_the_bot_only_after_an_edit_is_answered(telegram: StandIn) -> None:
    chatter = says("berapa MPP?", chat=GROUP)
    await telegram.push(chatter, edits(chatter, "berapa MPP? @TanyaSpbeBot"))
    (answer,) = await telegram.sent_count(1)
    assert answer.text.startswith("|berapa MPP?")
    assert answer.parameters["reply_parameters"]["message_id"] == chatter["message"]["message_id"]


async def test_edited_chatter_stays_unanswered(telegram: StandIn, service: FakeService) -> None:
    chatter = says("berapa MPP?", chat=GROUP)
    await telegram.push(chatter, edits(chatter, "berapa sih MPP?"))
    await settled(telegram, 0)
    assert len(service.asked) == len(service.store.updates) == 1


async def test_miss_becomes_an_answer_when_its_question_is_edited(telegram: StandIn) -> None:
    question = says("/tanya entah", chat=GROUP)
    await telegram.push(question)
    (line,) = await telegram.sent_count(1)
    await telegram.push(edits(question, "/tanya satu"))
    await telegram.until(lambda: telegram.of("editMessageText"))
    assert text_of(telegram, line) == "|satu"
    assert telegram.of("editMessageText")[0].buttons


async def test_answer_that_says_something_else_now_is_no_longer_pointed_to(telegram: StandIn) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question, edits(question, "/tanya dua"))
    await telegram.until(lambda: telegram.of("editMessageText"))
    await telegram.push(says("/tanya satu", BUDI, GROUP), says("/tanya dua", BUDI, GROUP))
    _, again, pointer = await telegram.sent_count(3)
    assert again.text.startswith("|satu")
    assert pointer.text == "<id:answered_above>"


async def test_question_held_back_is_answered_in_private_as_it_was_edited(
    telegram: StandIn, service: FakeService
) -> None:
    late = says("/tanya satu", chat=GROUP)
    await telegram.push(*(says(f"/tanya {number}", BUDI, GROUP) for number in range(4)), late)
    line = (await telegram.sent_count(5))[-1]
    await telegram.push(edits(late, "/tanya dua"))
    await eventually(lambda: ("dua",) in [answer.asked for answer in service.store.answers.values()])
    await telegram.push(says(f"/start {line.buttons[0]['url'].partition('=')[2]}"))
    assert (await telegram.sent_count(6))[-1].text.startswith("dua|")


async def test_picture_and_words_take_each_other_s_place(
    telegram: StandIn, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chart(incoming: Incoming) -> Reply:
        words = (f"|{incoming.text}",)
        picture = Chart(("a",), "id", "Judul", words[0], ()) if "grafik" in incoming.text else None
        return Reply("answer", "id", words, (SOURCE,), "Sumber:", chart=picture)

    async def png(self: object, chart: object, content: object) -> bytes:
        return PNG

    monkeypatch.setattr("bot.chart.Charts.png", png)
    service.reply = chart
    question = says("/grafik mpp")
    await telegram.push(question, edits(question, "satu"), edits(question, "/grafik egdi"))
    calls = await telegram.sent_count(3)
    await telegram.until(lambda: len(telegram.of("deleteMessage")) == 2)
    assert [call.method for call in calls] == ["sendPhoto", "sendMessage", "sendPhoto"]
    assert [text_of(telegram, call) for call in calls] == [None, None, "|/grafik egdi"]


# -- removal --------------------------------------------------------------------------------------------------------


async def test_asker_removes_the_answer(telegram: StandIn) -> None:
    question = says("/tanya satu", chat=GROUP)
    await telegram.push(question)
    (answer,) = await telegram.sent_count(1)
    await telegram.push(presses(answer, button(answer, "remove"), ANI, GROUP))
    await telegram.until(lambda: telegram.of("deleteMessage"))
    assert text_of(telegram, answer) is None
    # An edit does not bring it back, and the next asker is not sent to it.
    await telegram.push(edits(question, "/tanya dua"), says("/tanya satu", BUDI, GROUP))
    _, again = await telegram.sent_count(2)
    assert again.text.startswith("|satu")
    assert telegram.of("editMessageText") == []


async def test_others_may_not_remove_it_but_admins_may(telegram: StandIn) -> None:
    admin = {**BUDI, "id": 503}
    telegram.chats.appoint(GROUP, [admin])
    await telegram.push(says("/tanya satu", chat=GROUP))
    (answer,) = await telegram.sent_count(1)
    for person in (BUDI, admin):
        await telegram.push(presses(answer, button(answer, "remove"), person, GROUP))
    await telegram.until(lambda: telegram.of("deleteMessage"))
    refused, allowed = telegram.of("answerCallbackQuery")
    assert refused.parameters["text"] == "<en:remove_not_yours>"
    assert "text" not in allowed.parameters
    assert len(telegram.of("getChatAdministrators")) == 1


async def test_choices_are_an_admin_s_to_press_too(telegram: StandIn) -> None:
    telegram.chats.appoint(GROUP, [BUDI])
    await telegram.push(says("/tanya menu", chat=GROUP))
    (menu,) = await telegram.sent_count(1)
    await telegram.push(presses(menu, 0, BUDI, GROUP))
    _, answer = await telegram.sent_count(2)
    assert answer.text.startswith("mpp.count|")


async def test_answer_to_an_anonymous_admin_is_removed_by_any_admin(telegram: StandIn) -> None:
    telegram.chats.appoint(SUPERGROUP, [BUDI])
    await telegram.push(says_anonymously("/tanya satu"))
    (answer,) = await telegram.sent_count(1)
    await telegram.push(presses(answer, button(answer, "remove"), ANI, SUPERGROUP))
    await telegram.push(presses(answer, button(answer, "remove"), BUDI, SUPERGROUP))
    await telegram.until(lambda: telegram.of("deleteMessage"))
    assert len(telegram.of("answerCallbackQuery")) == 2


async def test_answer_too_old_to_delete_says_that_it_was_removed(telegram: StandIn) -> None:
    await telegram.push(says("/tanya satu", chat=GROUP))
    (answer,) = await telegram.sent_count(1)
    telegram.fail("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")
    await telegram.push(presses(answer, button(answer, "remove"), ANI, GROUP))
    await telegram.until(lambda: telegram.of("editMessageText"))
    assert text_of(telegram, answer) == "<id:removed>"
    assert telegram.of("editMessageText")[0].buttons == []


# -- votes ----------------------------------------------------------------------------------------------------------


async def test_anyone_may_say_that_an_answer_is_good(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", chat=GROUP))
    (answer,) = await telegram.sent_count(1)
    for person in (ANI, BUDI):
        await telegram.push(presses(answer, button(answer, "up"), person, GROUP))
    await telegram.until(lambda: len(telegram.of("answerCallbackQuery")) == 2)
    (kept,) = service.store.answers.values()
    assert service.store.votes == {(kept.id, "501"): ("up", None), (kept.id, "502"): ("up", None)}
    toasts = [call.parameters["text"] for call in telegram.of("answerCallbackQuery")]
    assert toasts == ["<id:vote_thanks>", "<en:vote_thanks>"]
    assert len(service.asked) == 1


async def test_who_finds_fault_is_asked_why(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", chat=GROUP))
    (answer,) = await telegram.sent_count(1)
    await telegram.push(presses(answer, button(answer, "down"), BUDI, GROUP))
    await telegram.until(lambda: telegram.of("editMessageReplyMarkup"))
    (asked,) = telegram.of("editMessageReplyMarkup")
    assert [each["text"] for each in asked.buttons[-4:]] == [
        "<id:reason_figure>",
        "<id:reason_old>",
        "<id:reason_meant>",
        "<id:reason_other>",
    ]
    await telegram.push(presses(asked, button(asked, "why.old"), BUDI, GROUP))
    await telegram.until(lambda: len(telegram.of("editMessageReplyMarkup")) == 2)
    assert telegram.of("editMessageReplyMarkup")[1].buttons == answer.buttons
    assert list(service.store.votes.values()) == [("down", "old")]
