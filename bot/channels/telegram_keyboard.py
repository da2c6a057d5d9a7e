"""The buttons under an answer: few, and in a group one row of icons and at most two questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import choices
from bot.channels.telegram_render import WORD, cut, quotation
from bot.messages import Choice, Reply

LABEL_LIMIT = 64
"""Characters on a button; a phone shows about half of that."""
RELATED_IN_GROUP = 2
SHARE = "https://t.me/share/url"
UP, DOWN, WHY, REMOVE = "up", "down", "why.", "remove"
"""What a button does, behind the answer's id; a number is one of its choices."""
REASONS = ("figure", "old", "meant", "other")

Say = Callable[[str], str]
"""Words for a key, in the language of the answer."""
Button = dict[str, Any]
Markup = dict[str, list[list[Button]]]
"""Buttons as the Bot API takes them: making an object of each takes half as long as finding the answer."""


def data(answer: str, act: str | int) -> str:
    """What a pressed button sends back: the id of its answer, and what it does."""
    return f"{answer}:{act}"


def keyboard(reply: Reply, answer: str, link: str, say: Say, *, in_group: bool) -> Markup | None:
    """The buttons of a reply that is kept under the id `answer`; `link` opens it in private. None without any."""
    related = [
        [_button(_label(choice.text), answer, number)]
        for number, choice in enumerate(reply.choices)
        if not _is_chart(choice, reply)
    ]
    charts = [
        _button(say("button_chart"), answer, number)
        for number, choice in enumerate(reply.choices)
        if _is_chart(choice, reply)
    ]
    if in_group and reply.kind != "ask_back":
        related = related[:RELATED_IN_GROUP]
    tools = _tools(reply, answer, link, say)
    if in_group:
        remove = _button(say("button_remove"), answer, REMOVE)
        # The sign before the words only.
        rows = [*related, [{**each, "text": each["text"].split()[0]} for each in (*charts, *tools, remove)]]
    else:
        # The chart and the quotation have long labels, the rest are icons.
        rows = [*related, [*charts, *tools[:1]], tools[1:]]
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def with_reasons(markup: InlineKeyboardMarkup, answer: str, say: Say) -> InlineKeyboardMarkup:
    """The same buttons, and below them what may be wrong with the answer."""
    reasons = [
        InlineKeyboardButton(say(f"reason_{reason}"), callback_data=data(answer, f"{WHY}{reason}"))
        for reason in REASONS
    ]
    return InlineKeyboardMarkup([*without_reasons(markup).inline_keyboard, reasons[:2], reasons[2:]])


def without_reasons(markup: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    rows = [row for row in markup.inline_keyboard if not any(_is_reason(button) for button in row)]
    return InlineKeyboardMarkup(rows)


def one_link(label: str, url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url)]])


def _tools(reply: Reply, answer: str, link: str, say: Say) -> list[Button]:
    """What can be done with an answer that has its sources: quote it, share it, say what one thinks of it."""
    words = quotation(reply)
    if words is None:
        return []
    share = f"{SHARE}?{urlencode({'url': link, 'text': words}, quote_via=quote)}"
    return [
        {"text": say("button_copy"), "copy_text": {"text": words}},
        {"text": say("button_share"), "url": share},
        _button(say("button_up"), answer, UP),
        _button(say("button_down"), answer, DOWN),
    ]


def _button(label: str, answer: str, act: str | int) -> Button:
    return {"text": label, "callback_data": data(answer, act)}


def _is_chart(choice: Choice, reply: Reply) -> bool:
    return reply.kind == "answer" and choice.id.startswith(choices.CHART)


def _is_reason(button: InlineKeyboardButton) -> bool:
    return isinstance(button.callback_data, str) and f":{WHY}" in button.callback_data


def _label(text: str) -> str:
    return cut(" ".join(text.split()), LABEL_LIMIT, at=(WORD,))
