"""`tanya-spbe ask`: one question for a person, with every step of its answer if wanted."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from bot.content import Content, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, plain_text
from bot.session import Session
from intents.model import Candidate, Understanding


def run_ask(
    question: str,
    *,
    explain: bool,
    lang: str | None,
    today: date | None,
    content_dir: Path | None = None,
) -> int:
    """Answer on standard output. The exit code: 0 asked and replied, 2 a language we do not have.

    Raises `ContentError`."""
    content = load_content(content_dir)
    if lang is not None and lang not in content.languages_asked:
        print(f"--lang: write one of {', '.join(content.languages_asked)}", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old terminal shows few characters
    turn = ask(content, [question], today or datetime.now(UTC).astimezone().date(), lang)
    print(plain_text(turn.reply))
    for number, choice in enumerate(turn.reply.choices, start=1):
        print(f"  {number}. {choice.text}")
    if explain:
        print()
        print("\n".join(explained(turn)))
    return 0


def ask(content: Content, turns: Iterable[str], today: date, lang: str | None = None) -> Turn:
    """The last turn of a private conversation that says `turns` one after the other on one day."""
    session, turn = Session(), None
    for text in turns:
        incoming = Incoming("console", "ask", "ask", text, noon(today), lang=lang)
        turn = take_turn(incoming, session, content, today)
        session = turn.session
    if turn is None:
        raise ValueError('"turns" is empty; it needs at least the question')
    return turn


def noon(today: date) -> datetime:
    return datetime(today.year, today.month, today.day, 12, tzinfo=UTC)


def explained(turn: Turn) -> list[str]:
    """Every step of a turn as lines for a person."""
    lines = [f"decision    {turn.trace.decision}   intent {turn.trace.intent}   language {turn.trace.lang}"]
    for understood in turn.trace.understandings:
        lines.extend(_understood(understood))
    for resolved in turn.trace.resolved:
        for part in resolved.parts:
            lines.append(f"case        {part.answer.shape}.{part.case}")
            for name, figure in part.figures.items():
                cited = ", ".join(source.id for source in figure.record.sources)
                lines.append(f"  {name:9} {figure.fact.id} as of {figure.record.as_of}, sources {cited}")
    return lines


def _understood(understood: Understanding) -> list[str]:
    spans = "; ".join(f'{span.kind} {"|".join(span.values)} ("{span.text}")' for span in understood.spans)
    lines = [
        f"normalised  {understood.normalised}",
        f"words       {' '.join(understood.words)}",
        f"spans       {spans or 'none'}",
        f"gate        {understood.decision.outcome}: {understood.decision.reason}   margin {understood.margin:.1f}",
    ]
    return lines + [_candidate(candidate) for candidate in understood.candidates]


def _candidate(candidate: Candidate) -> str:
    held = f"   gate: {candidate.gate}" if candidate.gate else ""
    slots = " ".join(f"{kind}={','.join(values)}" for kind, values in candidate.slots.items())
    unexplained = f"   unexplained: {' '.join(candidate.unexplained)}" if candidate.unexplained else ""
    score = f"{candidate.score:5.1f}  covered {candidate.coverage:.2f}"
    return f'  {score}  {candidate.intent} {slots}  ~ "{candidate.nearest}"{held}{unexplained}'
