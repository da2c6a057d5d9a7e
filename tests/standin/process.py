"""The whole bot as a process of its own, connected to the stand-in, in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.standin.server import PATIENCE_SECONDS, TOKEN, StandIn

CHECKOUT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")


@dataclass(slots=True)
class BotProcess:
    process: asyncio.subprocess.Process
    folder: Path
    may_end: bool = False

    @property
    def said(self) -> str:
        """Everything it wrote so far, to standard output and standard error."""
        return (self.folder / "said.txt").read_text(encoding="utf-8")

    async def ended(self) -> int:
        """Its exit code."""
        self.may_end = True
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.process.wait()

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.may_end = True
        self.process.send_signal(by)
        return await self.ended()

    async def report_end_to(self, telegram: StandIn) -> None:
        """A test need not wait for the answer of a bot that is no more."""
        await self.process.wait()
        if not self.may_end:
            await telegram.lose_bot(self.said)


@asynccontextmanager
async def bot_process(folder: Path, telegram: StandIn, token: str = TOKEN) -> AsyncIterator[BotProcess]:
    """`python -m bot run` in `folder`. What is still running at the end is killed."""
    environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    environment |= {"PYTHONPATH": str(CHECKOUT), "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": telegram.url}
    with (folder / "said.txt").open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), cwd=folder, env=environment, stdout=said, stderr=said
        )
    bot = BotProcess(process, folder)
    watch = asyncio.create_task(bot.report_end_to(telegram))
    try:
        yield bot
    finally:
        bot.may_end = True
        if process.returncode is None:
            process.kill()
        await watch
