"""The bot's life in groups: added, removed, made an admin, and groups that become supergroups."""

from __future__ import annotations

from html import escape

from telegram import Bot, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType, ParseMode
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import deliver
from bot.channels.telegram_polling import App

AWAY = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Groups:
    """Introduces the bot once where it is added, and leaves nothing behind where it is removed."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def register(self, application: App) -> None:
        application.add_handler(ChatMemberHandler(self.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.on_migration))

    async def on_membership(self, update: Update, context: Context) -> None:
        change = update.my_chat_member
        assert change is not None
        chats, chat = self._channel.chats, change.chat
        if _is_away(change.new_chat_member.status):
            await chats.leave(chat.id, may_move=chat.type == ChatType.GROUP)
            return
        chats.join(chat.id)
        was_added = _is_away(change.old_chat_member.status) and chat.type in GROUPS
        if was_added and not chats.has_moved_here(chat.id) and await self._channel.is_new(update, context.bot):
            await self._introduce(change, context.bot)

    async def on_migration(self, update: Update, context: Context) -> None:
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self._channel.chats.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._channel.chats.move(message.migrate_from_chat_id, message.chat.id)

    async def _introduce(self, change: ChatMemberUpdated, bot: Bot) -> None:
        lines = [self._channel.say(change.from_user, f"introduction_{part}") for part in ("who", "how", "settings")]
        text = escape("\n".join(lines), quote=False)

        async def send(chat: int) -> Message:
            return await bot.send_message(chat, text, parse_mode=ParseMode.HTML, disable_notification=True)

        await deliver("sendMessage", send, change.chat.id, twice_is_harmless=False)


def _is_away(status: str) -> bool:
    return status in AWAY
