"""Reaching Telegram and fetching updates: patient with the network, plain about what Telegram refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot, Update
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
            updates, offset = await _fetch(application.bot, offset)
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


async def _fetch(bot: Bot, offset: int | None) -> tuple[Sequence[Update], int | None]:
    """The next updates and where to go on after them."""
    try:
        updates = await bot.get_updates(offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED_UPDATES)
    except TelegramError:
        raise
    except Exception:  # the library reads all of them or none: one of a form it does not know would stop the bot
        return await _fetch_readable(bot, offset)
    return updates, updates[-1].update_id + 1 if updates else offset


async def _fetch_readable(bot: Bot, offset: int | None) -> tuple[Sequence[Update], int | None]:
    """Those of the next updates that can be read; of the others nothing is said but that there were some."""
    # In capitals: the library would rather have its own method called, which is what has just failed.
    found = await bot.do_api_request("GetUpdates", {"offset": offset, "allowed_updates": list(ALLOWED_UPDATES)})
    updates: list[Update] = []
    for data in found if isinstance(found, list) else ():
        offset = data["update_id"] + 1
        try:
            updates.append(Update.de_json(data, bot))
        except Exception as error:
            log.warning("telegram_update_unreadable", error=type(error).__name__)
    return updates, offset


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
