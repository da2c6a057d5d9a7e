"""`tanya-spbe ask --json`: one JSON line out for each line in, whatever the line holds."""

from __future__ import annotations

import codecs
import json
import math
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from bot.authoring.ask import ask
from bot.authoring.day import read_day
from bot.content import Content, load_content
from bot.conversation import Turn
from bot.messages import plain_text

MOST_DIGITS = 4000
"""Of one whole number: Python reads no more than 4300."""


def run_ask_json(*, lang: str | None, today: date | None, content_dir: Path | None = None) -> int:
    """Answer the lines of standard input on standard output. The exit code: 0, 1 when there is nothing to read from,
    2 for a language we do not have. Raises `ContentError`."""
    content = load_content(content_dir)
    if lang is not None and lang not in content.languages_asked:
        print(f"--lang: write one of {', '.join(content.languages_asked)}", file=sys.stderr)
        return 2
    try:
        answer_lines(_lines(), sys.stdout.buffer, content, today or datetime.now(UTC).astimezone().date(), lang)
    except _CannotRead as error:
        print(f"Standard input cannot be read ({error}); give it a file or a pipe with JSON lines.", file=sys.stderr)
        return 1
    return 0


class _CannotRead(Exception):
    """Why not, in the words of the operating system."""


class _BadLine(Exception):
    """A line that cannot be used, in a sentence."""


def _lines() -> Iterator[bytes]:
    if sys.stdin is None:
        raise _CannotRead("it is closed")
    try:
        yield from sys.stdin.buffer
    except OSError as error:
        raise _CannotRead(error.strerror) from None


def answer_lines(lines: Iterable[bytes], out: BinaryIO, content: Content, today: date, lang: str | None = None) -> None:
    """One JSON line out for each line in, in order, flushed. A bad line gives {"id", "error"} and the run goes on.

    `today` and `lang` are for the lines that name none."""
    for number, line in enumerate(lines):
        answer = _answer_line(line if number else line.removeprefix(codecs.BOM_UTF8), content, today, lang)
        out.write(_as_line(answer))
        out.flush()


def _as_line(answer: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a character in the id: only its escape is UTF-8
        return json.dumps(answer).encode() + b"\n"
    except RecursionError:
        return _as_line({"id": None, "error": '"id" is nested too deep to be handed back'})


def _answer_line(line: bytes, content: Content, today: date, lang: str | None) -> dict[str, Any]:
    id: Any = None
    started = time.perf_counter()
    try:
        entry = _entry(line)
        id = entry.get("id")
        turns = _turns(entry.get("turns"))
        lang = _lang(entry.get("lang"), content) or lang
        if entry.get("today") is not None:
            today = _today(entry["today"])
        fields = _fields(ask(content, turns, today, lang))
        return {"id": id, **fields, "ms": round((time.perf_counter() - started) * 1000, 3)}
    except _BadLine as error:
        return {"id": id, "error": str(error)}
    except Exception as error:  # the lines that follow have a right to their answers
        name = type(error).__name__
        return {"id": id, "error": f"the bot could not answer because of a fault of its own ({name}); please report it"}


def _entry(line: bytes) -> Mapping[str, Any]:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise _BadLine(f"this is not UTF-8 text: byte {error.start + 1} of the line is wrong") from None
    try:
        entry = json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise _BadLine(f"this is not JSON: {what} at character {error.pos + 1} of the line") from None
    except RecursionError:
        raise _BadLine("this is not JSON a program would write: it is nested too deep") from None
    if not isinstance(entry, Mapping):
        raise _BadLine('a line must be an object such as {"id": "x1", "turns": ["..."]}')
    return entry


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _BadLine(f"a number has {len(digits)} digits; write it as text, or with at most {MOST_DIGITS}")
    return int(digits)


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _BadLine("a number is too large to be handed back; write it as text")
    return number


def _no_number(name: str) -> NoReturn:
    raise _BadLine(f"this is not JSON: {name} is no number there; write null, or text in quotes")


def _turns(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) for text in value):
        raise _BadLine('"turns" must be a list of at least one text')
    return value


def _lang(value: Any, content: Content) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in content.languages_asked:
        raise _BadLine(f'"lang" must be null or one of {", ".join(content.languages_asked)}')
    return value


def _today(value: Any) -> date:
    try:
        return read_day(value)
    except ValueError as error:
        raise _BadLine(f'"today": {error}') from None


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
