"""`python -m bench.inline`: our own time for an inline query, from its text to the results as Telegram gets them."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import islice

from rich.console import Console
from rich.table import Table

from bench.turn import percentile
from bot.channels.telegram_inline import PAGE, result
from bot.content import Content, load_content
from bot.suggested import suggested

TODAY = date(2026, 11, 21)
ROUNDS = 5
TYPED = (
    "",
    "mpp",
    "mpp b",
    "mpp bant",
    "mpp bantul",
    "mpp bandung",
    "alamat mpp kota bogor",
    "berapa jumlah mpp di jawa tengah",
    "jumlah mpp 2022 dan 2024",
    "spbe",
    "indeks spbe 2023",
    "EGDI 2018",
    "peringkat egdi indonesia dan korea",
    "how many public service malls are there",
    "dgcc",
    "siapa yang menandatangani mou dgcc",
    "대한민국 EGDI 순위",
    "pdns 2024",
    "perpres 95 tahun 2018",
    "terima kasih",
    "resep rendang padang",
    "jumlah mal pelayanan publik di kabupaten dan kota di provinsi jawa timur pada tahun 2023 " * 2,
)
"""Beginnings, whole questions, several languages, nothing of ours, and as much as may be typed."""


def main() -> None:
    content = load_content()
    for query in TYPED:
        page(query, content)
    walls: list[float] = []
    own: list[float] = []
    slowest: dict[str, float] = {}
    for _ in range(ROUNDS):
        for query in TYPED:
            wall, cpu = time.perf_counter(), time.process_time()
            page(query, content)
            own.append((time.process_time() - cpu) * 1000)
            walls.append((time.perf_counter() - wall) * 1000)
            slowest[query] = max(slowest.get(query, 0.0), own[-1])
    table = Table("what", "p50", "p95", title=f"inline queries, {len(TYPED)} of them, content {content.version}")
    for name, times in (("processor time", own), ("on the clock, beside whatever else runs", walls)):
        table.add_row(name, f"{percentile(times, 50):.1f} ms", f"{percentile(times, 95):.1f} ms")
    Console().print(table)
    query = max(slowest, key=lambda each: slowest[each])
    Console().print(f'slowest: "{query[:60]}", {slowest[query]:.1f} ms', highlight=False)


def page(query: str, content: Content) -> str:
    """The first page of results, as it is sent."""
    found = suggested(query, content, TODAY, "id")
    return json.dumps([result(each, "TanyaSpbeBot", content).to_dict() for each in islice(found.each, PAGE)])


if __name__ == "__main__":
    main()
