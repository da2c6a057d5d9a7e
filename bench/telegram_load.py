"""`python -m bench.telegram_load`: answered questions a second, beside a plain echo bot on python-telegram-bot.

API and generator have one core, the bot another. Each figure is the best of several runs, in which the bots take turns:
other work on the machine only makes them slower. Linux only."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.telegram_api import TOKEN, Api
from bot.content import load_content

ROOT = Path(__file__).resolve().parents[1]
OURS = "tanya-spbe"
STOCK_CONNECTIONS = (32, 64, 128)
"""The sizes of its pool that the stock bot is tried with, with as many concurrent updates; the best one counts.

With more of either it gets slower: httpx looks through all connections and all waiting calls for each call."""
UNANSWERED = 256
"""Questions kept waiting when the bot is to show how fast it can be."""
QUESTIONS = 500
START_SECONDS, WARM_UP_SECONDS, DRAIN_SECONDS = 60.0, 2.0, 15.0


@dataclass(slots=True)
class Run:
    """What one run of one bot showed."""

    per_second: float = 0.0
    per_cpu_second: float = 0.0
    """Answers a second if the bot had its core to itself all the time."""
    added_ms: list[float] = field(default_factory=list)
    rss_mib: list[float] = field(default_factory=list)
    """At the start of the run and then every second."""
    lost: int = 0
    """Questions that were never answered."""


async def full_speed(bot: Sequence[str], questions: Sequence[str], delay_seconds: float, seconds: float) -> Run:
    """As many questions as it can answer."""
    run = Run()
    async with _bot_at_api(bot, Api(questions, delay_seconds)) as (api, process):
        api.window = UNANSWERED
        api.fill()
        await asyncio.sleep(WARM_UP_SECONDS)
        before, started, cpu = api.answered, time.perf_counter(), _cpu_seconds(process.pid)
        await _watch(process, run, seconds)
        answered = api.answered - before
        run.per_second = answered / (time.perf_counter() - started)
        run.per_cpu_second = answered / (_cpu_seconds(process.pid) - cpu)
        await _drain(api, run)
    return run


async def steady(
    bot: Sequence[str], questions: Sequence[str], delay_seconds: float, seconds: float, per_second: float
) -> Run:
    """So many questions a second, evenly spread."""
    run = Run()
    async with _bot_at_api(bot, Api(questions, delay_seconds)) as (api, process):
        asking = asyncio.create_task(_ask_evenly(api, per_second))
        await asyncio.sleep(WARM_UP_SECONDS)
        api.added_seconds.clear()
        await _watch(process, run, seconds)
        asking.cancel()
        run.added_ms = sorted(1000 * added for added in api.added_seconds)
        await _drain(api, run)
    return run


async def _ask_evenly(api: Api, per_second: float) -> None:
    loop = asyncio.get_running_loop()
    next_at = loop.time()
    while True:
        api.ask()
        next_at += 1 / per_second
        await asyncio.sleep(max(0.0, next_at - loop.time()))


async def _watch(process: asyncio.subprocess.Process, run: Run, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    run.rss_mib.append(_rss_mib(process.pid))
    while (left := end - loop.time()) > 0:
        await asyncio.sleep(min(1.0, left))
        run.rss_mib.append(_rss_mib(process.pid))


async def _drain(api: Api, run: Run) -> None:
    api.window = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            await api.all_answered()
    run.lost = api.asked - api.answered


@asynccontextmanager
async def _bot_at_api(bot: Sequence[str], api: Api) -> AsyncIterator[tuple[Api, asyncio.subprocess.Process]]:
    """The bot on its own core, once it polls."""
    core = sorted(_CORES)[1]
    with tempfile.TemporaryDirectory() as folder:
        async with api.running():
            command = [part.format(url=api.url) for part in bot]
            environment = os.environ | {
                "PYTHONPATH": str(ROOT),
                "LOG_FORMAT": "json",
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": api.url,
                "SEND_RATE": "10000",
            }
            with (Path(folder) / "said.txt").open("wb") as said:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    cwd=folder,
                    env=environment,
                    stdout=said,
                    stderr=said,
                    preexec_fn=lambda: os.sched_setaffinity(0, {core}),
                )
            try:
                async with asyncio.timeout(START_SECONDS):
                    await api.polled.wait()
                yield api, process
            finally:
                process.terminate()
                await process.wait()


def _rss_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _questions() -> list[str]:
    """Phrasings in Indonesian from all over the content."""
    texts = [text for _, lang, text in load_content().intents.phrasings() if lang == "id"]
    return texts[:: max(1, len(texts) // QUESTIONS)][:QUESTIONS]


async def measure(runs: int, seconds: float, delays_ms: Sequence[int], steady_seconds: float) -> None:
    questions = _questions()
    bots = {OURS: [sys.executable, "-m", "bot", "run"]} | {
        f"stock, {size}": [sys.executable, "-m", "bench.telegram_echo", "{url}", TOKEN, str(size), str(size)]
        for size in STOCK_CONNECTIONS
    }
    table = Table(
        *("API", "bot", "answered/s", "all runs", "per CPU second", "ours / stock", "lost"),
        *("added p50, p99 ms at 100/s", "RSS MiB"),
        title=f"best of {runs} runs of {seconds:.0f} s; {UNANSWERED} questions kept waiting",
    )
    for delay_ms in delays_ms:
        rows: dict[str, list[Run]] = {name: [] for name in bots}
        for _ in range(runs):
            for name, command in bots.items():
                rows[name].append(await full_speed(command, questions, delay_ms / 1000, seconds))
        stock = max((name for name in bots if name != OURS), key=lambda name: _best(rows[name]).per_second)
        for name in (OURS, stock):
            calm = [await steady(bots[name], questions, delay_ms / 1000, steady_seconds, 100.0) for _ in range(runs)]
            added = min((run.added_ms for run in calm), key=lambda each: _percentile(each, 99))
            ratio = _best(rows[OURS]).per_second / _best(rows[stock]).per_second
            table.add_row(
                f"{delay_ms} ms",
                name,
                f"{_best(rows[name]).per_second:.0f}",
                ", ".join(f"{run.per_second:.0f}" for run in rows[name]),
                f"{max(run.per_cpu_second for run in rows[name]):.0f}",
                f"{ratio:.1f}" if name == OURS else "",
                str(sum(run.lost for run in [*rows[name], *calm])),
                f"{_percentile(added, 50):.1f}, {_percentile(added, 99):.1f}",
                _course(_best(rows[name]).rss_mib),
            )
    Console(width=150).print(table)


def _best(runs: Sequence[Run]) -> Run:
    return max(runs, key=lambda run: run.per_second)


def _course(values: Sequence[float]) -> str:
    """Beginning, middle and end."""
    return " → ".join(f"{values[place]:.0f}" for place in (0, len(values) // 2, -1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each run at full speed")
    parser.add_argument("--steady-seconds", type=float, default=20.0, help="of each run at 100 questions a second")
    parser.add_argument("--delays", type=int, nargs="+", default=[0, 50], help="of the API, in ms")
    arguments = parser.parse_args()
    if len(_CORES) < 2:
        sys.exit("this needs two cores: one for the API and its questions, one for the bot")
    os.sched_setaffinity(0, {sorted(_CORES)[0]})
    asyncio.run(measure(arguments.runs, arguments.seconds, arguments.delays, arguments.steady_seconds))


_CORES = os.sched_getaffinity(0)

if __name__ == "__main__":
    main()
