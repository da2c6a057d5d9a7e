"""`tanya-spbe chart`: the picture of a fact as a file, for an article or a slide."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.chart import as_png
from bot.charted import FEWEST_POINTS, charted_as
from bot.compose import Composer
from bot.content import ContentError, load_content
from knowledge import Fact
from knowledge.check import near


def run_chart(facts: str, output: Path, *, lang: str | None, content_dir: Path | None = None) -> int:
    """Write the PNG and print its figures in words. Exit code 2 when there is no such chart or file."""
    try:
        content = load_content(content_dir)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    ids = facts.split(",")
    found = charted_as(ids, content.knowledge)
    if not found:
        print(_why_not(ids, content.knowledge.facts), file=sys.stderr)
        return 2
    if lang is not None and lang not in content.languages:
        print(f'--lang: "{lang}" is no language here; write one of {", ".join(content.languages)}', file=sys.stderr)
        return 2
    chart = Composer(content, lang or content.languages[0]).chart(found)
    try:
        output.write_bytes(as_png(chart, content))
    except OSError as error:
        print(f"-o: {output} cannot be written: {error.strerror}; name a file in a folder of yours", file=sys.stderr)
        return 2
    print(chart.caption)
    return 0


def _why_not(ids: list[str], known: Mapping[str, Fact]) -> str:
    unknown = next((id for id in ids if id not in known), None)
    if unknown is not None:
        return f'chart: there is no fact "{unknown}"{near(unknown, known)}'
    return (
        f'chart: "{",".join(ids)}" makes no chart; write one counted fact of at least {FEWEST_POINTS} records, '
        f"as in mpp.count, or two of one measure, as in egdi.rank_id,egdi.rank_kr"
    )
