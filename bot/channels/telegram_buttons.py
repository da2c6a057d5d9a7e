"""Pressed buttons: whose they are to press, and what pressing them asks."""

from __future__ import annotations

from telegram import CallbackQuery, Update
from telegram.ext import CallbackQueryHandler

from bot.channels.telegram_answers import Answers, Question
from bot.channels.telegram_channel import Channel, Context, store_failed
from bot.channels.telegram_delivery import answer_button, place_of
from bot.channels.telegram_polling import App
from bot.store import Button


class Buttons:
    """Takes what was pressed under an answer as a question of whoever pressed it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        application.add_handler(CallbackQueryHandler(self.on_button))

    async def on_button(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        presser = str(query.from_user.id)
        button = await self._button(query)
        if button is None or query.message is None:
            await answer_button(context.bot, query.id, self._channel.say(query.from_user, "button_expired"))
            return
        if not (button.asker_is(presser) or button.asker_is(str(query.message.chat.id))):
            await answer_button(context.bot, query.id, self._channel.say(query.from_user, "button_not_yours"))
            return
        await answer_button(context.bot, query.id, None)
        if not await self._channel.is_new(update, context.bot):
            return
        place = place_of(query.message)
        question = Question(button.label, presser, self._channel.service.now(), place, choice=button.choice_id)
        await self._answers.answer(question, context.bot)

    async def _button(self, query: CallbackQuery) -> Button | None:
        if not query.data:
            return None
        try:
            return await self._channel.service.store.button(query.data)
        except Exception as error:
            return store_failed(error, None)
