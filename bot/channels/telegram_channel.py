"""What all parts of the Telegram channel share. A part is a class `Part(channel)`; `telegram.py` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog
from telegram import Bot, Message, Update, User
from telegram.ext import CallbackContext

from bot.channels.telegram_admins import Admins
from bot.channels.telegram_chats import Chats
from bot.channels.telegram_manners import Manners
from bot.channels.telegram_polling import App
from bot.chart import Charts
from bot.chat_settings import ChatSettings
from bot.service import Service
from bot.store import Answer

CHANNEL = "telegram"

Context = CallbackContext[Any, Any, Any, Any]
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Part(Protocol):
    """One concern of the channel: questions, pressed buttons, settings..."""

    def register(self, application: App) -> None:
        """Add its handlers. Of one handler group, the first handler that wants an update takes it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Made once at start. Holds nothing of any chat that a restart must not forget: that is the store's."""

    service: Service
    charts: Charts
    admins: Admins
    chats: Chats
    manners: Manners

    def say(self, person: User, key: str, **values: str) -> str:
        """Words of the bot itself, in the language of the person's app where we speak it."""
        return self.service.content.words.say(self.lang_of(person), key, **values)

    def lang_of(self, person: User) -> str:
        """The language of the person's app where we speak it, else our first."""
        languages = self.service.content.languages
        lang = (person.language_code or "").partition("-")[0]
        return lang if lang in languages else languages[0]

    async def settings(self, chat: int) -> ChatSettings:
        """How the bot behaves in a chat."""
        try:
            return await self.service.store.chat_settings(CHANNEL, str(chat))
        except Exception as error:
            return store_failed(error, ChatSettings())

    async def save_settings(self, chat: int, settings: ChatSettings) -> bool:
        """False when they could not be saved."""
        try:
            await self.service.store.save_chat_settings(CHANNEL, str(chat), settings)
        except Exception as error:
            return store_failed(error, False)
        return True

    async def is_admin(self, message: Message, bot: Bot) -> bool:
        """Whether an admin of the group wrote the message. Who stays anonymous, and so writes in the name of the group,
        is one; who writes in the name of a channel is taken for none."""
        if message.sender_chat is not None:
            return message.sender_chat.id == message.chat.id
        return message.from_user is not None and await self.admins.include(message.from_user.id, message.chat.id, bot)

    async def answer_to(self, message: Message) -> Answer | None:
        """The answer that the message got before it was edited, if it got one."""
        store = self.service.store
        try:
            return await store.answer_to(store.chat_key(CHANNEL, str(message.chat.id)), message.message_id)
        except Exception as error:
            return store_failed(error, None)

    async def is_new(self, update: Update, bot: Bot) -> bool:
        """True the first time this update comes. Ask only for updates that are for us: it is written down."""
        try:
            # Each bot counts its updates for itself, and one database may see several bots.
            return await self.service.store.is_new_update(f"{CHANNEL}:{bot.id}", update.update_id)
        except Exception as error:
            return store_failed(error, True)


def store_failed(error: Exception, instead: T) -> T:
    """A store that fails costs memory, not the answer."""
    log.error("store_failed", channel=CHANNEL, error=type(error).__name__)
    return instead
