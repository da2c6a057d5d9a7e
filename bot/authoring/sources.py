"""`tanya-spbe sources`: what every topic rests on."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.authoring.tables import print_table
from bot.content import ContentError, load_content
from knowledge import Fact, Knowledge, Source
from knowledge.check import near
from knowledge.directory import MALLS

HEADER = ("topic", "source", "publisher", "published", "kind", "weak", "facts", "title", "address")


@dataclass(frozen=True, slots=True)
class Use:
    """One source under one topic."""

    topic: str
    """A subject, without its kind: "mpp"."""
    source: Source
    facts: int
    """How many facts, and rows of the directory, cite it there."""

    @property
    def cells(self) -> tuple[str, ...]:
        source = self.source
        return (
            self.topic,
            source.id,
            source.publisher,
            str(source.published or ""),
            source.kind,
            "weak" if source.is_weak else "",
            str(self.facts),
            source.title,
            source.url or "",
        )


def uses(knowledge: Knowledge) -> list[Use]:
    """Every source under every topic that cites it, the most cited first."""
    counts: Counter[tuple[str, str]] = Counter()
    for fact in knowledge.facts.values():
        counts.update((fact.subject, id) for id in {source.id for source in cited(fact)})
    for mall in knowledge.malls.values():
        counts.update((MALLS, source.id) for source in mall.sources)
    for centre in knowledge.centres.values():
        counts.update((MALLS, source.id) for source in centre.sources)
    found = [
        Use(subject.removeprefix("subject."), knowledge.sources[id], number) for (subject, id), number in counts.items()
    ]
    return sorted(found, key=lambda use: (use.topic, -use.facts, use.source.id))


def cited(fact: Fact) -> Iterator[Source]:
    """Every source of a fact, of whoever disagrees, and of its end."""
    for record in fact.records:
        yield from record.sources
        for other in record.also:
            yield from other.sources
    if fact.ended:
        yield from fact.ended.sources


def run_sources(*, topic: str | None, as_csv: bool, content_dir: Path | None = None) -> int:
    """List them on standard output. 1 when the content has errors, 2 for a topic that has no sources."""
    try:
        found = uses(load_content(content_dir).knowledge)
    except ContentError as error:
        print(f"The content has errors:\n{error}", file=sys.stderr)
        return 1
    if topic is not None:
        topics = sorted({use.topic for use in found})
        if topic not in topics:
            hint = near(topic, topics) or f"; write one of {', '.join(topics)}"
            print(f'--topic: no source is cited under "{topic}"{hint}', file=sys.stderr)
            return 2
        found = [use for use in found if use.topic == topic]
    if as_csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(HEADER)
        table.writerows([defused(cell) for cell in use.cells] for use in found)
    else:
        print_table(HEADER, [use.cells for use in found])
    return 0


def defused(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
