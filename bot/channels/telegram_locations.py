"""A place somebody shares in private asks for the malls near it. In groups a place is nobody's question."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import place_of
from bot.channels.telegram_polling import App
from bot.messages import Location

SHARED = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & (filters.LOCATION | filters.VENUE)
"""Where a live location begins; how it moves on comes as edits, which nobody asked us to follow."""


class Locations:
    """Hands the place over and keeps nothing of it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        application.add_handler(MessageHandler(SHARED & ~filters.VIA_BOT, self.on_location))

    async def on_location(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        assert message.from_user is not None
        shared = message.venue.location if message.venue else message.location
        if shared is None:
            return
        question = Question(
            "",
            asker_of(message),
            message.date,
            place_of(message),
            location=Location(shared.latitude, shared.longitude),
            app_lang=self._channel.lang_of(message.from_user),
            is_full=True,
        )
        await self._answers.answer(question, update, context.bot)
