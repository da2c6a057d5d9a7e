"""The judge is only worth something if it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standin.fakes import PNG
from tests.standin.judge import Refused, judge, judge_files
from tests.standin.texts import parse

GOOD = {
    "chat_id": 501,
    "text": "<b>58</b> MPP &amp; lainnya",
    "parse_mode": "HTML",
    "link_preview_options": {"is_disabled": True},
    "reply_parameters": {"message_id": 7, "allow_sending_without_reply": True},
    "reply_markup": {"inline_keyboard": [[{"text": "Apa itu MPP?", "callback_data": "abc"}]]},
}


def button(**fields: Any) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [[{"text": "x", **fields}]]}}


def test_good_message_passes() -> None:
    judge("sendMessage", GOOD)


def test_form_with_json_in_its_fields_passes() -> None:
    judge("sendMessage", {**GOOD, "chat_id": "501", "reply_parameters": '{"message_id": 7}'})


def test_text_that_looks_like_json_stays_text() -> None:
    judge("sendMessage", {"chat_id": 501, "text": "[1] bukan JSON"})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"text": None}, "text"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b> </b>"}, "message text is empty"),
        ({"text": "<b>58"}, "can't parse entities: Can't find end tag"),
        ({"text": "5 < 8"}, "can't parse entities: Unsupported start tag"),
        ({"text": "<p>58</p>"}, "can't parse entities: Unsupported start tag"),
        ({"text": "x", "parse_mode": "RTF"}, "unsupported parse_mode"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"chat_id": None}, "chat_id"),
        ({"shiny": True}, "no shiny in SendMessage"),
        ({"disable_web_page_preview": True}, "no disable_web_page_preview in SendMessage"),
        ({"receiver_user_id": 5}, "no receiver_user_id in SendMessage"),
        ({"reply_parameters": {"message_id": 7, "shiny": 1}}, "no shiny in ReplyParameters"),
        ({"reply_parameters": {"message_id": 7, "ephemeral_message_id": 1}}, "no ephemeral_message_id"),
        ({"reply_parameters": {"message_id": 7, "quote": "x" * 1025}}, "quote is too long"),
        ({"link_preview_options": {"is_disabled": "perhaps"}}, "is_disabled"),
        (button(callback_data="x", shiny=1), "no shiny in InlineKeyboardButton"),
        (button(callback_data="x", disabled={}), "no disabled in InlineKeyboardButton"),
        (button(), "exactly one action"),
        (button(callback_data="x", url="https://example.org"), "exactly one action"),
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (button(callback_data=""), "BUTTON_DATA_INVALID"),
        (button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (button(url="ftp://example.org"), "URL is invalid"),
        (button(text=" ", callback_data="x"), "text is empty"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}}, "too long"),
        ({"reply_markup": "{not json"}, "can't parse reply_markup"),
    ],
)
def test_bad_message_is_refused(changes: dict[str, Any], complaint: str) -> None:
    parameters = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(Refused, match=complaint) as refused:
        judge("sendMessage", parameters)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        ("editMessageText", {"chat_id": 1, "message_id": 2, "text": "x" * 4097}, "message is too long"),
        ("sendPhoto", {"chat_id": 1, "photo": "id", "caption": "x" * 1025}, "caption is too long"),
        (
            "sendPhoto",
            {"chat_id": 1, "photo": "id", "caption": "<i>x", "parse_mode": "HTML"},
            "can't parse entities",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("setMyCommands", {"commands": [{"command": "Tanya", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "tanya", "description": ""}]}, "DESCRIPTION_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "tanya", "description": "x", "is_ephemeral": True}]},
            "no is_ephemeral in BotCommand",
        ),
        ("sendChatAction", {"chat_id": 1, "action": "thinking"}, "wrong parameter action"),
        ("sendRichMessage", {"chat_id": 1}, "method not found"),
        ("sendTelegram", {}, "method not found"),
    ],
)
def test_bad_call_is_refused(method: str, parameters: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Refused, match=complaint):
        judge(method, parameters)


def results(count: int = 1, **changes: Any) -> dict[str, Any]:
    articles = [
        {"type": "article", "id": str(number), "title": "MPP", "input_message_content": {"message_text": "58"}}
        for number in range(count)
    ]
    return {"inline_query_id": "1", "results": [{**article, **changes} for article in articles]}


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        (results(51), "RESULTS_TOO_MUCH"),
        (results(2, id="same"), "RESULT_ID_DUPLICATE"),
        (results(id="x" * 65), "RESULT_ID_INVALID"),
        (results(title=" "), "RESULT_TITLE_EMPTY"),
        (results(input_message_content={"message_text": "<b>58", "parse_mode": "HTML"}), "can't parse entities"),
        ({**results(), "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({**results(), "button": {"text": "x", "start_parameter": "?"}}, "START_PARAM_INVALID"),
        ({**results(), "switch_pm_text": "x"}, "no switch_pm_text"),
    ],
)
def test_bad_inline_results_are_refused(parameters: dict[str, Any], complaint: str) -> None:
    judge("answerInlineQuery", results(50))
    with pytest.raises(Refused, match=complaint):
        judge("answerInlineQuery", parameters)


def test_limit_counts_after_parsing_and_in_utf_16_units() -> None:
    judge("sendMessage", {**GOOD, "text": f"<b>{'😀' * 2048}</b>"})
    assert parse("<b>😀</b> &amp;", "HTML").units == 4


def test_picture_in_the_form_passes() -> None:
    judge_files("sendPhoto", {"photo": "attach://photo"}, {"photo": PNG})


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({}, "there is no photo"),
        ({"other": PNG}, "there is no photo"),
        ({"photo": b"a chart"}, "IMAGE_PROCESS_FAILED"),
        ({"photo": PNG[:-8]}, "IMAGE_PROCESS_FAILED"),
        ({"photo": PNG[:24] + bytes(10 * 1024 * 1024) + PNG[24:]}, "IMAGE_PROCESS_FAILED"),
        ({"photo": PNG[:16] + (9_500).to_bytes(4) + PNG[20:]}, "PHOTO_INVALID_DIMENSIONS"),
        ({"photo": PNG[:16] + (30).to_bytes(4) + PNG[20:]}, "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_picture_that_telegram_does_not_take_is_refused(files: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(Refused, match=complaint):
        judge_files("sendPhoto", {"photo": "attach://photo"}, files)
