"""The reply to every intent that ships, as text: a file a topic and language under tests/golden, reviewed like code.

`python -m tests.golden_replies` writes them anew; the difference is what a change of content does to users."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from bot.content import Content, read_content
from bot.conversation import take_turn
from bot.messages import Incoming, plain_text
from bot.session import Session

GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LANGUAGES = ("id", "en")


def replies(content: Content) -> Iterator[tuple[str, str, str]]:
    """(topic, language, question with its reply) of every intent, asked by its label, else by its first example."""
    base = content.intents.base
    for lang in LANGUAGES:
        for intent in base.contracts:
            phrasing = next((each for each in base.phrasings if (each.intent, each.lang) == (intent, lang)), None)
            if phrasing is None:
                continue
            question = content.intents.filled(phrasing)
            incoming = Incoming("golden", "c", "u", question, NOON, lang=lang)
            reply = take_turn(incoming, Session(), content, TODAY).reply
            choices = "".join(f"\n  > {choice.text}" for choice in reply.choices)
            text = f"# {intent}\n? {question}\n[{reply.kind}] {plain_text(reply)}{choices}\n"
            yield Path(base.places[intent](message="").path).stem.strip("_"), lang, text


def by_file() -> dict[str, str]:
    """File name under tests/golden -> its text."""
    content, problems = read_content()
    assert content is not None, problems
    files: dict[str, list[str]] = {}
    for topic, lang, text in replies(content):
        files.setdefault(f"{lang}/{topic}.txt", []).append(text)
    return {name: "\n".join(texts) for name, texts in sorted(files.items())}


def main() -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, text in by_file().items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
