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
from bot.service import Taken


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
        chatter = filters.TEXT & filters.ChatType.GROUPS & Chatter()
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & chatter, self.on_message))
        application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & chatter, self.on_edit))

    async def on_message(self, update: Update, context: Context) -> None:
        message, channel = update.message, self._channel
        assert message is not None
        question, taken = await self._overheard(message)
        place = question.place
        # Neither a line that it was answered above nor one that it goes on in private: nobody asked.
        if taken is None or channel.service.now() - message.date > STALE or channel.manners.is_busy(place.chat):
            return
        if channel.manners.told(place, taken.turn.asked, taken.turn.reply.lang) is not None:
            return
        if await channel.is_new(update, context.bot):
            await self._answers.tell(question, taken, context.bot)

    async def on_edit(self, update: Update, context: Context) -> None:
        """What was answered uncalled and is another such question now gets its answer changed."""
        message = update.edited_message
        assert message is not None
        question, taken = await self._overheard(message)
        former = None if taken is None else await self._channel.answer_to(message)
        if former is not None:
            await self._answers.answer_anew(question, former, update, context.bot)

    async def _overheard(self, message: Message) -> tuple[Question, Taken | None]:
        """What was said, and how it would be answered; None where admins do not want it now, and in any doubt."""
        asker, place = asker_of(message), place_of(message)
        question = Question(message.text or "", asker, message.date, place, message=message.message_id)
        settings = await self._channel.settings(place.chat)
        if not settings.ambient or settings.is_quiet(self._channel.service.now()):
            return question, None
        return question, self._channel.service.overhear(question.incoming, settings)
