"""`python -m bench.matching`: how long one question takes among 1,000 to 100,000 phrasings, beside a fuzzy scan."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.content import Content, load_content, names
from intents.load import IntentBase
from intents.matcher import Matcher
from intents.model import Contract, Phrasing

TODAY = date(2026, 11, 21)
SIZES = (1_000, 10_000, 100_000)
ASKED = 400
"""Questions a size, evenly spread over its phrasings; the scan of all phrasings gets a tenth of them."""
REAL = 0.5
"""Share of the phrasings that is made of real ones; the rest is a synthetic mix, as of a public set."""
PER_INTENT = 20
"""Phrasings of a synthetic intent."""
OPENINGS = ("how do i", "can you", "i want to", "please help me", "what happens if i", "bagaimana cara", "apakah bisa")
SYLLABLES = ("ba", "ra", "to", "mi", "ne", "ku", "sa", "li", "don", "ver", "tan", "gor", "pel", "sik", "wam", "hu")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.matching", description="One question among many phrasings.")
    parser.add_argument("--content", type=Path, help="a content folder; without it the content that ships")
    content = load_content(parser.parse_args().content)
    console = Console(width=140)
    table = Table(
        *("phrasings", "built in", "memory added", "p50", "p99", "extractOne(WRatio) p50", "scan p50 / ours"),
        title=f"One question, CPU time, content {content.version}",
    )
    for column in table.columns:
        column.justify = "right"
    _add(table, content.intents, [text for _, _, text in content.intents.phrasings()], "ships")
    for size in SIZES:
        base = grown(content, size)
        held = resident_mib()
        started = time.process_time()
        matcher = Matcher(base, names(content.knowledge), content.intents.evidence)
        built = time.process_time() - started
        texts = [text for _, _, text in matcher.phrasings()]
        _add(table, matcher, texts, f"{built:.2f} s", resident_mib() - held)
    console.print(table)


def _add(table: Table, matcher: Matcher, texts: Sequence[str], built: str, held: float | None = None) -> None:
    def scan(text: str) -> object:
        return process.extractOne(text, texts, scorer=fuzz.WRatio)

    asked = texts[:: max(1, len(texts) // ASKED)]
    ours = times_ms(lambda text: matcher.understand(text, TODAY), asked)
    scans = times_ms(scan, asked[::10])
    p50, scan_p50 = statistics.median(ours), statistics.median(scans)
    p99 = statistics.quantiles(ours, n=100, method="inclusive")[98]
    memory = "" if held is None else f"{held:.0f} MiB"
    row = (f"{len(texts):,}", built, memory, f"{p50:.2f} ms", f"{p99:.2f} ms", f"{scan_p50:.1f} ms")
    table.add_row(*row, f"{scan_p50 / p50:.0f}")


def grown(content: Content, size: int) -> IntentBase:
    """The base with exactly so many phrasings: real ones, first as they are, then with other years and regions in
    place of theirs, and synthetic intents. The same for every run."""
    chance = random.Random(size)
    base = content.intents.base
    regions = [
        name
        for thing in content.knowledge.things.values()
        if thing.kind == "region"
        for name in thing.names.get("id", ())[:1]
    ]
    real = list(base.phrasings)
    chance.shuffle(real)
    kept = list(islice(_real(real, regions, chance), int(size * REAL)))
    made = list(islice(_synthetic(chance), size - len(kept)))
    contracts = {**base.contracts, **{phrasing.intent: Contract(phrasing.intent, {}) for phrasing in made}}
    return replace(base, contracts=contracts, phrasings=tuple(kept + made))


def _real(real: Sequence[Phrasing], regions: Sequence[str], chance: random.Random) -> Iterator[Phrasing]:
    yield from real
    for phrasing in cycle(real):
        text = phrasing.text.replace("{time}", str(chance.randrange(1990, 2030)))
        for slot in ("{region}", "{province}"):
            text = text.replace(slot, chance.choice(regions))
        # what has no slot is asked about a region: another sentence, and more words for the intent
        yield replace(phrasing, text=text if text != phrasing.text else f"{text} {chance.choice(regions)}")


def _synthetic(chance: random.Random) -> Iterator[Phrasing]:
    words = ["".join(chance.choices(SYLLABLES, k=chance.randrange(2, 4))) for _ in range(5_000)]
    number = 0
    while True:
        own = chance.sample(words, 8)
        for _ in range(PER_INTENT):
            asked = " ".join([chance.choice(OPENINGS), *chance.sample(own, 3), *chance.sample(words, 2)])
            yield Phrasing(f"synthetic.{number}", "en", asked)
        number += 1


def times_ms(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """CPU milliseconds of each call, after one that does not count: a shared machine's clock says little."""
    call(texts[0])
    times: list[float] = []
    for text in texts:
        started = time.process_time()
        call(text)
        times.append((time.process_time() - started) * 1000)
    return times


def resident_mib() -> float:
    """What this process holds in memory now, by /proc; 0 where there is none."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    main()
