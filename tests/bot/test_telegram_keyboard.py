"""The buttons under an answer, as Telegram takes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from telegram import InlineKeyboardMarkup

from bot.channels.telegram_keyboard import LABEL_LIMIT, keyboard, with_reasons, without_reasons
from bot.messages import Choice, Reply
from tests.standin.fakes import SOURCE
from tests.standin.judge import judge

LINK = "https://t.me/TanyaSpbeBot?start=ask_AAAAAAAAAAAA"
WORDS = {
    "button_chart": "📊 Grafik",
    "button_copy": "📋 Salin kutipan",
    "button_share": "↗️ Bagikan",
    "button_up": "👍",
    "button_down": "👎",
    "button_remove": "🗑 Hapus",
    "reason_figure": "Angkanya salah",
    "reason_old": "Sudah usang",
    "reason_meant": "Bukan itu maksudnya",
    "reason_other": "Lainnya",
}
ANSWER = Reply(
    "answer",
    "id",
    ("58 MPP.",),
    (SOURCE,),
    "Sumber:",
    choices=(Choice("a", "Satu?"), Choice("chart:mpp.count", "Grafik"), Choice("b", "Dua?"), Choice("c", "Tiga?")),
)
MENU = Reply("ask_back", "id", ("Yang mana?",), choices=tuple(Choice(str(n), f"Pilihan {n}") for n in range(5)))


def rows(reply: Reply, *, in_group: bool) -> list[list[tuple[str, str]]]:
    """(label, what it does) of each button, as Telegram took it."""
    markup = keyboard(reply, "AAAAAAAAAAAA", LINK, WORDS.__getitem__, in_group=in_group)
    if markup is None:
        return []
    judge("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})
    return [[(button["text"], what(button)) for button in row] for row in markup["inline_keyboard"]]


def what(button: dict[str, Any]) -> str:
    if "copy_text" in button:
        return f"copy {button['copy_text']['text']}"
    return str(button.get("callback_data", "")).removeprefix("AAAAAAAAAAAA:") or urlsplit(button["url"]).path


def test_private_answer_has_questions_that_lead_on_and_its_tools() -> None:
    assert rows(ANSWER, in_group=False) == [
        [("Satu?", "0")],
        [("Dua?", "2")],
        [("Tiga?", "3")],
        [("📊 Grafik", "1"), ("📋 Salin kutipan", "copy 58 MPP. (Kementerian PANRB, 25 Mei 2021)")],
        [("↗️ Bagikan", "/share/url"), ("👍", "up"), ("👎", "down")],
    ]


def test_answer_in_a_group_has_two_questions_and_one_row_of_icons() -> None:
    questions, more, icons = rows(ANSWER, in_group=True)
    assert (questions, more) == ([("Satu?", "0")], [("Dua?", "2")])
    assert [label for label, _ in icons] == ["📊", "📋", "↗️", "👍", "👎", "🗑"]


def test_what_is_asked_back_has_all_its_choices_and_in_a_group_a_way_to_remove_it() -> None:
    choices = [[(f"Pilihan {number}", str(number))] for number in range(5)]
    assert rows(MENU, in_group=False) == choices
    assert rows(MENU, in_group=True) == [*choices, [("🗑", "remove")]]


def test_list_of_charts_has_its_names() -> None:
    charts = replace(MENU, choices=(Choice("chart:mpp.count", "Jumlah MPP"),))
    assert rows(charts, in_group=False) == [[("Jumlah MPP", "0")]]


def test_reply_without_choices_and_sources_has_no_buttons_in_private() -> None:
    assert rows(Reply("smalltalk", "id", ("Halo",)), in_group=False) == []


def test_shared_link_carries_the_quotation() -> None:
    markup = keyboard(ANSWER, "AAAAAAAAAAAA", LINK, WORDS.__getitem__, in_group=True)
    assert markup is not None
    (share,) = [button["url"] for row in markup["inline_keyboard"] for button in row if "url" in button]
    assert parse_qs(urlsplit(share).query) == {
        "url": [LINK],
        "text": ["58 MPP. (Kementerian PANRB, 25 Mei 2021)"],
    }


@pytest.mark.parametrize("in_group", [True, False])
def test_reasons_come_below_the_other_buttons_and_go_again(in_group: bool) -> None:
    sent = keyboard(ANSWER, "AAAAAAAAAAAA", LINK, WORDS.__getitem__, in_group=in_group)
    assert sent is not None
    markup = InlineKeyboardMarkup.de_json(sent, None)
    assert markup is not None
    asked = with_reasons(markup, "AAAAAAAAAAAA", WORDS.__getitem__)
    judge("editMessageReplyMarkup", {"chat_id": 1, "message_id": 2, "reply_markup": asked.to_dict()})
    assert [[button.callback_data for button in row] for row in asked.inline_keyboard[-2:]] == [
        ["AAAAAAAAAAAA:why.figure", "AAAAAAAAAAAA:why.old"],
        ["AAAAAAAAAAAA:why.meant", "AAAAAAAAAAAA:why.other"],
    ]
    assert with_reasons(asked, "AAAAAAAAAAAA", WORDS.__getitem__) == asked
    assert without_reasons(asked) == without_reasons(markup) == markup


def test_long_label_is_cut_at_a_word() -> None:
    question = "Berapa peringkat Indonesia dalam\nsurvei e-government PBB tahun 2020? Dan 2022?"
    ((button,),) = rows(replace(MENU, choices=(Choice("a", question),)), in_group=False)
    assert button[0] == "Berapa peringkat Indonesia dalam survei e-government PBB …"
    assert len(button[0]) <= LABEL_LIMIT
