"""The bot on Telegram, by long polling: opened, run until told to stop, closed."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram.ext import ApplicationBuilder

from bot.channels.per_chat import PerChat
from bot.channels.telegram_admins import Admins
from bot.channels.telegram_ambient import Ambient
from bot.channels.telegram_attachments import Attachments
from bot.channels.telegram_buttons import Buttons
from bot.channels.telegram_channel import CHANNEL, Channel, Context, Part
from bot.channels.telegram_chats import ChatKeeper, Chats
from bot.channels.telegram_groups import Groups
from bot.channels.telegram_guests import Guests
from bot.channels.telegram_inline import Inline
from bot.channels.telegram_links import Links
from bot.channels.telegram_locations import Locations
from bot.channels.telegram_manners import Manners
from bot.channels.telegram_menu import set_menus
from bot.channels.telegram_polling import App, TelegramRefused, connect, poll
from bot.channels.telegram_questions import Questions
from bot.channels.telegram_request import AiohttpRequest
from bot.channels.telegram_settings import ChatSettingsMenu
from bot.chart import Charts
from bot.service import Service
from bot.settings import Settings

PARTS: tuple[Callable[[Channel], Part], ...] = (
    Guests,
    Groups,
    ChatSettingsMenu,
    Links,
    Buttons,
    Inline,
    Locations,
    Attachments,
    Questions,
    Ambient,
)
"""In the order in which updates are offered to them: the first that wants one takes it."""
CONNECTIONS = 256
"""Calls to Telegram at once: at an API that takes 50 ms, room for five thousand a second."""
FINISH_SECONDS = 5.0
"""How long answers in work may take when the bot stops; `bot.app` waits a second longer."""

__all__ = ["TelegramRefused", "run_telegram"]

log = structlog.get_logger(__name__)


async def run_telegram(service: Service, settings: Settings, stop: asyncio.Event) -> None:
    """Answer people on Telegram until `stop` is set. While Telegram cannot be reached it keeps trying.

    Raises `TelegramRefused` when Telegram does not accept the token."""
    # The library reports what we say in one line, with tracebacks and, where it cannot read them, people's messages.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    work = PerChat()
    application = _application(service, settings, work)
    try:
        if not await _until(stop, connect(application)):
            return
        await application.start()
        try:
            application.create_task(set_menus(application.bot, service.content), name="telegram menu")
            log.info("telegram_ready", bot=application.bot.username)
            await _until(stop, poll(application))
        finally:
            await _finish(application, work)
    finally:
        await application.shutdown()
        await application.bot.shutdown()  # also when the application never came to be initialised


def _application(service: Service, settings: Settings, work: PerChat) -> App:
    assert settings.telegram_bot_token is not None
    admins = Admins()
    chats = Chats(CHANNEL, service.store, admins)
    application = (
        ApplicationBuilder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(AiohttpRequest(CONNECTIONS))
        .get_updates_request(AiohttpRequest(1))
        .rate_limiter(ChatKeeper(settings.send_rate, chats))
        .concurrent_updates(work)
        .updater(None)
        .job_queue(None)
        .build()
    )
    channel = Channel(service, Charts(), admins, chats, Manners(service.now))
    for part in PARTS:
        part(channel).register(application)
    application.add_error_handler(_on_error)
    return application


async def _on_error(update: object, context: Context) -> None:
    """A failure of ours costs one answer. What an exception says may quote people: only where it was."""
    error = context.error
    frames = traceback.extract_tb(error.__traceback__)[-4:] if error else []
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error("update_failed", channel=CHANNEL, error=type(error).__name__, where=where)


async def _finish(application: App, work: PerChat) -> None:
    """Let the answers in work get out, but not for ever: a chat may have to wait for its send limit."""
    stopping = asyncio.create_task(application.stop())
    try:
        await asyncio.wait({stopping}, timeout=FINISH_SECONDS)
    finally:
        if not stopping.done():
            log.warning("telegram_unfinished", waiting=work.waiting)
            await work.shutdown()
        await stopping


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Run `work` until it is done (True; its error is raised) or `stop` is set (False; it is cancelled)."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
            return True
        return False
    finally:
        for task in (working, stopped):
            task.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)
