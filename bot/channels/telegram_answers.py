"""From a question to the reply in its chat: the way that messages, buttons and links share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from telegram import Bot, InlineKeyboardMarkup, Message

from bot.channels.telegram_channel import CHANNEL, Channel, store_failed
from bot.channels.telegram_delivery import Place, send_html, send_picture
from bot.channels.telegram_render import CAPTION_LIMIT, keyboard, render
from bot.messages import Chart, Incoming, Location, Reply

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
    app_lang: str | None = None

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
            app_lang=self.app_lang,
        )


class Answers:
    """Answers questions. Those of one chat come here one after the other."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def answer(self, question: Question, bot: Bot) -> None:
        reply = await self._channel.service.answer(question.incoming)
        await self._send(reply, question, bot)

    async def _send(self, reply: Reply, question: Question, bot: Bot) -> None:
        buttons = await self._buttons(reply, question)
        words = render(reply)
        picture = await self._picture(reply.chart) if reply.chart else None
        if picture is None:
            await send_html(bot, question.place, words, buttons)
        else:
            await send_picture(bot, question.place, picture, render(reply, CAPTION_LIMIT), words, buttons)

    async def _picture(self, chart: Chart) -> bytes | None:
        """None when it cannot be drawn: its figures are told in words all the same."""
        try:
            return await self._channel.charts.png(chart, self._channel.service.content)
        except Exception as error:
            log.error("chart_failed", facts=chart.facts, error=type(error).__name__)
            return None

    async def _buttons(self, reply: Reply, question: Question) -> InlineKeyboardMarkup | None:
        """What is asked back is the asker's to choose; questions that lead on are anyone's in this chat.

        Who writes in the name of a chat (negative id) presses in their own, so those buttons are anyone's too."""
        if not reply.choices:
            return None
        chat = str(question.place.chat)
        owner = question.asker if reply.kind == "ask_back" and not question.asker.startswith("-") else chat
        choices = [(choice.id, choice.text) for choice in reply.choices]
        try:
            short_ids = await self._channel.service.store.remember_buttons(CHANNEL, chat, owner, choices)
        except Exception as error:
            return store_failed(error, None)
        return keyboard([(label, short) for (_, label), short in zip(choices, short_ids, strict=True)])


def asker_of(message: Message) -> str:
    """Who asks. Who writes in the name of a chat is that chat to us."""
    sender = message.sender_chat or message.from_user
    assert sender is not None
    return str(sender.id)
