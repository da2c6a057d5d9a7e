"""`python -m bench.telegram_echo URL TOKEN CONNECTIONS UPDATES`: the plainest bot on python-telegram-bot, an echo."""

from __future__ import annotations

import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, MessageHandler, filters


async def echo(update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


def main() -> None:
    url, token, connections, updates = sys.argv[1:]
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .concurrent_updates(int(updates))
        .connection_pool_size(int(connections))
        # Who waits for a free connection is only waiting, not failing.
        .pool_timeout(60)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
