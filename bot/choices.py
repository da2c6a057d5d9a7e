"""Ids of choices: what pressing one asks, in the id itself, so that it works after a restart and on any channel.

none                                  none of these
menu:subject.mpp                      what can be asked about a subject; menu:subject.mpp:1 is its second page
mpp.count?time=2022-06                a question, with its slots
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

NONE = "none"
MENU = "menu:"


def question_id(intent: str, slots: Mapping[str, tuple[str, ...]]) -> str:
    """The id of asking `intent` with `slots`."""
    pairs = urlencode({kind: ",".join(values) for kind, values in sorted(slots.items()) if values}, safe=",.:-")
    return f"{intent}?{pairs}" if pairs else intent


def read_question_id(id: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The intent and slots of a question's id. Unknown intents are the caller's to refuse."""
    intent, _, pairs = id.partition("?")
    return intent, {kind: tuple(values.split(",")) for kind, values in parse_qsl(pairs)}


def menu_id(subject: str, page: int = 0) -> str:
    return f"{MENU}{subject}:{page}" if page else f"{MENU}{subject}"


def read_menu_id(id: str) -> tuple[str, int]:
    """The subject and page of a menu's id."""
    subject, _, page = id.removeprefix(MENU).partition(":")
    return subject, int(page) if page.isdigit() else 0
