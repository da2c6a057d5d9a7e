"""What happens to a message and to a pressed button."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.ext import CallbackContext, CallbackQueryHandler, MessageHandler, filters

from bot.channels.telegram_addressed import question_in
from bot.channels.telegram_delivery import answer_button, place_of, send_html, send_picture
from bot.channels.telegram_polling import App
from bot.channels.telegram_render import CAPTION_LIMIT, keyboard, render
from bot.chart import Charts
from bot.messages import Chart, Incoming, Reply
from bot.service import Service
from bot.store import Button

CHANNEL = "telegram"

Context = CallbackContext[Any, Any, Any, Any]
T = TypeVar("T")

log = structlog.get_logger(__name__)


class Handlers:
    """The bot's side of every chat. Updates of one chat come here one after the other."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._charts = Charts()

    def register(self, application: App) -> None:
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, self.on_message))
        application.add_handler(CallbackQueryHandler(self.on_button))
        application.add_error_handler(self.on_error)

    async def on_message(self, update: Update, context: Context) -> None:
        """Answer a message that is for us. Of all others nothing is kept, not even that they came."""
        message = update.message
        assert message is not None
        question = question_in(message, context.bot.bot)
        if question is None or not await self._is_new(update, context.bot):
            return
        asker = _asker(message)
        reply = await self._service.answer(
            Incoming(
                channel=CHANNEL,
                chat=str(message.chat.id),
                user=asker,
                text=question,
                at=message.date,
                thread=_thread(message),
            )
        )
        await self._send(reply, message, asker, context.bot)

    async def on_button(self, update: Update, context: Context) -> None:
        """Take the choice as a question of whoever pressed it, if it is theirs to press."""
        query = update.callback_query
        assert query is not None
        presser = str(query.from_user.id)
        button = await self._button(query)
        if button is None or query.message is None:
            await answer_button(context.bot, query.id, self._say(query.from_user, "button_expired"))
            return
        chat = str(query.message.chat.id)
        if not (button.asker_is(presser) or button.asker_is(chat)):
            await answer_button(context.bot, query.id, self._say(query.from_user, "button_not_yours"))
            return
        await answer_button(context.bot, query.id, None)
        if not await self._is_new(update, context.bot):
            return
        reply = await self._service.answer(
            Incoming(
                channel=CHANNEL,
                chat=chat,
                user=presser,
                text=button.label,
                at=datetime.now(UTC),
                thread=_thread(query.message),
                choice=button.choice_id,
            )
        )
        await self._send(reply, query.message, presser, context.bot)

    async def on_error(self, update: object, context: Context) -> None:
        """A failure of ours costs one answer. What an exception says may quote people: only where it was."""
        error = context.error
        frames = traceback.extract_tb(error.__traceback__)[-4:] if error else []
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        log.error("update_failed", channel=CHANNEL, error=type(error).__name__, where=where)

    async def _send(self, reply: Reply, message: MaybeInaccessibleMessage, asker: str, bot: Bot) -> None:
        buttons = await self._buttons(reply, str(message.chat.id), asker)
        place, words = place_of(message), render(reply)
        picture = await self._picture(reply.chart) if reply.chart else None
        if picture is None:
            await send_html(bot, place, words, buttons)
        else:
            await send_picture(bot, place, picture, render(reply, CAPTION_LIMIT), words, buttons)

    async def _picture(self, chart: Chart) -> bytes | None:
        """None when it cannot be drawn: its figures are told in words all the same."""
        try:
            return await self._charts.png(chart, self._service.content)
        except Exception as error:
            log.error("chart_failed", facts=chart.facts, error=type(error).__name__)
            return None

    async def _buttons(self, reply: Reply, chat: str, asker: str) -> InlineKeyboardMarkup | None:
        """What is asked back is the asker's to choose; questions that lead on are anyone's in this chat.

        Who writes in the name of a chat (negative id) presses in their own, so those buttons are anyone's too."""
        if not reply.choices:
            return None
        owner = asker if reply.kind == "ask_back" and not asker.startswith("-") else chat
        choices = [(choice.id, choice.text) for choice in reply.choices]
        try:
            short_ids = await self._service.store.remember_buttons(CHANNEL, chat, owner, choices)
        except Exception as error:
            return _store_failed(error, None)
        return keyboard([(label, short) for (_, label), short in zip(choices, short_ids, strict=True)])

    async def _button(self, query: CallbackQuery) -> Button | None:
        if not query.data:
            return None
        try:
            return await self._service.store.button(query.data)
        except Exception as error:
            return _store_failed(error, None)

    async def _is_new(self, update: Update, bot: Bot) -> bool:
        try:
            # Each bot counts its updates for itself, and one database may see several bots.
            return await self._service.store.is_new_update(f"{CHANNEL}:{bot.id}", update.update_id)
        except Exception as error:
            return _store_failed(error, True)

    def _say(self, person: User, key: str) -> str:
        """Words of the bot itself, in the language of the person's app where we speak it."""
        content = self._service.content
        lang = (person.language_code or "").partition("-")[0]
        return content.words.say(lang if lang in content.languages else content.languages[0], key)


def _asker(message: Message) -> str:
    """Who asks. Who writes in the name of a chat is that chat to us."""
    sender = message.sender_chat or message.from_user
    assert sender is not None
    return str(sender.id)


def _thread(message: MaybeInaccessibleMessage) -> str | None:
    topic = place_of(message).topic
    return None if topic is None else str(topic)


def _store_failed(error: Exception, instead: T) -> T:
    """A store that fails costs memory, not the answer."""
    log.error("store_failed", channel=CHANNEL, error=type(error).__name__)
    return instead
