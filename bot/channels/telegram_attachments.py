"""What people send in private beside words of their own: pictures, voices, files, forwarded posts. In groups all of it
is left alone, unless words below a picture speak to the bot."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.channels.recent import Recent
from bot.channels.telegram_addressed import is_from_person, question_in
from bot.channels.telegram_answers import Answers, Question, asker_of
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import place_of
from bot.channels.telegram_polling import App

UNREADABLE = (
    filters.PHOTO
    | filters.VOICE
    | filters.AUDIO
    | filters.VIDEO
    | filters.VIDEO_NOTE
    | filters.ANIMATION
    | filters.Sticker.ALL
    | filters.Document.ALL
    | filters.CONTACT
    | filters.POLL
    | filters.Dice.ALL
    | filters.STORY
    | filters.PAID_MEDIA
    | filters.GAME
    | filters.CHECKLIST
)
"""Whatever is not among these, such as what Telegram itself tells of a chat, is left alone."""
TOLD_SECONDS = 180.0
"""Who was told that we cannot read pictures knows it for so long: each picture of an album comes by itself."""


class Attachments:
    """Answers what a caption or a forwarded post asks; else says kindly what cannot be done with it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._answers = Answers(channel)
        self._told: Recent[int, bool] = Recent(TOLD_SECONDS)

    def register(self, application: App) -> None:
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        application.add_handler(MessageHandler(private & UNREADABLE, self.on_attachment))
        application.add_handler(MessageHandler(private & filters.FORWARDED & filters.TEXT, self.on_forwarded))
        edited = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE & filters.CAPTION
        application.add_handler(MessageHandler(edited, self.on_edit))

    async def on_attachment(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        if not is_from_person(message) or (not message.caption and self._told.get(message.chat.id)):
            return
        self._told.put(message.chat.id, True)
        text = question_in(message, context.bot.bot) or ""
        question = replace(self._question(text, message), has_attachment=True)
        await self._answers.answer(question, update, context.bot)

    async def on_edit(self, update: Update, context: Context) -> None:
        """The answer to a caption follows it, as any answer follows its question."""
        message = update.edited_message
        assert message is not None
        text = question_in(message, context.bot.bot)
        former = None if text is None else await self._channel.answer_to(message)
        if former is not None:
            question = replace(self._question(text or "", message), has_attachment=True)
            await self._answers.answer_anew(question, former, update, context.bot)

    async def on_forwarded(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        text = question_in(message, context.bot.bot)
        if text is not None:
            question = replace(self._question(text, message), is_passed_on=True)
            await self._answers.answer(question, update, context.bot)

    def _question(self, text: str, message: Message) -> Question:
        assert message.from_user is not None  # only posts in channels have none
        app_lang = self._channel.lang_of(message.from_user)
        return Question(
            text, asker_of(message), message.date, place_of(message), app_lang=app_lang, message=message.message_id
        )
