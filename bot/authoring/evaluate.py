"""`tanya-spbe eval`: files of questions through `take_turn`, judged and counted, beside plain rankings if wanted."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.authoring.ask import ask, explained
from bot.authoring.judging import Judged, Question, judge, read_questions
from bot.authoring.tables import print_table
from bot.authoring.tally import COLUMNS, Counts, counted, read_baseline, share, worse_than, write_baseline
from bot.content import Content, ContentError, load_content
from bot.messages import plain_text

if TYPE_CHECKING:
    from bot.authoring.peers import Measured

ASKED_ON = date(2026, 11, 21)
"""The day the question files are written for, when they do not say."""
SHOWN = 160
"""Letters of a question in the list of failures; its id says where the rest is."""


def run_eval(
    files: Sequence[Path],
    *,
    explain: bool = False,
    as_json: bool = False,
    with_peers: bool = False,
    today: date | None = None,
    baseline: Path | None = None,
    new_baseline: Path | None = None,
    content_dir: Path | None = None,
) -> int:
    """Print every failure and the counts; 0 when the files could be asked, whatever the result.

    With a baseline 1 when a count is worse than there, with a line for each on standard error."""
    today = today or ASKED_ON
    try:
        content = load_content(content_dir)
        questions = [question for path in files for question in read_questions(path)]
        before = read_baseline(baseline) if baseline else {}
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    except (ContentError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    judged = [judge(question, ask(content, question.turns, today)) for question in questions]
    counts = counted(judged)
    try:
        peers = _peers(questions, content, today) if with_peers else []
    except ImportError as error:
        print(f"--peers needs {error.name}: pip install {error.name}", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(_as_data(judged, counts, peers), ensure_ascii=False, indent=1))
    else:
        _print_failures(judged, explain)
        _print_counts(counts)
        if peers:
            _print_peers(counts, peers)
    worse = worse_than(before, counts)
    for sentence in worse:
        print(f"worse than {baseline}: {sentence}", file=sys.stderr)
    if new_baseline:
        try:
            write_baseline(new_baseline, counts)
        except OSError as error:
            print(f"{new_baseline} cannot be written: {error.strerror}", file=sys.stderr)
            return 1
    return 1 if worse else 0


def _peers(questions: Sequence[Question], content: Content, today: date) -> list[Measured]:
    from bot.authoring.peers import measure_peers  # what it needs is not installed with the bot

    return list(measure_peers(questions, content, today))


def _as_data(judged: Sequence[Judged], counts: Counts, peers: Sequence[Measured]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "columns": COLUMNS,
        "counts": counts,
        "failures": [
            {
                "id": each.question.id,
                "style": each.question.style,
                "turns": each.question.turns,
                "verdict": each.verdict,
                "why": each.why,
                "kind": each.turn.reply.kind,
                "intent": each.turn.reply.intent,
                "expect": each.question.expect.model_dump(),
            }
            for each in judged
            if each.verdict != "right"
        ],
    }
    if peers:
        data["peers"] = [
            {"name": peer.name, "threshold": peer.threshold, "counts": counted(peer.judged)} for peer in peers
        ]
    return data


def _print_failures(judged: Sequence[Judged], explain: bool) -> None:
    for each in judged:
        if each.verdict == "right":
            continue
        print(f"{each.verdict} {each.question.id} [{each.question.style}] {' || '.join(each.question.turns)[:SHOWN]}")
        print(f"    {each.why}; {each.turn.trace.decision}; intent {each.turn.reply.intent}")
        if explain:
            print("\n".join(f"        {line}" for line in explained(each.turn)))
            print(f"        {plain_text(each.turn.reply)!r}")


def _print_counts(counts: Counts) -> None:
    header = ["questions", *(column.replace("_", " ") for column in COLUMNS), "right %", "wrong %"]
    print_table(header, [[group, *_cells(count)] for group, count in counts.items()])
    for column, meaning in COLUMNS.items():
        print(f"{column.replace('_', ' ')}: {meaning}")


def _print_peers(counts: Counts, peers: Sequence[Measured]) -> None:
    """All questions; the last columns are by how many points ours is above the peer."""
    ours = counts["all"]
    rows = [["Tanya SPBE", *_cells(ours), "", ""]]
    for peer in peers:
        theirs = counted(peer.judged)["all"]
        name = peer.name if peer.threshold is None else f"{peer.name} (best threshold {peer.threshold:.4g})"
        gains = (f"{share(ours, column) - share(theirs, column):+.1f}" for column in ("right", "wrong"))
        rows.append([name, *_cells(theirs), *gains])
    header = ["method", *(column.replace("_", " ") for column in COLUMNS), "right %", "wrong %"]
    print_table([*header, "ours: right", "ours: wrong"], rows)
    print("best threshold: found on these very questions, in the peer's favour: most right less wrong replies")


def _cells(count: Mapping[str, int]) -> list[str]:
    return [*(str(count[column]) for column in COLUMNS), f"{share(count, 'right'):.1f}", f"{share(count, 'wrong'):.1f}"]
