"""The running bot: the one place that builds its parts, each opened and closed in one AsyncExitStack."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from bot.channels.web import run_web
from bot.content import load_content
from bot.service import Service
from bot.settings import Settings, SettingsError, may_open_browser
from bot.signals import asked_to_end
from bot.store import open_store

GRACE_SECONDS = 6
"""After a signal the channel may finish what it is sending; then it is cancelled."""
LAST_RESORT_SECONDS = 9
"""When even that does not end the process: a library's thread may hang in a name look-up, which nothing can cancel."""

HOW_TO_CONNECT_TELEGRAM = (
    "To connect Telegram: write TELEGRAM_BOT_TOKEN=<the token from @BotFather> into the file .env and start again."
)


async def run(settings: Settings) -> None:
    """Answer people until SIGTERM, SIGINT or SIGHUP: on Telegram when there is a token, else on the local chat page.

    Raises `SettingsError` (also for a token that Telegram refuses), `ContentError`, `StoreError` or `CannotListen`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as deadline, AsyncExitStack() as stack:

            def finish() -> None:
                if not stop.is_set():
                    stop.set()
                    deadline.reschedule(loop.time() + GRACE_SECONDS)
                    end_in_any_case()

            _on_signals(loop, finish)
            content = load_content(settings.content_dir)
            secret_key = settings.secret_key.get_secret_value().encode() if settings.secret_key else None
            store = await stack.enter_async_context(open_store(settings.database_url, secret_key))
            if not stop.is_set():
                await _run_channel(Service(content, store), settings, stop)
    except TimeoutError:
        if not deadline.expired():
            raise


async def _run_channel(service: Service, settings: Settings, stop: asyncio.Event) -> None:
    if not settings.telegram_bot_token:
        await run_web(service, settings, stop, on_ready=_welcome)
        return
    # Only now: the chat page needs none of it.
    from bot.channels.telegram import TelegramRefused, run_telegram

    try:
        await run_telegram(service, settings, stop)
    except TelegramRefused as error:
        raise SettingsError(str(error)) from None


def end_in_any_case() -> None:
    """End the process with exit code 0 in `LAST_RESORT_SECONDS`, if it is still there."""
    timer = threading.Timer(LAST_RESORT_SECONDS, os._exit, (0,))
    timer.daemon = True
    timer.start()


def _on_signals(loop: asyncio.AbstractEventLoop, finish: Callable[[], None]) -> None:
    for name in asked_to_end():
        try:
            loop.add_signal_handler(name, finish)
        except NotImplementedError:  # Windows
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(finish))


def _welcome(address: str) -> None:
    say(f"Tanya SPBE answers at {address} (Ctrl+C stops it).")
    say(HOW_TO_CONNECT_TELEGRAM)
    if may_open_browser():
        # In a thread of its own that nobody waits for: some browsers return only when they are closed.
        threading.Thread(target=_open_browser, args=(address,), daemon=True).start()


def _open_browser(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
