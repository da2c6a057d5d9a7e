"""/setelan, /bahasa and /diam against the stand-in, with the real service, store and content."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat_settings import JAKARTA, ChatSettings, QuietHours
from bot.store import Store
from tests.standin.chats import NOW
from tests.standin.people import ANI, BUDI, SUPERGROUP, presses, presses_data, says, says_anonymously, says_as_channel
from tests.standin.server import BOT, Call, StandIn

pytestmark = pytest.mark.usefixtures("real_bot")
DAY_SECONDS = 86_400


@pytest.fixture(autouse=True)
def ani_runs_the_group(telegram: StandIn) -> None:
    telegram.chats.appoint(SUPERGROUP, [ANI])


def labels(call: Call) -> list[str]:
    return [button["text"] for button in call.buttons]


async def press(telegram: StandIn, call: Call, label: str, person: Any = ANI, chat: Any = None) -> Call:
    """Press the button that begins so, and wait for the message to change."""
    number = next(number for number, text in enumerate(labels(call)) if text.startswith(label))
    before = len(telegram.of("editMessageText"))
    await telegram.push(presses(call, number, person, chat))
    await telegram.until(lambda: len(telegram.of("editMessageText")) > before)
    return telegram.of("editMessageText")[-1]


async def test_settings_in_private_are_language_and_compactness(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("/setelan"))
    (menu,) = await telegram.sent_count(1)
    assert labels(menu) == ["Bahasa: otomatis, menurut pertanyaannya", "Jawaban ringkas: tidak", "Selesai"]
    menu = await press(telegram, menu, "Jawaban ringkas")
    assert "Jawaban ringkas: ya" in menu.text
    assert labels(menu)[1] == "Jawaban ringkas: ya"
    assert await store.chat_settings("telegram", "501") == ChatSettings(compact=True)
    assert len(telegram.sent) == 1
    menu = await press(telegram, menu, "Selesai")
    assert menu.buttons == []
    assert "Jawaban ringkas: ya" in menu.text


@pytest.mark.parametrize("command", ["/settings", "/setelan@TanyaSpbeBot"])
async def test_settings_have_another_name(telegram: StandIn, command: str) -> None:
    await telegram.push(says(command))
    (menu,) = await telegram.sent_count(1)
    assert menu.text.startswith("Setelan obrolan ini:")


async def test_chosen_language_holds_from_the_next_question_on(telegram: StandIn) -> None:
    await telegram.push(says("/bahasa"))
    (menu,) = await telegram.sent_count(1)
    assert labels(menu)[:4] == ["✓ otomatis, menurut pertanyaannya", "Bahasa Indonesia", "English", "한국어"]
    menu = await press(telegram, menu, "English")
    assert menu.text == "In which language shall I answer here?"
    assert "✓ English" in labels(menu)
    await telegram.push(says("Apa itu DGCC?"))
    answer = (await telegram.sent_count(2))[-1]
    assert "Digital Government Cooperation Center" in answer.text
    assert "Sources" in answer.text
    await press(telegram, menu, "automatic")
    await telegram.push(says("Apa itu DGCC?"))
    assert "Sumber" in (await telegram.sent_count(3))[-1].text


async def test_settings_of_a_group_are_its_admins(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("/setelan", BUDI, SUPERGROUP), says("/setelan", ANI, SUPERGROUP))
    refused, menu = await telegram.sent_count(2)
    assert refused.text == "Only its admins may change the settings of a group."
    assert refused.buttons == []
    assert labels(menu) == [
        "Bahasa: otomatis, menurut pertanyaannya",
        "Jawaban ringkas: ya",
        "Ikut menjawab tanpa dipanggil: tidak",
        "Jam tenang: tidak ada",
        "Selesai",
    ]
    await telegram.push(presses(menu, 1, BUDI, SUPERGROUP))
    await telegram.until(lambda: telegram.of("answerCallbackQuery"))
    (toast,) = telegram.of("answerCallbackQuery")
    assert toast.parameters["text"] == "Only its admins may change the settings of a group."
    assert await store.chat_settings("telegram", str(SUPERGROUP["id"])) == ChatSettings()
    await press(telegram, menu, "Jawaban ringkas", ANI, SUPERGROUP)
    assert await store.chat_settings("telegram", str(SUPERGROUP["id"])) == ChatSettings(compact=False)


async def test_admins_are_asked_of_telegram_once(telegram: StandIn) -> None:
    for number in range(3):
        await telegram.push(says("/setelan", ANI, SUPERGROUP))
        await telegram.sent_count(number + 1)
    assert len(telegram.of("getChatAdministrators")) == 1


async def test_anonymous_admin_may_set_and_is_not_named(telegram: StandIn) -> None:
    await telegram.push(says_anonymously("/setelan", SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    assert "Jam tenang: tidak ada" in menu.text
    assert telegram.of("getChatMember") == []


async def test_who_writes_as_a_channel_is_no_admin(telegram: StandIn) -> None:
    await telegram.push(says_as_channel("/setelan", SUPERGROUP))
    (refused,) = await telegram.sent_count(1)
    assert refused.text == "Setelan grup hanya bisa diubah oleh adminnya."


async def test_quiet_hours_are_chosen_by_two_presses(telegram: StandIn, store: Store) -> None:
    group = str(SUPERGROUP["id"])
    await telegram.push(says("/setelan", ANI, SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    menu = await press(telegram, menu, "Jam tenang", ANI, SUPERGROUP)
    assert menu.text == "Jam tenang mulai pukul berapa (WIB)?"
    assert labels(menu)[:2] == ["00", "01"]
    menu = await press(telegram, menu, "22", ANI, SUPERGROUP)
    assert await store.chat_settings("telegram", group) == ChatSettings()
    menu = await press(telegram, menu, "06", ANI, SUPERGROUP)
    assert "Jam tenang: 22.00–06.00 WIB" in menu.text
    assert await store.chat_settings("telegram", group) == ChatSettings(quiet=QuietHours(22, 6))
    menu = await press(telegram, menu, "Jam tenang", ANI, SUPERGROUP)
    menu = await press(telegram, menu, "Tanpa jam tenang", ANI, SUPERGROUP)
    assert "Jam tenang: tidak ada" in menu.text
    assert await store.chat_settings("telegram", group) == ChatSettings()


async def test_ambient_mode_needs_to_read_the_group(telegram: StandIn, store: Store) -> None:
    group = str(SUPERGROUP["id"])
    await telegram.push(says("/setelan", ANI, SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    menu = await press(telegram, menu, "Ikut menjawab", ANI, SUPERGROUP)
    assert "/setprivacy" in menu.text
    assert "Jadikan saya admin" in menu.text
    assert await store.chat_settings("telegram", group) == ChatSettings()
    telegram.chats.appoint(SUPERGROUP, [ANI, BOT])
    menu = await press(telegram, menu, "Ikut menjawab", ANI, SUPERGROUP)
    assert "Ikut menjawab tanpa dipanggil: ya" in menu.text
    assert "/setprivacy" not in menu.text
    assert await store.chat_settings("telegram", group) == ChatSettings(ambient=True)


async def test_ambient_mode_with_privacy_mode_off(telegram: StandIn) -> None:
    telegram.me["can_read_all_group_messages"] = True
    await telegram.push(says("/setelan", ANI, SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    menu = await press(telegram, menu, "Ikut menjawab", ANI, SUPERGROUP)
    assert "Ikut menjawab tanpa dipanggil: ya" in menu.text


async def test_silence_of_a_day_and_back(telegram: StandIn, store: Store) -> None:
    group = str(SUPERGROUP["id"])
    await telegram.push(says("/diam", BUDI, SUPERGROUP), says("/diam", ANI, SUPERGROUP))
    refused, begun = await telegram.sent_count(2)
    tomorrow = f"{datetime.fromtimestamp(NOW, JAKARTA) + timedelta(days=1):%d-%m-%Y %H.%M}"
    assert refused.text == "Only its admins may change the settings of a group."
    assert begun.text.startswith(f"Baik, saya diam di grup ini sampai {tomorrow} ")
    assert await store.chat_settings("telegram", group) == ChatSettings(muted_until=NOW + DAY_SECONDS)
    await telegram.push(says("/setelan", ANI, SUPERGROUP))
    assert "Diam sampai" in (await telegram.sent_count(3))[-1].text
    await telegram.push(says("/diam", ANI, SUPERGROUP))
    ended = (await telegram.sent_count(4))[-1]
    assert ended.text == "Baik, saya menjawab lagi seperti biasa."
    assert await store.chat_settings("telegram", group) == ChatSettings()


async def test_silence_is_for_groups(telegram: StandIn, store: Store) -> None:
    await telegram.push(says("/diam"))
    (said,) = await telegram.sent_count(1)
    assert "hanya untuk grup" in said.text
    assert await store.chat_settings("telegram", "501") == ChatSettings()


@pytest.mark.parametrize(
    "data", ["set:", "set:lang:xx", "set:quiet:24", "set:quiet:1:99", "set:quiet:²", "set:x:y:z", "set:ambient:yes"]
)
async def test_press_nobody_of_ours_made_changes_nothing(telegram: StandIn, store: Store, data: str) -> None:
    await telegram.push(says("/setelan"))
    (menu,) = await telegram.sent_count(1)
    press = presses_data(data)
    press["callback_query"]["message"] = menu.result
    await telegram.push(press)
    await telegram.until(lambda: telegram.of("editMessageText") or telegram.of("answerCallbackQuery"))
    assert await store.chat_settings("telegram", "501") == ChatSettings()
    telegram.refused.clear()  # the message says already what it is asked to say


async def test_press_that_changes_nothing_edits_nothing(telegram: StandIn) -> None:
    await telegram.push(says("/bahasa"))
    (menu,) = await telegram.sent_count(1)
    await telegram.push(presses(menu, 0))
    await telegram.until(lambda: telegram.of("answerCallbackQuery"))
    await telegram.push(says("/diam"))
    await telegram.sent_count(2)
    assert telegram.of("editMessageText") == []


async def test_ambient_mode_stays_off_while_telegram_does_not_say(telegram: StandIn, store: Store) -> None:
    telegram.me["can_read_all_group_messages"] = True
    await telegram.push(says("/setelan", ANI, SUPERGROUP))
    (menu,) = await telegram.sent_count(1)
    telegram.fail("getMe", 400, "Bad Request: something is wrong")
    menu = await press(telegram, menu, "Ikut menjawab", ANI, SUPERGROUP)
    assert "Belum bisa" in menu.text
    assert await store.chat_settings("telegram", str(SUPERGROUP["id"])) == ChatSettings()
