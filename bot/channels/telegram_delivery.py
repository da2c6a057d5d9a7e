"""Getting one call to Telegram through: where a message belongs, when a call is repeated and when it is given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError, TimedOut

from bot.channels.telegram_keyboard import Markup
from bot.channels.telegram_request import ConnectionLost, NotSent

BACK_OFF_SECONDS = (0.5, 1.0, 2.0, 4.0)
"""Waits before the repeats of a call that failed for Telegram's or the network's reasons."""
GENERAL_TOPIC = 1
"""A forum's General topic: Telegram refuses its number when sending."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TYPING_AFTER_SECONDS = 0.5
"""Most answers are there before anybody could read that they are being written."""

Keyboard = InlineKeyboardMarkup | Markup
T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply belongs."""

    chat: int
    quotes: int
    """The message it quotes."""
    topic: int | None
    """Only for a real forum topic; elsewhere Telegram numbers threads too, but takes no number back."""
    is_silent: bool = False
    """Whether the message comes without a sound."""

    @property
    def is_group(self) -> bool:
        # People have positive ids, groups and channels negative ones.
        return self.chat < 0


def place_of(message: MaybeInaccessibleMessage) -> Place:
    """The place of a reply to `message`. Of one that is no longer accessible, the topic is not known."""
    topic = None
    if isinstance(message, Message) and message.is_topic_message:
        topic = message.message_thread_id
    return Place(message.chat.id, message.message_id, None if topic == GENERAL_TOPIC else topic)


async def send_html(
    bot: Bot, place: Place, html: str, keyboard: Keyboard | None, *, needs_quoted: bool = False
) -> Message | None:
    """Send a message that quotes another, also when that was deleted meanwhile, unless it `needs_quoted`.

    Without link previews. The message as it was sent; None when it was not, or may not have been."""

    async def send(chat: int) -> Message:
        return await bot.send_message(
            chat,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=place.topic,
            disable_notification=place.is_silent or None,
            reply_parameters=ReplyParameters(place.quotes, allow_sending_without_reply=not needs_quoted),
            api_kwargs=_with(keyboard),
        )

    return await deliver("sendMessage", send, place.chat, twice_is_harmless=False)


async def send_picture(
    bot: Bot, place: Place, png: bytes, caption: str, html: str, keyboard: Keyboard | None
) -> Message | None:
    """Send a picture with its caption as `send_html` sends words; where the chat takes no pictures, send `html`."""

    async def send(chat: int) -> Message:
        return await bot.send_photo(
            chat,
            png,
            caption,
            parse_mode=ParseMode.HTML,
            message_thread_id=place.topic,
            disable_notification=place.is_silent or None,
            reply_parameters=ReplyParameters(place.quotes, allow_sending_without_reply=True),
            api_kwargs=_with(keyboard),
            filename="chart.png",
        )

    async def send_or_tell(chat: int) -> Message | None:
        try:
            return await send(chat)
        except BadRequest as error:  # "not enough rights to send photos to the chat"
            log.warning("telegram_no_picture", why=error.message[:200])
            return await send_html(bot, replace(place, chat=chat), html, keyboard)

    return await deliver("sendPhoto", send_or_tell, place.chat, twice_is_harmless=False)


async def edit_html(bot: Bot, chat: int, message: int, html: str, keyboard: Keyboard | None) -> None:
    """Let a message of ours say something else."""

    async def edit(chat: int) -> object:
        return await bot.edit_message_text(
            html,
            chat,
            message,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            api_kwargs=_with(keyboard),
        )

    await deliver("editMessageText", edit, chat, twice_is_harmless=True)


async def edit_keyboard(bot: Bot, chat: int, message: int, keyboard: InlineKeyboardMarkup) -> None:
    async def edit(chat: int) -> object:
        return await bot.edit_message_reply_markup(chat, message, reply_markup=keyboard)

    await deliver("editMessageReplyMarkup", edit, chat, twice_is_harmless=True)


async def remove_message(bot: Bot, chat: int, message: int, note: str, *, is_picture: bool = False) -> None:
    """Delete a message of ours; where Telegram no longer allows that, after 48 hours, let it say `note` instead.

    The note is plain text."""

    async def delete(chat: int) -> object:
        try:
            return await bot.delete_message(chat, message)
        except BadRequest:
            pass
        if is_picture:
            return await bot.edit_message_caption(chat, message, caption=note)
        return await bot.edit_message_text(note, chat, message)

    await deliver("deleteMessage", delete, chat, twice_is_harmless=True)


def _with(keyboard: Keyboard | None) -> dict[str, Any]:
    """A parameter of its own, because the library takes only its own objects as `reply_markup`."""
    return {} if keyboard is None else {"reply_markup": keyboard}


async def answer_button(bot: Bot, query_id: str, toast: str | None = None, url: str | None = None) -> None:
    """Take the waiting sign off a pressed button; `toast` is shown to the person who pressed it, `url` opened."""

    async def answer(_: int) -> bool:
        return await bot.answer_callback_query(query_id, toast, url=url)

    await deliver("answerCallbackQuery", answer, 0, twice_is_harmless=True)


@asynccontextmanager
async def typing(bot: Bot, place: Place) -> AsyncIterator[None]:
    """Show in a private chat that the bot is at work, once that takes longer than people notice."""
    if place.is_group:
        yield
        return
    begun: list[asyncio.Task[None]] = []
    later = asyncio.get_running_loop().call_later(
        TYPING_AFTER_SECONDS, lambda: begun.append(asyncio.create_task(_type(bot, place.chat)))
    )
    try:
        yield
    finally:
        later.cancel()
        for task in begun:
            task.cancel()


async def _type(bot: Bot, chat: int) -> None:
    with suppress(TelegramError):
        await bot.send_chat_action(chat, ChatAction.TYPING)


async def deliver(
    name: str, call: Callable[[int], Coroutine[Any, Any, T]], chat: int, *, twice_is_harmless: bool
) -> T | None:
    """The result of `call(chat)`; None when it was given up, with one line in the log.

    Repeated after a wait when Telegram failed (5xx) or could not be reached, and in its new chat when a group
    moved. A call that may have arrived is repeated only if `twice_is_harmless`. 429 is the limiter's matter.
    """
    waits = iter(BACK_OFF_SECONDS)
    while True:
        try:
            return await call(chat)
        except TelegramError as error:
            wait = next(waits, None)
            if wait is None or not _is_worth_repeating(error, twice_is_harmless):
                # Telegram's descriptions name neither people nor chats.
                log.warning("telegram_gave_up", call=name, error=type(error).__name__, why=error.message[:200])
                return None
            if isinstance(error, ChatMigrated):
                chat = error.new_chat_id
            else:
                await asyncio.sleep(wait)


def _is_worth_repeating(error: TelegramError, twice_is_harmless: bool) -> bool:
    match error:
        case NotSent() | ChatMigrated():
            return True
        case TimedOut() | ConnectionLost():  # it may have arrived
            return twice_is_harmless
        case BadRequest():  # the library counts it as a network error, but it would be refused again
            return False
        case _:
            return isinstance(error, NetworkError)
