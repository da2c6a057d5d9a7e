"""When the bot speaks uncalled, and when it keeps quiet though called: ambient mode, quiet hours and /diam."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat_settings import JAKARTA, ChatSettings, QuietHours
from bot.session import Session
from bot.store import SessionKey, Store
from tests.standin.chats import NOW
from tests.standin.people import (
    ANI,
    BUDI,
    FORUM,
    GROUP,
    SUPERGROUP,
    edits,
    forwards,
    of_the_bot,
    presses,
    says,
    says_anonymously,
)
from tests.standin.server import StandIn

pytestmark = pytest.mark.usefixtures("real_bot")

QUESTION = "Ada berapa MPP di Indonesia?"
MISS = "/tanya resep rendang yang enak"
HOUR = datetime.fromtimestamp(NOW, JAKARTA).hour
QUIET_NOW = QuietHours(HOUR, (HOUR + 1) % 24)
QUIET_LATER = QuietHours((HOUR + 1) % 24, HOUR)


async def set_up(store: Store, settings: ChatSettings, chat: dict[str, Any] = SUPERGROUP) -> None:
    await store.save_chat_settings("telegram", str(chat["id"]), settings)


async def said_after(telegram: StandIn, *updates: dict[str, Any]) -> list[str]:
    """What the bot said to these in groups; a question in private afterwards shows that it is done with them."""
    await telegram.push(*updates)
    await telegram.push(says("/privasi", BUDI))
    await telegram.until(lambda: any(call.chat == BUDI["id"] for call in telegram.sent))
    # Chats are answered side by side: one more question to the group waits for all before it.
    chat = updates[-1]["message"]["chat"]
    await telegram.push(says("/privasi", ANI, chat))
    await telegram.until(lambda: "Yang disimpan" in " ".join(said_in(telegram, chat)))
    return said_in(telegram, chat)[:-1]


def said_in(telegram: StandIn, chat: dict[str, Any]) -> list[str]:
    return [call.text for call in telegram.sent if call.chat == chat["id"]]


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP])
async def test_uncalled_question_is_answered_only_where_admins_want_it(
    telegram: StandIn, store: Store, chat: dict[str, Any]
) -> None:
    await telegram.push(says(QUESTION, chat=chat))
    await set_up(store, ChatSettings(ambient=True), FORUM)
    await telegram.push(says(QUESTION, chat=FORUM))
    (answer,) = await telegram.sent_count(1)
    assert answer.chat == FORUM["id"]
    assert "305" in answer.text
    assert "Sumber" in answer.text


async def test_uncalled_answer_is_logged_with_its_reason_and_without_the_question(
    telegram: StandIn, store: Store
) -> None:
    await set_up(store, ChatSettings(ambient=True))
    with capture_logs() as lines:
        await telegram.push(says("SPBE itu apa sih?", chat=SUPERGROUP))
        await telegram.sent_count(1)
    (line,) = [line for line in lines if line["event"] == "turn"]
    assert line["decision"].startswith("ambient: 100 like ")
    assert "sih" not in str(line)


async def test_of_chatter_in_ambient_mode_nothing_is_kept(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True))
    chatter = [says(f"obrolan {number} tentang MPP, siapa yang liput?", BUDI, SUPERGROUP) for number in range(200)]
    assert await said_after(telegram, *chatter) == []
    for number in (0, 199):
        assert await store.is_new_update("telegram:123456", chatter[number]["update_id"])
    key = SessionKey("telegram", str(SUPERGROUP["id"]), None, str(BUDI["id"]))
    assert await store.session(key) == Session()


@pytest.mark.parametrize(
    "update",
    [
        says(QUESTION, chat=SUPERGROUP, reply_to_message={**says("Budi?", BUDI, SUPERGROUP)["message"]}),
        forwards(QUESTION, chat=SUPERGROUP),
        says(f"@budi_redaksi {QUESTION}", chat=SUPERGROUP),
        says(f"/catat {QUESTION}", chat=SUPERGROUP),
        says(QUESTION, chat=SUPERGROUP, date=NOW - 3600),
        says("Apakah Bandung punya MPP?", chat=SUPERGROUP),
        says("peringkat EGDI Indonesia 2019 berapa?", chat=SUPERGROUP),
        says("berapa harga cabai hari ini?", chat=SUPERGROUP),
    ],
    ids=["reply", "forward", "mention", "command", "stale", "ambiguous", "no data", "else"],
)
async def test_what_is_said_to_others_or_in_doubt_is_left_alone(
    telegram: StandIn, store: Store, update: dict[str, Any]
) -> None:
    await set_up(store, ChatSettings(ambient=True))
    assert await said_after(telegram, update) == []


async def test_uncalled_answer_is_not_given_twice(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True))
    said = await said_after(telegram, says(QUESTION, ANI, SUPERGROUP), says(QUESTION, BUDI, SUPERGROUP))
    assert len(said) == 1


async def test_uncalled_answer_follows_the_edit_of_its_question(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True))
    asked = says("Apa itu DGCC?", ANI, SUPERGROUP)
    await telegram.push(asked)
    await telegram.sent_count(1)
    await telegram.push(edits(asked, "Apa itu EGCC?"))
    await telegram.until(lambda: telegram.of("editMessageText"))
    assert "EGCC" in telegram.of("editMessageText")[0].text
    await telegram.push(edits(asked, "ah, lupakan"), edits(says("halo", BUDI, SUPERGROUP), "Apa itu SPBE?"))
    await telegram.push(says("/sumber", ANI, SUPERGROUP))
    await telegram.sent_count(2)
    assert len(telegram.of("editMessageText")) == 1


async def test_anonymous_admin_is_overheard_like_anybody(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True))
    await telegram.push(says_anonymously(QUESTION, SUPERGROUP))
    (answer,) = await telegram.sent_count(1)
    assert "305" in answer.text


async def test_in_quiet_hours_who_asks_is_answered_without_a_sound(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True, quiet=QUIET_NOW))
    await telegram.push(says(QUESTION, BUDI, SUPERGROUP), says("@TanyaSpbeBot apa itu DGCC?", ANI, SUPERGROUP))
    (answer,) = await telegram.sent_count(1)
    assert "DGCC" in answer.text
    assert answer.parameters["disable_notification"] is True


async def test_in_quiet_hours_there_are_no_misses(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(quiet=QUIET_NOW))
    assert await said_after(telegram, says(MISS, chat=SUPERGROUP)) == []


async def test_outside_quiet_hours_all_is_as_ever(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(quiet=QUIET_LATER))
    await telegram.push(says(MISS, chat=SUPERGROUP))
    (miss,) = await telegram.sent_count(1)
    assert "disable_notification" not in miss.parameters


async def test_silenced_bot_answers_commands_only_and_without_a_sound(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(ambient=True, muted_until=NOW + 60))
    mention = says("@TanyaSpbeBot apa itu DGCC?", ANI, SUPERGROUP)
    reply = says("apa itu MPP?", ANI, SUPERGROUP, reply_to_message=of_the_bot("x", SUPERGROUP))
    await telegram.push(mention, reply, says(QUESTION, ANI, SUPERGROUP), says("/tanya apa itu SPBE?", ANI, SUPERGROUP))
    (answer,) = await telegram.sent_count(1)
    assert "SPBE" in answer.text
    assert answer.parameters["disable_notification"] is True
    await telegram.push(edits(mention, "@TanyaSpbeBot apa itu EGDI?"), says("/sumber", ANI, SUPERGROUP))
    await telegram.sent_count(2)


async def test_button_of_a_silenced_bot_still_works(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("/tanya MPP", ANI, SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    await set_up(store, ChatSettings(muted_until=NOW + 60))
    await telegram.push(presses(menu, 0, ANI, SUPERGROUP))
    _, answer = await telegram.sent_count(2)
    assert answer.parameters["disable_notification"] is True


async def test_silence_is_over_when_it_is_over(telegram: StandIn, store: Store) -> None:
    await set_up(store, ChatSettings(muted_until=NOW))
    await telegram.push(says("@TanyaSpbeBot apa itu DGCC?", ANI, SUPERGROUP))
    (answer,) = await telegram.sent_count(1)
    assert "disable_notification" not in answer.parameters
