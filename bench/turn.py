"""`python -m bench.turn`: how long a turn takes over all phrasings, beside a plain fuzzy search in the same run."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.content import load_content
from bot.conversation import take_turn
from bot.messages import Incoming
from bot.session import Session

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
COMPARED = 500
"""The fuzzy search grows with the number of phrasings squared: it is run on at most this many, evenly spread."""


def main() -> None:
    started = time.perf_counter()
    content = load_content()
    load_ms = (time.perf_counter() - started) * 1000
    load_mib = peak_mib()

    texts = [text for _, _, text in content.intents.phrasings()]

    def turn(text: str) -> object:
        return take_turn(Incoming("bench", "bench", "bench", text, NOON), Session(), content, NOON.date())

    def search(text: str) -> object:
        return process.extractOne(text, texts, scorer=fuzz.WRatio)

    turns = sorted(times_ms(turn, texts))
    searches = sorted(times_ms(search, texts[:: max(1, len(texts) // COMPARED)]))

    table = Table("what", "value", title=f"take_turn, content {content.version}")
    table.columns[1].justify = "right"
    for what, value in [
        ("content loads in", f"{load_ms:.0f} ms"),
        ("peak memory with the content loaded", f"{load_mib:.0f} MiB"),
        ("peak memory at the end", f"{peak_mib():.0f} MiB"),
        ("phrasings", f"{len(texts)}"),
        ("take_turn p50", f"{percentile(turns, 50):.2f} ms"),
        ("take_turn p99", f"{percentile(turns, 99):.2f} ms"),
        ("extractOne(WRatio) over all phrasings p50", f"{percentile(searches, 50):.2f} ms"),
        ("take_turn p50 / extractOne p50", f"{percentile(turns, 50) / percentile(searches, 50):.2f}"),
    ]:
        table.add_row(what, value)
    Console().print(table)


def times_ms(call: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Milliseconds of each call, after one that does not count."""
    times: list[float] = []
    for text in texts:
        if not times:
            call(text)
        started = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - started) * 1000)
    return times


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def peak_mib() -> float:
    """The most memory this process ever held. macOS counts in bytes, Linux in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main()
