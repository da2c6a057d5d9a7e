"""Ambient mode: in groups whose admins want it, questions are answered that nobody asked the bot."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_addressed import is_chatter
from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import place_of
from bot.channels.telegram_polling import App
from bot.channels.telegram_questions import STALE


class Chatter(filters.MessageFilter):
    """Lets pass what people say to nobody in particular."""

    def filter(self, message: Message) -> bool:
        return is_chatter(message)


class Ambient:
    """Comes after all parts that take what is for the bot. Keeps nothing of what it does not answer."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        chatter = filters.UpdateType.MESSAGE & filters.TEXT & filters.ChatType.GROUPS & Chatter()
        application.add_handler(MessageHandler(chatter, self.on_message))

    async def on_message(self, update: Update, context: Context) -> None:
        message, channel = update.message, self._channel
        assert message is not None
        settings, now = await channel.settings(message.chat.id), channel.service.now()
        if not settings.ambient or settings.is_quiet(now) or now - message.date > STALE:
            return
        place = place_of(message)
        question = Question(message.text or "", asker_of(message), message.date, place, message=message.message_id)
        taken = channel.service.overhear(question.incoming, settings)
        # Neither a line that it was answered above nor one that it goes on in private: nobody asked.
        if taken is None or channel.manners.is_busy(place.chat):
            return
        if channel.manners.told(place, taken.turn.asked, taken.turn.reply.lang) is not None:
            return
        if await channel.is_new(update, context.bot):
            await self._answers.tell(question, taken, context.bot)
