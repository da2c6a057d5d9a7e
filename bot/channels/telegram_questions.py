"""Messages that ask us something. Of all others nothing is kept, not even that they came."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_addressed import question_in
from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import place_of
from bot.channels.telegram_polling import App


class ForUs(filters.MessageFilter):
    """Lets pass what is spoken to the bot, and leaves the rest to parts that come later."""

    def filter(self, message: Message) -> bool:
        return question_in(message, message.get_bot().bot) is not None


class Questions:
    """Answers what people write to the bot."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT & ForUs(), self.on_message))

    async def on_message(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        text = question_in(message, context.bot.bot)
        if text is None or not await self._channel.is_new(update, context.bot):
            return
        question = Question(text, asker_of(message), message.date, place_of(message))
        await self._answers.answer(question, context.bot)
