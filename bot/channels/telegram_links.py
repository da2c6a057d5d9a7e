"""Links into the private chat: t.me/<bot>?start=ask_<id of an answer> tells that answer, in full.

Where nothing is kept of an answer, as of one sent inline, the link itself says what to ask: start=q_<a choice's id>."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import escape

from telegram import Update
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import CHANNEL, Channel, Context, store_failed
from bot.channels.telegram_delivery import place_of, send_html
from bot.channels.telegram_polling import App
from bot.store import Answer

LINKED = re.compile(r"/start ask_([\w-]{12})")
ASKED = re.compile(r"/start q_([\w-]+)")
LONGEST_PAYLOAD = 64
"""Characters that a link may hand on."""
MOST_ANSWERS = 10
"""So many answers held back in a busy group are told at once."""


class Links:
    """Tells whoever opens a link the answer behind it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)

    def register(self, application: App) -> None:
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        application.add_handler(MessageHandler(private & filters.Regex(rf"^{LINKED.pattern}$"), self.on_link))
        application.add_handler(MessageHandler(private & filters.Regex(rf"^{ASKED.pattern}$"), self.on_question))

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

    async def on_question(self, update: Update, context: Context) -> None:
        """A link that asks nothing we know leads to the topics, as a button does whose question is gone."""
        message = update.message
        assert message is not None
        assert message.from_user is not None
        asked = ASKED.match(message.text or "")
        assert asked is not None
        question = Question(
            "",
            asker_of(message),
            message.date,
            place_of(message),
            _read(asked[1]),
            app_lang=self._channel.lang_of(message.from_user),
            is_full=True,
        )
        await self._answers.answer(question, update, context.bot)

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


def link_to(bot: str, asked: str | None) -> str:
    """Opens the private chat with the bot of this name and asks there what pressing a choice of this id asks; just
    opens it without one, or with one too long for a link."""
    payload = f"q_{urlsafe_b64encode(asked.encode()).decode().rstrip('=')}" if asked else ""
    return create_deep_linked_url(bot, payload if len(payload) <= LONGEST_PAYLOAD else None)


def _read(payload: str) -> str:
    try:
        return urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except ValueError:
        return payload
