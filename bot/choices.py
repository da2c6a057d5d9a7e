"""Ids of choices: what pressing one asks, in the id itself, so that it works after a restart and on any channel.

none                                  none of these
menu:subject.mpp                      what can be asked about a subject; menu:subject.mpp:1 is its second page
menu:mpp.rules                        the questions of a group, paged likewise
mpp.count?time=2022-06                a question, with its slots
chart:mpp.count                       the chart of a fact; chart:egdi.rank_id,egdi.rank_kr compares two of one measure
sources:mpp.count?time=2022-06        the sources of that question's answer, all of them
charts                                which charts there are; charts:1 is its second page
/topik                                what the command says
which:mpp.count|dgcc.what             asks back which of these is meant
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

NONE = "none"
MENU = "menu:"
CHART = "chart:"
CHARTS = "charts"
SOURCES = "sources:"
WHICH = "which:"
COMMANDS = ("/start", "/help", "/privasi", "/topik")
"""Those that always say the same."""
MOST_PAGE_DIGITS = 3


def question_id(intent: str, slots: Mapping[str, tuple[str, ...]]) -> str:
    """The id of asking `intent` with `slots`."""
    pairs = urlencode({kind: ",".join(values) for kind, values in sorted(slots.items()) if values}, safe=",.:-")
    return f"{intent}?{pairs}" if pairs else intent


def read_question_id(id: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The intent and slots of a question's id. Unknown intents are the caller's to refuse."""
    intent, _, pairs = id.partition("?")
    return intent, {kind: tuple(values.split(",")) for kind, values in parse_qsl(pairs)}


def menu_id(of: str, page: int = 0) -> str:
    """The id of the menu of a subject or of a group."""
    return f"{MENU}{of}:{page}" if page else f"{MENU}{of}"


def read_menu_id(id: str) -> tuple[str, int]:
    """The subject or group of a menu's id, and the page."""
    of, _, page = id.removeprefix(MENU).partition(":")
    return of, _page(page)


def chart_id(facts: Sequence[str]) -> str:
    """The id of seeing the chart of these facts."""
    return f"{CHART}{','.join(facts)}"


def read_chart_id(id: str) -> tuple[str, ...]:
    """The ids of the facts of a chart. Unknown ones are the caller's to refuse."""
    return tuple(id.removeprefix(CHART).split(","))


def sources_id(question: str) -> str:
    """The id of seeing the sources of the answer to this question."""
    return f"{SOURCES}{question}"


def charts_id(page: int = 0) -> str:
    return f"{CHARTS}:{page}" if page else CHARTS


def read_charts_id(id: str) -> int | None:
    """The page of the list of charts; None for any other id."""
    name, _, page = id.partition(":")
    if name != CHARTS:
        return None
    return _page(page)


def which_id(ids: Sequence[str]) -> str:
    """The id of being asked which of these choices is meant."""
    return f"{WHICH}{'|'.join(ids)}"


def read_which_id(id: str) -> tuple[str, ...]:
    """The ids to choose from. Those of nothing we have are the caller's to leave out."""
    return tuple(id.removeprefix(WHICH).split("|"))


def _page(text: str) -> int:
    """The first page for anything that is no page number; too large ones are the caller's to refuse."""
    return int(text) if text.isdecimal() and len(text) <= MOST_PAGE_DIGITS else 0
