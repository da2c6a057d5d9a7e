"""A conversation in the terminal: one person, remembered only while it lasts. Opens no store."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from bot.content import Content
from bot.conversation import take_turn
from bot.messages import Incoming, Reply, plain_text
from bot.session import Session

PROMPT = "> "
QUIT = ("/quit", "/exit")


def run_console(content: Content, lang: str | None = None) -> None:
    """Answer line by line until /quit or the end of the input; Ctrl+C leaves too.

    A number picks the choice of that number in the last reply, which `take_turn` sees to."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe may bring any bytes, an old terminal show few characters
    session = Session()
    try:
        for line in _lines():
            now = datetime.now(UTC)
            incoming = Incoming(channel="console", chat="console", user="console", text=line, at=now, lang=lang)
            turn = take_turn(incoming, session, content, now.astimezone().date())
            session = turn.session
            print(as_text(turn.reply), end="\n\n", flush=True)
            if turn.reply.chart:
                command = f"tanya-spbe chart {','.join(turn.reply.chart.facts)} -o chart.png"
                print(content.words.say(turn.reply.lang, "chart_where", command=command), end="\n\n", flush=True)
    except KeyboardInterrupt:
        print()


def as_text(reply: Reply) -> str:
    """The reply as plain text, its choices numbered."""
    numbered = [f"  {number}. {choice.text}" for number, choice in enumerate(reply.choices, start=1)]
    return "\n\n".join(part for part in (plain_text(reply), "\n".join(numbered)) if part)


def _lines() -> Iterator[str]:
    """Lines with something in them, from a terminal with a prompt and line editing, or from a pipe."""
    is_terminal = sys.stdin.isatty()
    if is_terminal:
        with suppress(ImportError):  # not on Windows
            import readline  # noqa: F401  # input() then edits lines and remembers them
    while True:
        try:
            line = input(PROMPT if is_terminal else "").strip()
        except EOFError:
            if is_terminal:
                print()
            return
        if line.lower() in QUIT:
            return
        if line:
            yield line
