"""Reaching Telegram and fetching updates: patient with the network, plain about what Telegram refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.channels.telegram_limits import pause_seconds
from bot.settings import SettingsError

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
)
LONG_POLL = timedelta(seconds=30)
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 30.0

App = Application[Any, Any, Any, Any, Any, Any]
log = structlog.get_logger(__name__)


class TelegramRefused(SettingsError):
    """Telegram does not know the token. One sentence, without the token."""


async def connect(application: App) -> None:
    """Initialise, with a line in the log and a longer wait for each time Telegram is out of reach.

    Raises `TelegramRefused` when Telegram does not know the token."""
    for wait in _waits():
        try:
            await application.initialize()
            # A webhook that somebody set keeps updates from those who poll.
            await application.bot.delete_webhook()
            return
        except TelegramError as error:
            await _wait_after(error, wait)


async def poll(application: App) -> None:
    """Fetch updates for ever.

    Fetching the next ones tells Telegram that the last ones are done with. When the bot is stopped the last ones
    are therefore fetched again at its next start; the store knows which of them were answered.
    Raises `TelegramRefused` when Telegram no longer knows the token."""
    offset: int | None = None
    waits = _waits()
    has_rival = False
    while True:
        try:
            updates = await application.bot.get_updates(
                offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED_UPDATES
            )
        except Conflict:
            if not has_rival:
                log.error("telegram_conflict", why="another program fetches this bot's updates; only one may")
            has_rival = True
            await asyncio.sleep(next(waits))
        except TelegramError as error:
            await _wait_after(error, next(waits))
        else:
            waits = _waits()
            has_rival = False
            for update in updates:
                application.update_queue.put_nowait(update)
                offset = update.update_id + 1


async def _wait_after(error: TelegramError, wait_seconds: float) -> None:
    if isinstance(error, InvalidToken):
        # "from None": the library's message holds the token.
        raise TelegramRefused(
            "TELEGRAM_BOT_TOKEN: Telegram does not know this bot token; "
            'copy it again from @BotFather, it looks like "123456:ABC-DEF"'
        ) from None
    if isinstance(error, RetryAfter):
        wait_seconds = pause_seconds(error)
    log.warning("telegram_not_reached", why=error.message[:200], retry_in_seconds=wait_seconds)
    await asyncio.sleep(wait_seconds)


def _waits() -> Iterator[float]:
    """Twice as long each time, up to the longest."""
    wait = FIRST_WAIT_SECONDS
    while True:
        yield wait
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
