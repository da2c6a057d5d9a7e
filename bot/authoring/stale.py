"""`tanya-spbe stale`: the facts somebody should look at again, the longest overdue first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.authoring.tables import print_table
from bot.content import ContentError, load_content
from knowledge import Fact, Knowledge, Record, Source
from knowledge.timeline import latest
from knowledge.wording import pick_text

SOON = timedelta(days=30)
"""Facts due within this time are listed too, marked."""


@dataclass(frozen=True, slots=True)
class Due:
    """A fact whose review is past or near."""

    fact: Fact
    record: Record
    """The latest: what the bot tells now."""
    on: date
    """The last day on which it needs no review."""
    is_past: bool

    @property
    def source(self) -> Source:
        """Where to look first: the newest source of the record, one with an address before one without."""
        return max(
            self.record.sources,
            key=lambda source: (source.url is not None, source.published.last if source.published else date.min),
        )


def due_facts(knowledge: Knowledge, today: date) -> list[Due]:
    """Facts past their review date or due within SOON, oldest first. What has ended needs no review."""
    due = [
        Due(fact, latest(fact), fact.review_by.last, fact.is_stale(today))
        for fact in knowledge.facts.values()
        if fact.review_by is not None and fact.ended is None and fact.review_by.last <= today + SOON
    ]
    return sorted(due, key=lambda each: (each.on, each.fact.id))


def run_stale(*, today: date | None, content_dir: Path | None = None) -> int:
    """List them on standard output; 0 whatever there is, 1 when the content has errors."""
    try:
        knowledge = load_content(content_dir).knowledge
    except ContentError as error:
        print(f"The content has errors:\n{error}", file=sys.stderr)
        return 1
    due = due_facts(knowledge, today or datetime.now(UTC).astimezone().date())
    print_table(
        ("review by", "", "fact", "last value", "as of", "source"),
        [_row(each) for each in due],
    )
    past = sum(each.is_past for each in due)
    print(f"{past} past review, {len(due) - past} due within {SOON.days} days", file=sys.stderr)
    return 0


def _row(due: Due) -> Sequence[str]:
    value = due.record.value
    return (
        due.on.isoformat(),
        "past" if due.is_past else "soon",
        due.fact.id,
        str(value) if isinstance(value, int | str) else pick_text(value, "en"),
        str(due.record.as_of),
        due.source.url or due.source.publisher,
    )
