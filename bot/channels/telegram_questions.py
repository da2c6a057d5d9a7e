"""Messages that ask us something, and what becomes of their answers when they are edited."""

from __future__ import annotations

from datetime import datetime, timedelta

from telegram import Bot, Message, Update
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_addressed import is_command, is_only_a_reply, question_in
from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import place_of
from bot.channels.telegram_polling import App
from bot.channels.telegram_settings import ForSettings

STALE = timedelta(minutes=5)
"""A group has moved on from a question of so long ago, which waited while the bot was off."""


class ForUs(filters.MessageFilter):
    """Lets pass what is spoken to the bot, and leaves the rest to parts that come later."""

    def filter(self, message: Message) -> bool:
        return question_in(message, message.get_bot().bot) is not None


class Questions:
    """Answers what people write to the bot. Of all else nothing is kept, not even that it came."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        asked = filters.TEXT & ForUs()
        caption = filters.CAPTION & filters.ChatType.GROUPS & ForUs()
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & (asked | caption), self.on_message))
        edited = filters.UpdateType.EDITED_MESSAGE & (asked | caption) & ~ForSettings()  # those set things when sent
        application.add_handler(MessageHandler(edited, self.on_edit))

    async def on_message(self, update: Update, context: Context) -> None:
        assert update.message is not None
        if await self._is_silenced(update.message):
            return
        await self._answer(update.message, update.message.date, update, context.bot)

    async def on_edit(self, update: Update, context: Context) -> None:
        """What no longer asks us anything keeps its answer; what asks us only now gets one."""
        message = update.edited_message
        assert message is not None
        if await self._is_silenced(message):
            return
        former = await self._channel.answer_to(message)
        if former is None:
            await self._answer(message, message.edit_date or message.date, update, context.bot)
        else:
            question = self._question(message, context.bot)
            await self._answers.answer_anew(question, former, update, context.bot)

    async def _answer(self, message: Message, at: datetime, update: Update, bot: Bot) -> None:
        question = self._question(message, bot)
        if question.place.is_group and self._channel.service.now() - at > STALE:
            return
        may_say_nothing = question.place.is_group and is_only_a_reply(message, bot.bot)
        await self._answers.answer(question, update, bot, may_say_nothing=may_say_nothing)

    async def _is_silenced(self, message: Message) -> bool:
        """Whether the admins of the group want to hear nothing but what a command asks for."""
        if not place_of(message).is_group or is_command(message):
            return False
        settings = await self._channel.settings(message.chat.id)
        return settings.is_muted(self._channel.service.now())

    def _question(self, message: Message, bot: Bot) -> Question:
        text = question_in(message, bot.bot)
        assert text is not None
        app_lang = None if message.from_user is None else self._channel.lang_of(message.from_user)
        return Question(
            text, asker_of(message), message.date, place_of(message), app_lang=app_lang, message=message.message_id
        )
