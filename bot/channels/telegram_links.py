"""Links into the private chat: t.me/<bot>?start=ask_<id of an answer> tells that answer, in full."""

from __future__ import annotations

import re
from html import escape

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import CHANNEL, Channel, Context, store_failed
from bot.channels.telegram_delivery import place_of, send_html
from bot.channels.telegram_polling import App
from bot.store import Answer

LINKED = re.compile(r"/start ask_([\w-]{12})")
MOST_ANSWERS = 10
"""So many answers held back in a busy group are told at once."""


class Links:
    """Tells whoever opens a link the answer behind it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        opened = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.Regex(rf"^{LINKED.pattern}$")
        application.add_handler(MessageHandler(opened, self.on_link))

    async def on_link(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        assert message.from_user is not None
        if not await self._channel.is_new(update, context.bot):
            return
        linked = LINKED.match(message.text or "")
        assert linked is not None
        place = place_of(message)
        answers = await self._behind(linked[1], str(message.from_user.id))
        if not answers:
            gone = self._channel.say(message.from_user, "link_expired")
            await send_html(context.bot, place, escape(gone, quote=False), None)
        for answer in answers:
            for id in answer.asked:
                question = Question("", asker_of(message), message.date, place, id, app_lang=answer.lang, is_full=True)
                taken = await self._channel.service.take(question.incoming)
                await self._answers.tell(question, taken, context.bot)

    async def _behind(self, id: str, person: str) -> list[Answer]:
        """The answer of this id. The line of a busy group speaks to several askers with one link: then what was held
        back there for this person, if anything was."""
        store = self._channel.service.store
        try:
            answer = await store.answer(id)
            if answer is None:
                return []
            if answer.reply_message is not None:
                return [answer]
            waiting = await store.take_waiting(answer.chat_key, store.asker_key(CHANNEL, person))
        except Exception as error:
            return store_failed(error, [])
        return list({each.asked: each for each in waiting}.values())[:MOST_ANSWERS] or [answer]
