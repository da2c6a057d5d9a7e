"""Which chats the bot is in: it writes to none that it left, keeps nothing of them, and follows those that move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram.error import ChatMigrated, Forbidden

from bot.channels.recent import Recent
from bot.channels.telegram_admins import Admins
from bot.channels.telegram_limits import PaceKeeper, Result
from bot.store import Store

REMEMBERED_SECONDS = 600.0
"""For so long a chat that was left is not tried again: by then nothing that was under way is left to be sent."""
MOVE_SECONDS = 3.0
"""How long after the bot left a group Telegram may still tell that the group became a supergroup. Less than a bot that
stops waits for what is in work, so that nothing of a group that was left is kept for ever."""
LEFT = ("kicked", "blocked", "deactivated", "not a member", "chat was deleted")
"""What Telegram says of a chat that the bot is no longer in; other refusals are of single messages."""

log = structlog.get_logger(__name__)


class Chats:
    """What becomes of chats."""

    def __init__(self, channel: str, store: Store, admins: Admins) -> None:
        self._channel = channel
        self._store = store
        self._admins = admins
        self._left: Recent[int, bool] = Recent(REMEMBERED_SECONDS)
        self._moved_away: Recent[int, bool] = Recent(REMEMBERED_SECONDS)
        self._moved_here: Recent[int, bool] = Recent(REMEMBERED_SECONDS)

    def is_left(self, chat: int) -> bool:
        return self._left.get(chat) is not None

    def has_moved_here(self, chat: int) -> bool:
        """Whether the group is new only by its id."""
        return self._moved_here.get(chat) is not None

    def join(self, chat: int) -> None:
        self._left.forget(chat)
        self._admins.forget(chat)

    async def leave(self, chat: int, *, may_move: bool = False) -> None:
        """Write there no more, and delete what is kept of the chat.

        A group that `may_move` is left too when it becomes a supergroup, which may be told only afterwards."""
        if self._moved_away.get(chat):  # it left the old group, which is no more
            return
        self._left.put(chat, True)
        if may_move:
            await asyncio.sleep(MOVE_SECONDS)
            if self._moved_away.get(chat):
                return
        self._admins.forget(chat)
        await self._keep_up(self._store.forget_chat(self._channel, str(chat)))
        log.info("telegram_chat_left")

    async def move(self, chat: int, new_chat: int) -> None:
        """A group became a supergroup. Telegram tells it in both, and to who writes into the old one."""
        self._moved_away.put(chat, True)
        self._moved_here.put(new_chat, True)
        self._left.forget(chat)
        self._admins.forget(chat)
        await self._keep_up(self._store.move_chat(self._channel, str(chat), str(new_chat)))
        log.info("telegram_chat_moved")

    async def _keep_up(self, change: Coroutine[Any, Any, None]) -> None:
        try:
            await change
        except Exception as error:
            log.error("store_failed", channel=self._channel, error=type(error).__name__)


class ChatKeeper(PaceKeeper):
    """Sees every call to Telegram: those into a chat that was left are refused here, and what Telegram says of a chat
    is taken in."""

    def __init__(self, send_rate: float, chats: Chats) -> None:
        super().__init__(send_rate)
        self._chats = chats

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        chat = data.get("chat_id")
        if not isinstance(chat, int):
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

        async def unless_left(*args: Any, **kwargs: Any) -> Result:
            # Asked when its turn has come: what waits for the chat's limit is dropped too.
            if self._chats.is_left(chat):
                raise Forbidden("the bot is no longer in this chat")
            return await callback(*args, **kwargs)

        try:
            return await super().process_request(unless_left, args, kwargs, endpoint, data, rate_limit_args)
        except ChatMigrated as error:
            await self._chats.move(chat, error.new_chat_id)
            raise
        except Forbidden as error:
            if any(word in error.message for word in LEFT):
                await self._chats.leave(chat)
            raise
