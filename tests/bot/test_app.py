"""The whole process `tanya-spbe run` without a token, as a person starts it: in an empty folder."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession

from bot.log import blot, configure_logging, log_crash

ROOT = Path(__file__).parents[2]
QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
NOBODY_LISTENS = "http://127.0.0.1:1"
HANG_SECONDS = 60
"""No measure of speed: only so that a process that hangs fails a test instead of stopping all."""


@dataclass
class Running:
    process: asyncio.subprocess.Process
    errors: bytes = b""
    """What it wrote to standard error so far."""

    async def wait_for(self, pattern: str) -> str:
        """Read its standard error until `pattern` is in it."""
        assert self.process.stderr is not None
        while not (found := re.search(pattern, self.errors.decode())):
            line = await asyncio.wait_for(self.process.stderr.readline(), HANG_SECONDS)
            assert line, f"ended without {pattern!r}:\n{self.errors.decode()}"
            self.errors += line
        return found.group()

    async def end(self, how: signal.Signals | None = None) -> tuple[int, str, str]:
        """Its exit code, standard output and standard error, after the signal `how` or by itself."""
        if how is not None:
            self.process.send_signal(how)
        output, errors = await asyncio.wait_for(self.process.communicate(), HANG_SECONDS)
        assert self.process.returncode is not None
        return self.process.returncode, output.decode(), (self.errors + errors).decode()


@asynccontextmanager
async def bot_in(folder: Path, **settings: str) -> AsyncIterator[Running]:
    kept: Mapping[str, str] = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "PORT": "0", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


ADDRESS = r"http://127\.0\.0\.1:\d+"


async def test_empty_folder_becomes_a_chat_page_that_answers(tmp_path: Path) -> None:
    async with bot_in(tmp_path) as running:
        address = await running.wait_for(ADDRESS)
        async with ClientSession() as session:
            async with session.get(address) as response:
                assert "Tanya SPBE" in await response.text()
            async with session.post(f"{address}/api/ask", json={"text": QUESTION}) as response:
                reply = await response.json()
        assert reply["kind"] == "answer"
        assert "58" in reply["blocks"][0]
        assert reply["sources"]
        exit_code, output, errors = await running.end(signal.SIGTERM)
    assert exit_code == 0
    assert output == ""
    assert "TELEGRAM_BOT_TOKEN" in errors  # how to connect Telegram
    assert "Traceback" not in errors
    assert QUESTION not in errors
    assert sorted(file.name for file in (tmp_path / "var").iterdir()) == ["tanya.db", "tanya.key"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_signal_ends_it_with_0(tmp_path: Path, how: signal.Signals) -> None:
    async with bot_in(tmp_path) as running:
        await running.wait_for(ADDRESS)
        exit_code, _, errors = await running.end(how)
    assert exit_code == 0
    assert "Traceback" not in errors


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_before_anything_is_loaded_ends_it_with_0(tmp_path: Path, how: signal.Signals) -> None:
    """The signal comes as soon as the command line starts to load, where loading takes long."""
    (tmp_path / "typer.py").write_text(
        f"import os, signal, time\nos.kill(os.getpid(), signal.{how.name})\ntime.sleep({HANG_SECONDS})\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        check=False,
        timeout=HANG_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, b"")


async def test_hang_up_that_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    """As `nohup` wants it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        async with bot_in(tmp_path) as running:
            address = await running.wait_for(ADDRESS)
            running.process.send_signal(signal.SIGHUP)
            async with ClientSession() as session, session.get(f"{address}/healthz") as response:
                assert response.status == 200
            assert (await running.end(signal.SIGTERM))[0] == 0
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_open_connection_does_not_keep_it(tmp_path: Path) -> None:
    async with bot_in(tmp_path) as running:
        address = await running.wait_for(ADDRESS)
        _, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        assert (await running.end(signal.SIGTERM))[0] == 0
        writer.close()


async def test_restart_finds_its_database_and_key(tmp_path: Path) -> None:
    for _ in range(2):
        async with bot_in(tmp_path) as running:
            await running.wait_for(ADDRESS)
            key = (tmp_path / "var" / "tanya.key").read_bytes()
            assert (await running.end(signal.SIGTERM))[0] == 0
    assert (tmp_path / "var" / "tanya.key").read_bytes() == key


async def test_busy_port_is_one_sentence(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with bot_in(tmp_path, PORT=str(port)) as running:
        exit_code, _, errors = await running.end()
    server.close()
    await server.wait_closed()
    assert exit_code == 1
    assert errors.startswith(f"PORT: {port} is busy")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("HOST", "192.0.2.1", "HOST"),
        ("HOST", "a..b", "HOST"),
        ("HOST", "a" * 70, "HOST"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("DATABASE_URL", "sqlite+aiosqlite:///.", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite+aiosqlite://host/a", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite+aiosqlite:////dev/null/var/tanya.db", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql+asyncpg://user@127.0.0.1:1/name", "SECRET_KEY"),
        ("TELEGRAM_BOT_TOKEN", "token", "TELEGRAM_BOT_TOKEN"),
    ],
)
async def test_wrong_setting_is_one_sentence_and_exit_2(tmp_path: Path, name: str, value: str, named: str) -> None:
    async with bot_in(tmp_path, **{name: value}) as running:
        exit_code, output, errors = await running.end()
    assert exit_code == 2
    assert errors.startswith(f"{named}: ")
    assert errors.count("\n") == 1
    assert output == ""


async def test_database_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    address = "postgresql+asyncpg://user:hidden@127.0.0.1:1/name"
    async with bot_in(tmp_path, DATABASE_URL=address, SECRET_KEY="0123456789abcdef") as running:
        exit_code, _, errors = await running.end()
    assert exit_code == 1
    assert errors.startswith("DATABASE_URL: ")
    assert errors.count("\n") == 1
    assert "hidden" not in errors


async def test_content_that_cannot_be_used_names_the_setting(tmp_path: Path) -> None:
    async with bot_in(tmp_path, CONTENT_DIR=str(tmp_path)) as running:
        exit_code, _, errors = await running.end()
    assert exit_code == 2
    assert errors.startswith("CONTENT_DIR: ")
    assert "Traceback" not in errors


@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_token_is_never_printed_and_telegram_away_is_no_failure(tmp_path: Path, log_format: str) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": NOBODY_LISTENS, "LOG_FORMAT": log_format}
    async with bot_in(tmp_path, **settings) as running:
        await running.wait_for("telegram")
        exit_code, output, errors = await running.end(signal.SIGTERM)
    assert exit_code == 0
    assert output == ""
    assert TOKEN.partition(":")[2] not in errors
    assert "Traceback" not in errors


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_logging_as_before")
@pytest.mark.parametrize("log_format", ["console", "json"])
def test_secrets_are_blotted_out_of_every_line(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json" if log_format == "json" else "console", [TOKEN, "database-password"])
    structlog.get_logger("ours").warning("connecting", to="postgresql://user:database-password@host", token=TOKEN)
    logging.getLogger("library").warning("GET %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise ValueError(f"no such file: bot{TOKEN}/x")
    except ValueError:
        log_crash()
    errors = capsys.readouterr().err
    assert errors.count("<secret>") >= 4
    assert TOKEN not in errors
    assert "database-password" not in errors
    assert "ValueError" in errors


@pytest.mark.usefixtures("_logging_as_before")
def test_json_log_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    structlog.get_logger("ours").info("turn", lang="id", intent="mpp.count")
    logging.getLogger("library").warning("two\nlines")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["level"], ours["intent"]) == ("turn", "info", "mpp.count")
    assert (theirs["event"], theirs["logger"]) == ("two\nlines", "library")


def test_token_of_another_bot_is_blotted_out_of_addresses() -> None:
    assert blot(f"https://x/file/bot{TOKEN}/a.png", []) == "https://x/file/bot<secret>/a.png"
