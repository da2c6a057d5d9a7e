"""`tanya-spbe ask`: one question for a person, or JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.content import Content, ContentError, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, plain_text
from bot.session import Session
from intents.model import Candidate, Understanding


def run_ask(
    question: str | None,
    *,
    explain: bool,
    as_json: bool,
    lang: str | None,
    today: date | None,
    content_dir: Path | None = None,
) -> int:
    """Answer on standard output. The exit code: 0 asked and replied, 1 the content has errors, 2 misuse."""
    if question is None and not as_json:
        print('Write the question in quotes: tanya-spbe ask "berapa jumlah MPP?"', file=sys.stderr)
        return 2
    if question is not None and as_json:
        print("--json reads questions from standard input; leave the question out.", file=sys.stderr)
        return 2
    try:
        content = load_content(content_dir)
    except ContentError as error:
        print(f"The content has errors:\n{error}", file=sys.stderr)
        return 1
    day = today or datetime.now(UTC).astimezone().date()
    if question is None:
        answer_lines(sys.stdin, sys.stdout, content, day)
        return 0
    turn = ask(content, [question], day, lang)
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
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    for text in turns:
        incoming = Incoming("console", "ask", "ask", text, at, lang=lang)
        turn = take_turn(incoming, session, content, today)
        session = turn.session
    if turn is None:
        raise ValueError('"turns" is empty; it needs at least the question')
    return turn


def answer_lines(lines: Iterable[str], out: TextIO, content: Content, today: date) -> None:
    """One JSON line out for each line in, in order, flushed. A bad line gives {"id", "error"} and the run goes on."""
    for line in lines:
        print(json.dumps(_answer_line(line, content, today), ensure_ascii=False), file=out, flush=True)


def _answer_line(line: str, content: Content, today: date) -> dict[str, Any]:
    id: Any = None
    try:
        entry = json.loads(line)
        if not isinstance(entry, Mapping):
            raise ValueError('a line must be an object such as {"id": "x1", "turns": ["..."]}')
        id = entry.get("id")
        turns, lang = entry.get("turns"), entry.get("lang")
        if not isinstance(turns, list) or not turns or not all(isinstance(text, str) for text in turns):
            raise ValueError('"turns" must be a list of at least one text')
        if lang is not None and lang not in content.languages and lang != "ko":
            raise ValueError(f'"lang" must be null or one of {", ".join(content.languages)}, not {json.dumps(lang)}')
        if entry.get("today") is not None:
            today = _day(entry["today"])
        started = time.perf_counter()
        turn = ask(content, turns, today, lang)
        return {"id": id, **_fields(turn), "ms": round((time.perf_counter() - started) * 1000, 3)}
    except json.JSONDecodeError as error:
        return {"id": id, "error": f"this is not JSON: {error}"}
    except ValueError as error:
        return {"id": id, "error": str(error)}
    except RecursionError:
        return {"id": id, "error": "this is not JSON a program would write: it is nested too deep"}


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f'"today" must be a date such as "2026-11-21", not {json.dumps(text)}') from None


def _fields(turn: Turn) -> dict[str, Any]:
    reply = turn.reply
    return {
        "kind": reply.kind,
        "refusal_class": reply.refusal_class,
        "intent": reply.intent,
        "lang": reply.lang,
        "text": plain_text(reply),
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "published": source.published,
            }
            for source in reply.sources
        ],
        "choices": [{"id": choice.id, "text": choice.text} for choice in reply.choices],
        "score": round(turn.trace.score, 1),
        "margin": round(turn.trace.margin, 1),
    }


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
