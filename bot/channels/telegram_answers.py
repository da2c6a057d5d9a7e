"""From a question to the reply in its chat: the way that messages, edits, buttons and links share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

import structlog
from telegram import Bot, Message, Update
from telegram.helpers import create_deep_linked_url

from bot.channels.telegram_channel import CHANNEL, Channel, store_failed
from bot.channels.telegram_delivery import (
    Place,
    answer_button,
    edit_html,
    remove_message,
    send_html,
    send_picture,
    typing,
)
from bot.channels.telegram_keyboard import Markup, keyboard, one_link
from bot.channels.telegram_render import CAPTION_LIMIT, render, render_compact
from bot.messages import Chart, Incoming, Location, Reply
from bot.service import Taken
from bot.store import Answer, new_answer_id

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, and where the answer belongs."""

    text: str
    asker: str
    at: datetime
    place: Place
    choice: str | None = None
    location: Location | None = None
    is_passed_on: bool = False
    has_attachment: bool = False
    app_lang: str | None = None
    is_full: bool = False
    """Whether the whole answer is wanted, however the chat has its answers."""
    message: int | None = None
    """The message that asks; None for a button or a link, which nobody edits."""
    query_id: str | None = None
    """Of a pressed button that still shows its waiting sign."""

    @property
    def incoming(self) -> Incoming:
        """The question as every channel hands it on."""
        topic = self.place.topic
        return Incoming(
            channel=CHANNEL,
            chat=str(self.place.chat),
            user=self.asker,
            text=self.text,
            at=self.at,
            thread=None if topic is None else str(topic),
            choice=self.choice,
            location=self.location,
            is_passed_on=self.is_passed_on,
            has_attachment=self.has_attachment,
            app_lang=self.app_lang,
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A reply as it goes out."""

    html: str
    buttons: Markup | None
    caption: str = ""
    picture: bytes | None = None


class Answers:
    """Answers questions. Those of one chat come here one after the other."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def answer(self, question: Question, update: Update, bot: Bot, *, may_say_nothing: bool = False) -> None:
        """Answer a question that is for us, once. With `may_say_nothing`, what asks nothing is left alone: it is not
        answered, and nothing of it is kept."""
        taken = await self._taken(question, update, bot, may_say_nothing)
        if taken is not None:
            await self.tell(question, taken, bot)

    async def answer_anew(self, question: Question, former: Answer, update: Update, bot: Bot) -> None:
        """Let the reply to a question that was edited answer what it asks now, if that is something else."""
        taken = await self._taken(question, update, bot, may_say_nothing=True)
        if taken is None or taken.turn.asked == former.asked:
            return
        await self._channel.service.keep(taken)
        place = question.place
        self._channel.manners.forget_told(place, former.asked, former.lang)
        message, is_picture = former.reply_message, False
        if message is not None:
            shown = await self._shown(former.id, question, taken, bot)
            if former.is_picture or shown.picture is not None:  # neither becomes the other
                sent = await self._send(shown, place, bot)
                await remove_message(
                    bot, place.chat, message, self._say(taken, "removed"), is_picture=former.is_picture
                )
                message, is_picture = _number_of(sent), _is_picture(sent)
            else:
                await edit_html(bot, place.chat, message, shown.html, shown.buttons)
            self._note_told(place, taken, message)
        answer = self._kept(former.id, question, taken, message)
        await self._remember(replace(answer, is_picture=is_picture, is_waiting=former.is_waiting), place)

    async def tell(self, question: Question, taken: Taken, bot: Bot) -> None:
        """Reply to a question that was taken, and keep it, as the manners of its chat want it."""
        # Before anything is sent: who reads the answer may ask on at once.
        await self._channel.service.keep(taken)
        is_quiet = taken.settings.is_quiet(self._channel.service.now())
        question = replace(question, place=replace(question.place, is_silent=is_quiet))
        place, turn = question.place, taken.turn
        manners = self._channel.manners
        if not place.is_group:
            await self._reply(question, taken, bot)
            return
        if manners.is_busy(place.chat):
            await self._hold_back(question, taken, bot)
            return
        if _is_miss(turn.reply) and (is_quiet or not manners.may_miss(place.chat, question.asker)):
            await self._release(question, bot)
            return
        manners.note_spoken(place.chat)
        earlier = manners.told(place, turn.asked, turn.reply.lang) if turn.asked else None
        if earlier is None or not await self._point_to(earlier, question, taken, bot):
            await self._reply(question, taken, bot)

    async def forget(self, answer: Answer, place: Place) -> None:
        """An answer was removed: nothing points to it any more, and an edit of its question does not bring it back."""
        self._channel.manners.forget_told(place, answer.asked, answer.lang)
        await self._remember(replace(answer, reply_message=None), place)

    async def _taken(self, question: Question, update: Update, bot: Bot, may_say_nothing: bool) -> Taken | None:
        """The turn of a question; None when it was answered before, when it asks nothing and need not be answered, and
        when there is no chat any more to answer it in."""
        service = self._channel.service
        if self._channel.chats.is_left(question.place.chat):
            return None
        if may_say_nothing:
            taken = await service.take(question.incoming)
            return taken if taken.turn.is_question and await self._channel.is_new(update, bot) else None
        # Asked together, they travel in one transaction.
        taken, is_new = await asyncio.gather(service.take(question.incoming), self._channel.is_new(update, bot))
        return taken if is_new else None

    async def _reply(self, question: Question, taken: Taken, bot: Bot) -> None:
        id, place = new_answer_id(), question.place
        await self._release(question, bot)
        sent = await self._send(await self._shown(id, question, taken, bot), place, bot)
        self._note_told(place, taken, _number_of(sent))
        answer = self._kept(id, question, taken, _number_of(sent))
        await self._remember(replace(answer, is_picture=_is_picture(sent)), place)

    async def _point_to(self, earlier: int, question: Question, taken: Taken, bot: Bot) -> bool:
        """Say in one line that quotes it where this was answered; False when that message is gone."""
        line = escape(self._say(taken, "answered_above"), quote=False)
        sent = await send_html(bot, replace(question.place, quotes=earlier), line, None, needs_quoted=True)
        if sent is None:
            return False
        await self._release(question, bot)
        await self._remember(self._kept(new_answer_id(), question, taken, sent.message_id), question.place)
        return True

    async def _hold_back(self, question: Question, taken: Taken, bot: Bot) -> None:
        """Keep the answer for the asker to open in private, and tell so: who pressed a button is led there, who wrote
        is told in one line a minute for the whole group."""
        turn, place = taken.turn, question.place
        if not turn.asked:
            await self._release(question, bot)
            return
        answer = replace(self._kept(new_answer_id(), question, taken, None), is_waiting=True)
        await self._remember(answer, place)
        link = _link(bot, answer.id)
        if question.query_id is not None:
            await answer_button(bot, question.query_id, url=link)
        elif self._channel.manners.may_refer(place.chat):
            button = one_link(self._say(taken, "button_open"), link)
            await send_html(bot, place, escape(self._say(taken, "busy_here"), quote=False), button)

    async def _shown(self, id: str, question: Question, taken: Taken, bot: Bot) -> _Shown:
        reply, in_group, link = taken.turn.reply, question.place.is_group, _link(bot, id)
        if in_group and _is_miss(reply):  # one short line
            return _Shown(escape(reply.blocks[0], quote=False), None)
        buttons = keyboard(reply, id, link, lambda key: self._say(taken, key), in_group=in_group)
        picture = None
        if reply.chart:
            # Drawing takes long by its nature. Words are there at once, or wait for others: then one more call to
            # Telegram for each of them would make all wait longer.
            async with typing(bot, question.place):
                picture = await self._picture(reply.chart)
        if question.is_full or not taken.settings.is_compact(in_group=in_group):
            return _Shown(render(reply), buttons, render(reply, CAPTION_LIMIT) if picture else "", picture)
        more = f'<a href="{escape(link)}">{escape(self._say(taken, "more_in_private"), quote=False)}</a>'
        return _Shown(render_compact(reply, more), buttons, render_compact(reply, more) if picture else "", picture)

    async def _send(self, shown: _Shown, place: Place, bot: Bot) -> Message | None:
        if shown.picture is None:
            return await send_html(bot, place, shown.html, shown.buttons)
        return await send_picture(bot, place, shown.picture, shown.caption, shown.html, shown.buttons)

    async def _picture(self, chart: Chart) -> bytes | None:
        """None when it cannot be drawn: its figures are told in words all the same."""
        try:
            return await self._channel.charts.png(chart, self._channel.service.content)
        except Exception as error:
            log.error("chart_failed", facts=chart.facts, error=type(error).__name__)
            return None

    async def _release(self, question: Question, bot: Bot) -> None:
        if question.query_id is not None:
            await answer_button(bot, question.query_id)

    def _kept(self, id: str, question: Question, taken: Taken, message: int | None) -> Answer:
        store, reply = self._channel.service.store, taken.turn.reply
        # Who writes in the name of a chat presses in their own: what they may have meant is anyone's to press.
        is_for_asker = reply.kind == "ask_back" and not question.asker.startswith("-")
        return Answer(
            id,
            store.chat_key(CHANNEL, str(question.place.chat)),
            store.asker_key(CHANNEL, question.asker),
            reply.lang,
            taken.turn.asked,
            tuple(choice.id for choice in reply.choices),
            is_for_asker,
            question_message=question.message,
            reply_message=message,
        )

    async def _remember(self, answer: Answer, place: Place) -> None:
        if self._channel.chats.is_left(place.chat):  # nothing is to be left behind there
            return
        try:
            await self._channel.service.store.remember_answer(answer)
        except Exception as error:
            store_failed(error, None)

    def _note_told(self, place: Place, taken: Taken, message: int | None) -> None:
        turn = taken.turn
        # Choices are one person's to press: an ask-back is of no use to the next.
        if place.is_group and message is not None and turn.asked and turn.reply.kind != "ask_back":
            self._channel.manners.note_told(place, turn.asked, turn.reply.lang, message)

    def _say(self, taken: Taken, key: str) -> str:
        return self._channel.service.content.words.say(taken.turn.reply.lang, key)


def asker_of(message: Message) -> str:
    """Who asks. Who writes in the name of a chat is that chat to us."""
    sender = message.sender_chat or message.from_user
    assert sender is not None
    return str(sender.id)


def _is_miss(reply: Reply) -> bool:
    """Whether there is nothing to tell; that we lack just this year or place says what we have."""
    return reply.kind == "refuse" and reply.refusal_class != "no_data"


def _link(bot: Bot, answer: str) -> str:
    """Opens the private chat and tells the answer there."""
    return create_deep_linked_url(bot.username, f"ask_{answer}")


def _number_of(sent: Message | None) -> int | None:
    return None if sent is None else sent.message_id


def _is_picture(sent: Message | None) -> bool:
    return sent is not None and bool(sent.photo)
