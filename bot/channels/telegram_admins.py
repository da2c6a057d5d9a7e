"""Who runs a group, asked of Telegram and remembered for a while."""

from __future__ import annotations

from datetime import timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.recent import Recent

REMEMBERED = timedelta(minutes=5)
"""A person who is no longer an admin may act as one for so long."""


class Admins:
    """The admins of groups. In memory only: after a restart they are asked for again."""

    def __init__(self) -> None:
        self._by_chat: Recent[int, frozenset[int]] = Recent(REMEMBERED.total_seconds())

    async def include(self, person: int, chat: int, bot: Bot) -> bool:
        """Whether `person` is an admin of the group; False when Telegram does not say."""
        admins = self._by_chat.get(chat)
        if admins is None:
            try:
                admins = frozenset(member.user.id for member in await bot.get_chat_administrators(chat))
            except TelegramError:
                return False
            self._by_chat.put(chat, admins)
        return person in admins

    def forget(self, chat: int) -> None:
        """Ask again next time: somebody became an admin, or is one no longer."""
        self._by_chat.forget(chat)
