"""What the bot does not say in a group: misses and answers again and again, and more than a group can read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.telegram_render import COMPACT_LIMIT
from bot.messages import Incoming, Reply
from tests.standin.fakes import SOURCE, FakeService, eventually
from tests.standin.people import ANI, BUDI, FORUM, GROUP, SUPERGROUP, of_the_bot, presses, says
from tests.standin.server import Call, StandIn

pytestmark = pytest.mark.usefixtures("bot")


def texts(calls: list[Call]) -> list[str]:
    return [call.text.split("\n")[0] for call in calls]


def reply_to_bot(text: str, person: dict[str, object] = ANI) -> dict[str, object]:
    return says(text, person, GROUP, reply_to_message=of_the_bot("58 MPP", GROUP))


# -- what asks nothing ----------------------------------------------------------------------------------------------


async def test_thanks_to_the_bot_stay_unanswered_and_leave_nothing_behind(
    telegram: StandIn, service: FakeService
) -> None:
    await telegram.push(reply_to_bot("makasih"), says("/tanya akhirnya", chat=GROUP))
    assert texts(await telegram.sent_count(1)) == ["|akhirnya"]
    await eventually(lambda: service.store.answers)
    assert [kept.text for kept in service.kept] == ["akhirnya"]
    assert len(service.store.updates) == len(service.store.answers) == 1


async def test_thanks_that_name_the_bot_are_answered(telegram: StandIn) -> None:
    await telegram.push(says("makasih @TanyaSpbeBot", chat=GROUP))
    assert texts(await telegram.sent_count(1)) == ["|makasih"]


async def test_reply_that_asks_is_answered(telegram: StandIn) -> None:
    await telegram.push(reply_to_bot("kalau 2018?"))
    assert texts(await telegram.sent_count(1)) == ["|kalau 2018?"]


async def test_thanks_in_private_are_answered(telegram: StandIn) -> None:
    await telegram.push(says("makasih"))
    assert texts(await telegram.sent_count(1)) == ["|makasih"]


# -- misses ---------------------------------------------------------------------------------------------------------


async def test_miss_is_one_short_line_without_buttons(telegram: StandIn) -> None:
    await telegram.push(says("/tanya entah", chat=GROUP))
    (line,) = await telegram.sent_count(1)
    assert line.text == "|entah"
    assert line.buttons == []


async def test_person_is_told_of_a_miss_once_in_ten_minutes(telegram: StandIn, service: FakeService) -> None:
    entah = [says(f"/tanya entah {number}", person, GROUP) for number, person in enumerate((ANI, ANI, BUDI))]
    await telegram.push(*entah, says("/tanya akhirnya", chat=GROUP))
    assert texts(await telegram.sent_count(3)) == ["|entah 0", "|entah 2", "|akhirnya"]
    service.time += timedelta(minutes=10)
    await telegram.push(says("/tanya entah 3", chat=GROUP, date=int(service.time.timestamp())))
    assert texts(await telegram.sent_count(4))[-1] == "|entah 3"


async def test_miss_in_another_group_is_told_there(telegram: StandIn) -> None:
    await telegram.push(says("/tanya entah", chat=GROUP), says("/tanya entah", chat=SUPERGROUP))
    assert [call.chat for call in await telegram.sent_count(2)] == [GROUP["id"], SUPERGROUP["id"]]


async def test_miss_in_private_says_all_each_time(telegram: StandIn) -> None:
    await telegram.push(says("entah"), says("entah"))
    for line in await telegram.sent_count(2):
        assert line.text == "|entah\n\nMisalnya:"
        assert [button["text"] for button in line.buttons] == ["Apa dasar hukumnya?"]


async def test_year_that_is_missing_is_told_in_full(telegram: StandIn, service: FakeService) -> None:
    service.reply = lambda incoming: Reply("refuse", "id", ("Tidak ada.", "Yang ada: 2022."), refusal_class="no_data")
    await telegram.push(says("/tanya 1999", chat=GROUP), says("/tanya 1998", chat=GROUP))
    assert [call.text for call in await telegram.sent_count(2)] == ["Tidak ada.\n\nYang ada: 2022."] * 2


# -- the same again -------------------------------------------------------------------------------------------------


async def test_same_answer_again_is_one_line_that_points_to_the_first(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya satu", ANI, GROUP), says("/tanya satu", BUDI, GROUP))
    first, line = await telegram.sent_count(2)
    assert line.text == "<id:answered_above>"
    assert line.parameters["reply_parameters"]["message_id"] == first.result["message_id"]
    service.time += timedelta(minutes=10)
    await telegram.push(says("/tanya satu", BUDI, GROUP, date=int(service.time.timestamp())))
    assert texts(await telegram.sent_count(3))[-1] == "|satu"


async def test_answer_of_another_topic_is_given_again(telegram: StandIn) -> None:
    for topic in (77, 78):
        await telegram.push(says("/tanya satu", chat=FORUM, message_thread_id=topic, is_topic_message=True))
    assert texts(await telegram.sent_count(2)) == ["|satu", "|satu"]


async def test_answer_is_given_again_when_the_first_was_deleted(telegram: StandIn) -> None:
    await telegram.push(says("/tanya satu", chat=GROUP))
    (first,) = await telegram.sent_count(1)
    telegram.chats.delete(GROUP["id"], first.result["message_id"])
    await telegram.push(says("/tanya satu", chat=GROUP))
    assert texts(await telegram.sent_count(2)) == ["|satu", "|satu"]
    assert telegram.refused.pop() == "sendMessage: Bad Request: message to be replied not found"


async def test_what_was_asked_back_is_asked_back_again(telegram: StandIn) -> None:
    await telegram.push(says("/tanya menu", ANI, GROUP), says("/tanya menu", BUDI, GROUP))
    assert texts(await telegram.sent_count(2)) == ["|menu", "|menu"]


async def test_same_answer_again_in_private_is_given_again(telegram: StandIn) -> None:
    await telegram.push(says("satu"), says("satu"))
    assert texts(await telegram.sent_count(2)) == ["|satu", "|satu"]


# -- more than a group can read -------------------------------------------------------------------------------------


async def test_group_gets_four_answers_a_minute_and_one_line_that_leads_on(
    telegram: StandIn, service: FakeService
) -> None:
    flood = [says(f"/tanya {number}", {**BUDI, "id": 1000 + number}, GROUP) for number in range(20)]
    await telegram.push(*flood)
    sent = await telegram.sent_count(5)
    await eventually(lambda: len(service.store.answers) == 20)
    assert texts(sent) == ["|0", "|1", "|2", "|3", "<id:busy_here>"]
    (button,) = sent[-1].buttons
    held_back = [answer for answer in service.store.answers.values() if answer.is_waiting]
    assert len(held_back) == 16
    assert button["url"] == f"https://t.me/TanyaSpbeBot?start=ask_{held_back[0].id}"
    service.time += timedelta(seconds=60)
    await telegram.push(says("/tanya lagi", chat=GROUP))
    assert texts(await telegram.sent_count(6))[-1] == "|lagi"


async def test_minute_slides(telegram: StandIn, service: FakeService) -> None:
    for number in range(4):
        await telegram.push(says(f"/tanya {number}", chat=GROUP))
        await telegram.sent_count(number + 1)
        service.time += timedelta(seconds=15)
    await telegram.push(says("/tanya 4", chat=GROUP))
    await telegram.sent_count(5)
    await telegram.push(says("/tanya 5", chat=GROUP))
    assert texts(await telegram.sent_count(6))[-1] == "<id:busy_here>"
    service.time += timedelta(seconds=15)
    await telegram.push(says("/tanya 6", chat=GROUP))
    assert texts(await telegram.sent_count(7))[-1] == "|6"


async def test_each_asker_finds_their_own_answers_behind_the_one_line(telegram: StandIn, service: FakeService) -> None:
    fill = [says(f"/tanya {number}", chat=GROUP) for number in range(4)]
    late = [says(f"/tanya {what}", person, GROUP) for what, person in (("a1", ANI), ("b1", BUDI), ("a2", ANI))]
    await telegram.push(*fill, *late)
    line = (await telegram.sent_count(5))[-1]
    await eventually(lambda: len(service.store.answers) == 7)
    link = line.buttons[0]["url"].partition("=")[2]
    await telegram.push(says(f"/start {link}", BUDI))
    await telegram.push(says(f"/start {link}", ANI))
    sent = (await telegram.sent_count(8))[5:]
    assert sorted((call.chat, call.text.split("|")[0]) for call in sent) == [(501, "a1"), (501, "a2"), (502, "b1")]
    assert not [answer for answer in service.store.answers.values() if answer.is_waiting]


async def test_button_pressed_in_a_busy_group_leads_to_private(telegram: StandIn, service: FakeService) -> None:
    await telegram.push(says("/tanya lanjut", chat=GROUP), *(says(f"/tanya {n}", chat=GROUP) for n in range(3)))
    sent = await telegram.sent_count(4)
    await telegram.push(presses(sent[0], 0, BUDI, GROUP))
    await telegram.until(lambda: telegram.of("answerCallbackQuery"))
    (opened,) = telegram.of("answerCallbackQuery")
    (answer,) = [each for each in service.store.answers.values() if each.is_waiting]
    assert opened.parameters["url"] == f"https://t.me/TanyaSpbeBot?start=ask_{answer.id}"
    await telegram.push(says(f"/start ask_{answer.id}", BUDI))
    assert texts(await telegram.sent_count(5))[-1] == "mpp.law|"


async def test_private_chats_know_no_such_limit(telegram: StandIn) -> None:
    await telegram.push(*(says("satu", {**ANI, "id": 2000 + number // 2}) for number in range(10)))
    assert texts(await telegram.sent_count(10)) == ["|satu"] * 10


# -- how it answers -------------------------------------------------------------------------------------------------


def _long(incoming: Incoming) -> Reply:
    return Reply("answer", "id", ("Kalimat panjang sekali. " * 100,), (SOURCE,), "Sumber:")


async def test_answer_in_a_group_is_short_and_leads_to_the_whole_in_private(
    telegram: StandIn, service: FakeService
) -> None:
    service.reply = _long
    await telegram.push(says("/tanya panjang", chat=GROUP))
    (short,) = await telegram.sent_count(1)
    assert short.shown.units <= COMPACT_LIMIT
    assert short.shown.parts("ExpandableBlockQuote")[0].startswith("Sumber:")
    link, _ = short.shown.links
    assert link.startswith("https://t.me/TanyaSpbeBot?start=ask_")
    await telegram.push(says(f"/start {link.partition('=')[2]}", BUDI))
    _, whole = await telegram.sent_count(2)
    assert whole.chat == BUDI["id"]
    assert whole.shown.units > 2000
    assert whole.shown.parts("ExpandableBlockQuote") == []


async def test_unknown_link_says_so(telegram: StandIn) -> None:
    await telegram.push(says("/start ask_AAAAAAAAAAAA"))
    (line,) = await telegram.sent_count(1)
    assert line.text == "<id:link_expired>"


async def test_group_question_of_before_the_bot_slept_is_let_be(telegram: StandIn, service: FakeService) -> None:
    service.time += timedelta(minutes=6)
    await telegram.push(says("/tanya basi", chat=GROUP), says("pribadi"))
    await telegram.push(says("/tanya segar", chat=GROUP, date=int(service.time.timestamp()) - 290))
    assert sorted(texts(await telegram.sent_count(2))) == ["|pribadi", "|segar"]
    assert len(service.store.updates) == 2
