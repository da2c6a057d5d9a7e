"""Guest queries: the bot is called in a chat that it is no member of. It answers once and keeps nothing."""

from __future__ import annotations

from dataclasses import replace

from telegram import (
    Bot,
    InlineQueryResultArticle,
    Message,
    SentGuestMessage,
    Update,
)
from telegram.ext import MessageHandler, filters

from bot.channels.telegram_addressed import CALL, is_from_person, question_in
from bot.channels.telegram_answers import asker_of
from bot.channels.telegram_channel import CHANNEL, Channel, Context
from bot.channels.telegram_delivery import deliver
from bot.channels.telegram_inline import sent_for_others
from bot.channels.telegram_links import link_to
from bot.channels.telegram_polling import App
from bot.channels.telegram_render import cut
from bot.messages import Incoming, Reply

TITLE_LIMIT = 64
"""Characters of the line that stands for the answer in Telegram's lists."""


class FromGuest(filters.UpdateFilter):
    """Lets pass only calls from chats that the bot is no member of."""

    def filter(self, update: Update) -> bool:
        return update.guest_message is not None


class Guests:
    """Takes what a guest message asks, or the message it replies to. Its chat is never written to otherwise."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def register(self, application: App) -> None:
        application.add_handler(MessageHandler(FromGuest(), self.on_call))

    async def on_call(self, update: Update, context: Context) -> None:
        message, bot = update.guest_message, context.bot
        assert message is not None
        if message.guest_query_id is None or not is_from_person(message):
            return
        if await self._channel.is_new(update, bot):
            # Logged and not kept: a guest has no session.
            taken = await self._channel.service.take(self._incoming(message, bot))
            self._channel.service.log(taken)
            asked = taken.turn.asked
            await self._answer(bot, message.guest_query_id, taken.turn.reply, asked[0] if len(asked) == 1 else None)

    async def _answer(self, bot: Bot, query_id: str, reply: Reply, asked: str | None) -> None:
        shown = _without_buttons(reply)
        result = InlineQueryResultArticle(
            "answer",
            cut(" ".join(shown.blocks[0].split()), TITLE_LIMIT),
            sent_for_others(shown, link_to(bot.username, asked), self._channel.service.content),
        )

        async def answer(_: int) -> SentGuestMessage:
            return await bot.answer_guest_query(query_id, result)

        await deliver("answerGuestQuery", answer, 0, twice_is_harmless=False)

    def _incoming(self, message: Message, bot: Bot) -> Incoming:
        text = question_in(message, bot.bot)
        if text is None:
            text = message.text or message.caption or ""
        return Incoming(
            channel=CHANNEL,
            chat=f"guest {message.chat.id}",  # another chat than one of this number that the bot is in
            user=asker_of(message),
            text="" if text == CALL else text,  # commands are not heard there, so none is to be recommended
            at=message.date,
            quoted=_pointed_to(message),
            app_lang=self._channel.lang_of(message.from_user) if message.from_user else None,
        )


def _pointed_to(message: Message) -> str | None:
    """What it quotes of the message it replies to, else all of that."""
    replied = message.reply_to_message
    if message.quote is not None:
        return message.quote.text
    return None if replied is None else replied.text or replied.caption


def _without_buttons(reply: Reply) -> Reply:
    """Buttons would press in a chat we do not know: what may be meant is told in words, what leads on is left out."""
    if reply.kind != "ask_back" or not reply.choices:
        return reply
    return replace(reply, blocks=(*reply.blocks, "\n".join(f"• {choice.text}" for choice in reply.choices)))
