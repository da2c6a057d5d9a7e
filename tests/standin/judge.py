"""Refuses the calls that Telegram refuses: judged by aiogram's models of the Bot API and by TDLib's parser.

aiogram's models let unknown fields pass and know a newer Bot API than the bot may use; both are refused here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

import aiogram.methods
import aiogram.types as types
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError

from tests.standin.texts import TextRefused, parse

TEXT_UNITS, CAPTION_UNITS, QUOTE_UNITS = 4096, 1024, 1024
CALLBACK_DATA_BYTES, COPY_TEXT_CHARACTERS, TOAST_CHARACTERS = 64, 256, 200
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10 * 1024 * 1024, 10_000, 20
"""Of a photo: its size, width and height together, the one to the other."""
BUTTONS, COMMANDS, DESCRIPTION_CHARACTERS = 100, 100, 256
RESULTS, RESULT_ID_BYTES, OFFSET_BYTES = 50, 64, 64
"""Of an answer to an inline query."""
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
URL = re.compile(r"(https?|tg)://\S+")
ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
CHAT_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]

METHODS_AFTER_10_0 = frozenset(
    [
        "answerChatJoinRequestQuery",
        "deleteEphemeralMessage",
        "editEphemeralMessageCaption",
        "editEphemeralMessageMedia",
        "editEphemeralMessageReplyMarkup",
        "editEphemeralMessageText",
        "sendChatJoinRequestWebApp",
        "sendRichMessage",
        "sendRichMessageDraft",
    ]
)
"""In aiogram 3.31 (Bot API 10.3), but not in Bot API 10.0."""
FIELDS_NOT_IN_10_0: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "EditMessageText": "rich_message disable_web_page_preview",
        "SendMessageDraft": "keep_on_stop can_stop",
        "AnswerInlineQuery": "switch_pm_text switch_pm_parameter",
        "PromoteChatMember": "can_send_welcome_messages",
        "BotCommand": "is_ephemeral",
        "ChatAdministratorRights": "can_send_welcome_messages",
        "InlineKeyboardButton": "disabled",
        "InlineKeyboardMarkup": "force_reply",
        "InlineQueryResultArticle": "hide_url",
        "InputTextMessageContent": "disable_web_page_preview",
        "KeyboardButton": "request_user",
        "ReplyKeyboardMarkup": "force_reply",
        "ReplyParameters": "ephemeral_message_id",
    }.items()
}
"""Newer than 10.0, or gone from its documentation."""
SENDING_FIELDS_NOT_IN_10_0 = frozenset(
    [
        "callback_query_id",
        "receiver_user_id",
        "ephemeral_message_parameters",
        "disable_web_page_preview",
        "reply_to_message_id",
        "allow_sending_without_reply",
        "correct_option_id",
    ]
)
"""The same for all methods that send or copy."""


class Refused(Exception):
    """A call that Telegram would not take, with what is wrong."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def judge(method: str, parameters: Mapping[str, Any]) -> TelegramMethod[Any]:
    """The call as aiogram understands it. Raises `Refused`."""
    model = _methods().get(method.lower())
    if model is None or model.__api_method__ in METHODS_AFTER_10_0:
        raise Refused(404, "Not Found: method not found")
    try:
        call = model.model_validate(_decoded(model, parameters))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors(include_url=False)[:3]
        )
        raise _bad(f"{method}: {problems}") from None
    for part in _models_in(call):
        _check_fields(part)
        _check_limits(part)
    return call


def judge_files(method: str, parameters: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """What comes with a call. Raises `Refused` for a file that is missing, or that is no picture Telegram takes."""
    if method.lower() != "sendphoto":
        if files:
            raise _bad(f"{method}: unexpected file")
        return
    photo = str(parameters.get("photo"))
    if not photo.startswith("attach://"):
        return
    content = files.get(photo.removeprefix("attach://"))
    if content is None:
        raise _bad("there is no photo in the request")
    size = _png_size(content)
    if size is None or len(content) > PHOTO_BYTES:
        raise _bad("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise _bad("PHOTO_INVALID_DIMENSIONS")


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG; the only kind of picture the bot sends."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or content[-8:-4] != b"IEND":
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


@cache
def _methods() -> dict[str, type[TelegramMethod[Any]]]:
    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        item.__api_method__.lower(): item
        for item in found
        if isinstance(item, type) and issubclass(item, TelegramMethod) and item is not TelegramMethod
    }


def _decoded(model: type[BaseModel], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Forms carry lists and objects as JSON; JSON bodies may, too."""
    decoded = {}
    for name, value in parameters.items():
        field = model.model_fields.get(name)
        is_text = field is None or field.annotation is str or str in get_args(field.annotation)
        if isinstance(value, str) and value[:1] in ("{", "[") and not is_text:
            try:
                value = json.loads(value)
            except ValueError:
                raise _bad(f"can't parse {name} JSON object") from None
        decoded[name] = value
    return decoded


def _models_in(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _models_in(item)


def _check_fields(part: BaseModel) -> None:
    kind = type(part).__name__
    not_in_10_0 = FIELDS_NOT_IN_10_0.get(kind, frozenset())
    if isinstance(part, TelegramMethod) and part.__api_method__.startswith(("send", "copy")):
        not_in_10_0 |= SENDING_FIELDS_NOT_IN_10_0
    unknown = sorted({*(part.model_extra or ()), *(not_in_10_0 & part.model_fields_set)})
    if unknown:
        raise _bad(f"Bot API 10.0 knows no {', '.join(unknown)} in {kind}")


def _check_limits(part: BaseModel) -> None:
    match part:
        case aiogram.methods.SendMessage() | aiogram.methods.EditMessageText():
            _check_text(part.text, part.parse_mode, TEXT_UNITS, "message text is empty", "message is too long")
        case types.InputTextMessageContent():
            _check_text(part.message_text, part.parse_mode, TEXT_UNITS, "message text is empty", "message is too long")
        case types.InlineKeyboardMarkup():
            buttons = [button for row in part.inline_keyboard for button in row]
            if len(buttons) > BUTTONS:
                raise _bad("reply markup is too long")
        case types.InlineKeyboardButton():
            _check_button(part)
        case types.CopyTextButton():
            if not 1 <= len(part.text) <= COPY_TEXT_CHARACTERS:
                raise _bad("BUTTON_COPY_TEXT_INVALID")
        case types.BotCommand():
            if not COMMAND.fullmatch(part.command):
                raise _bad("BOT_COMMAND_INVALID")
            if not 1 <= len(part.description) <= DESCRIPTION_CHARACTERS:
                raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
        case types.ReplyParameters():
            _check_text(part.quote, part.quote_parse_mode, QUOTE_UNITS, "quote is empty", "quote is too long")
        case aiogram.methods.SetMyCommands():
            if len(part.commands) > COMMANDS:
                raise _bad("BOT_COMMANDS_TOO_MUCH")
        case aiogram.methods.AnswerCallbackQuery():
            if part.text is not None and len(part.text) > TOAST_CHARACTERS:
                raise _bad("MESSAGE_TOO_LONG")
        case aiogram.methods.AnswerInlineQuery():
            _check_results(part)
        case types.InlineQueryResultArticle():
            if not 1 <= len(part.id.encode()) <= RESULT_ID_BYTES:
                raise _bad("RESULT_ID_INVALID")
            if not part.title.strip():
                raise _bad("RESULT_TITLE_EMPTY")
        case types.InlineQueryResultsButton():
            if (part.web_app is None) == (part.start_parameter is None):
                raise _bad("inline query results button must have exactly one action")
            if part.start_parameter is not None and not START_PARAMETER.fullmatch(part.start_parameter):
                raise _bad("START_PARAM_INVALID")
        case aiogram.methods.SendChatAction():
            if part.action not in CHAT_ACTIONS:
                raise _bad("wrong parameter action in request")
    if "caption" in type(part).model_fields:
        caption: str | None = getattr(part, "caption", None)
        mode: object = getattr(part, "parse_mode", None)
        _check_text(caption or None, mode, CAPTION_UNITS, "caption is empty", "message caption is too long")


def _check_text(text: str | None, parse_mode: object, limit: int, empty: str, too_long: str) -> None:
    if text is None:
        return
    try:
        # A mode that was not given is a placeholder object in aiogram.
        shown = parse(text, parse_mode if isinstance(parse_mode, str) else None)
    except TextRefused as error:
        raise _bad(str(error)) from None
    if not shown.text.strip():
        raise _bad(empty)
    if shown.units > limit:
        raise _bad(too_long)


def _check_results(answer: aiogram.methods.AnswerInlineQuery) -> None:
    ids = [result.id for result in answer.results]
    if len(ids) > RESULTS:
        raise _bad("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids):
        raise _bad("RESULT_ID_DUPLICATE")
    if len((answer.next_offset or "").encode()) > OFFSET_BYTES:
        raise _bad("NEXT_OFFSET_INVALID")
    if answer.cache_time is not None and answer.cache_time < 0:
        raise _bad("CACHE_TIME_INVALID")


def _check_button(button: types.InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise _bad("inline keyboard button text is empty")
    if len([name for name in ACTIONS if getattr(button, name) is not None]) != 1:
        raise _bad("inline keyboard button must have exactly one action")
    if button.callback_data is not None and not (1 <= len(button.callback_data.encode()) <= CALLBACK_DATA_BYTES):
        raise _bad("BUTTON_DATA_INVALID")
    if button.url is not None and not URL.fullmatch(button.url):
        raise _bad("inline keyboard button URL is invalid")


def _bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")
