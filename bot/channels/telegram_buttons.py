"""Pressed buttons: whose they are to press, and what pressing them does."""

from __future__ import annotations

import re

from telegram import Bot, CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.ext import CallbackQueryHandler

from bot.channels.telegram_answers import Answers, Question
from bot.channels.telegram_channel import CHANNEL, Channel, Context, store_failed
from bot.channels.telegram_delivery import answer_button, edit_keyboard, place_of, remove_message
from bot.channels.telegram_keyboard import DOWN, REMOVE, UP, WHY, with_reasons, without_reasons
from bot.channels.telegram_polling import App
from bot.store import Answer, Vote

DATA = re.compile(r"([\w-]{12}):([\w.]+)")


class Buttons:
    """Does what was pressed under an answer: asks a choice, takes a vote, removes the answer.

    Takes every press that no part before it took: a button of an answer that is no longer known says so."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        application.add_handler(CallbackQueryHandler(self.on_button))

    async def on_button(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        pressed = DATA.fullmatch(query.data or "")
        answer = await self._answer(pressed[1]) if pressed else None
        if pressed is None or answer is None or query.message is None:
            await answer_button(context.bot, query.id, self._channel.say(query.from_user, "button_expired"))
            return
        act = pressed[2]
        if act.isdecimal() and int(act) < len(answer.choices):
            await self._choose(answer, int(act), query, query.message, update, context.bot)
        elif act == REMOVE:
            await self._remove(answer, query, query.message, context.bot)
        elif act in (UP, DOWN) or act.startswith(WHY):
            await self._vote(answer, act, query, query.message, context.bot)

    async def _choose(
        self,
        answer: Answer,
        number: int,
        query: CallbackQuery,
        message: MaybeInaccessibleMessage,
        update: Update,
        bot: Bot,
    ) -> None:
        """Take the choice as a question of whoever pressed it, if it is theirs to press."""
        if answer.is_for_asker and not await self._may_decide(answer, query, message, bot):
            await answer_button(bot, query.id, self._channel.say(query.from_user, "button_not_yours"))
            return
        question = Question(
            "",
            str(query.from_user.id),
            self._channel.service.now(),
            place_of(message),
            answer.choices[number],
            app_lang=answer.lang,
            query_id=query.id,
        )
        await self._answers.answer(question, update, bot)

    async def _remove(self, answer: Answer, query: CallbackQuery, message: MaybeInaccessibleMessage, bot: Bot) -> None:
        if not await self._may_decide(answer, query, message, bot):
            await answer_button(bot, query.id, self._channel.say(query.from_user, "remove_not_yours"))
            return
        await answer_button(bot, query.id)
        note = self._channel.service.content.words.say(answer.lang, "removed")
        await remove_message(bot, message.chat.id, message.message_id, note, is_picture=answer.is_picture)
        await self._answers.forget(answer, place_of(message))

    async def _vote(
        self, answer: Answer, act: str, query: CallbackQuery, message: MaybeInaccessibleMessage, bot: Bot
    ) -> None:
        """Note what the person thinks. Who thinks ill of an answer is asked why, below its buttons."""
        vote: Vote = "up" if act == UP else "down"
        reason = act.removeprefix(WHY) if act.startswith(WHY) else None
        try:
            await self._channel.service.store.vote(answer, CHANNEL, str(query.from_user.id), vote, reason)
        except Exception as error:
            store_failed(error, None)
        toast = self._channel.say(query.from_user, "vote_why" if act == DOWN else "vote_thanks")
        await answer_button(bot, query.id, toast)
        markup = message.reply_markup if isinstance(message, Message) else None
        if markup is None or act == UP:
            return
        changed = without_reasons(markup)
        if act == DOWN:
            changed = with_reasons(
                markup, answer.id, lambda key: self._channel.service.content.words.say(answer.lang, key)
            )
        if changed != markup:
            await edit_keyboard(bot, message.chat.id, message.message_id, changed)

    async def _may_decide(
        self, answer: Answer, query: CallbackQuery, message: MaybeInaccessibleMessage, bot: Bot
    ) -> bool:
        """Whether who pressed asked the question, or is an admin of the group."""
        person = query.from_user.id
        if answer.asker_key == self._channel.service.store.asker_key(CHANNEL, str(person)):
            return True
        return place_of(message).is_group and await self._channel.admins.include(person, message.chat.id, bot)

    async def _answer(self, id: str) -> Answer | None:
        try:
            return await self._channel.service.store.answer(id)
        except Exception as error:
            return store_failed(error, None)
