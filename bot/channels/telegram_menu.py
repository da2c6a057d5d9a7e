"""The commands as Telegram's menu shows them: other ones in private, in groups and to a group's admins."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot.content import Content

IN_PRIVATE = ("tanya", "topik", "mpp", "grafik", "sumber", "bahasa", "setelan", "privasi", "help", "start")
IN_GROUPS = ("tanya", "topik", "mpp", "grafik", "sumber", "privasi", "help")
FOR_ADMINS = (*IN_GROUPS, "bahasa", "setelan", "diam")
"""An admin sees these in place of the group's."""
SCOPES: Mapping[str, tuple[BotCommandScope, tuple[str, ...]]] = {
    "private": (BotCommandScopeAllPrivateChats(), IN_PRIVATE),
    "groups": (BotCommandScopeAllGroupChats(), IN_GROUPS),
    "admins": (BotCommandScopeAllChatAdministrators(), FOR_ADMINS),
}

log = structlog.get_logger(__name__)


async def set_menus(bot: Bot, content: Content) -> None:
    """In the first language for everybody, in the others for those whose app speaks them."""
    for lang in content.languages:
        code = None if lang == content.languages[0] else lang
        for name, (scope, commands) in SCOPES.items():
            menu = [BotCommand(command, content.words.say(lang, f"command_{command}")) for command in commands]
            try:
                await bot.set_my_commands(menu, scope=scope, language_code=code)
            except TelegramError as error:
                log.warning(
                    "telegram_menu_not_set", scope=name, lang=lang, error=type(error).__name__, why=error.message
                )
