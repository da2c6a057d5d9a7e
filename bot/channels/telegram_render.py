"""A reply as Telegram shows it: HTML within its limits, and a keyboard of choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages import Citation, Reply

TEXT_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units of a message as people read it, markup not counted."""
CAPTION_LIMIT = int(MessageLimit.CAPTION_LENGTH)
"""The same for what stands below a picture."""
SOURCES_SHARE = 1 / 3
"""What the sources may take when not everything fits: five long ones, and the answer stays the main thing."""
LABEL_LIMIT = 64
"""Characters on a button; a phone shows about half of that."""

PARAGRAPH, SENTENCE, WORD = re.compile(r"\n\n"), re.compile(r"(?<=[.!?])\s"), re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class _Line:
    shown: str
    """As people read it, which is what Telegram counts."""
    html: str


def render(reply: Reply, limit: int = TEXT_LIMIT) -> str:
    """The reply as HTML: its paragraphs, a bold heading, the sources as a numbered list of links.

    Of what does not fit the paragraphs lose their end, marked "…", and the sources their last ones, counted
    as in "… +3": a source is never dropped without a trace.
    """
    body = "\n\n".join(reply.blocks)
    if not reply.sources:
        return escape(cut(body, limit), quote=False)
    sources = _fit(_source_lines(reply), max(int(limit * SOURCES_SHARE), limit - units(body) - 2))
    room = limit - 1 - sum(1 + units(line.shown) for line in sources)
    return "\n\n".join(
        (escape(cut(body, room), quote=False), "\n".join(line.html for line in sources)),
    )


def keyboard(labels_and_ids: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    """One button a row from pairs of label and callback data; None without any."""
    if not labels_and_ids:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(cut(" ".join(label.split()), LABEL_LIMIT, at=(WORD,)), callback_data=data)]
            for label, data in labels_and_ids
        ]
    )


def cut(text: str, limit: int, at: Sequence[re.Pattern[str]] = (PARAGRAPH, SENTENCE, WORD)) -> str:
    """`text` in at most `limit` UTF-16 units; a cut text ends in "…".

    It is cut at the first of these boundaries that keeps half of the room, so that no figure loses a digit.
    """
    if units(text) <= limit:
        return text
    room = limit - units(" …")
    # One more unit than there is room for: a boundary exactly at the end counts too.
    kept = _first_units(text, room + 1)
    for boundary in at:
        ends = [match.start() for match in boundary.finditer(kept)]
        if ends and 2 * units(kept[: ends[-1]]) >= limit:
            return kept[: ends[-1]].rstrip() + " …"
    return _first_units(text, room).rstrip() + " …"


def units(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 units, two for an emoji."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _first_units(text: str, count: int) -> str:
    return text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", errors="ignore")


def _source_lines(reply: Reply) -> list[_Line]:
    heading = reply.sources_heading
    lines = [_Line(heading, f"<b>{escape(heading, quote=False)}</b>")] if heading else []
    for number, source in enumerate(reply.sources, start=1):
        lines.append(_source_line(number, source))
    return lines


def _source_line(number: int, source: Citation) -> _Line:
    title = html = escape(source.title, quote=False)
    if source.url:
        html = f'<a href="{escape(source.url)}">{title}</a>'
    about = ", ".join(part for part in (source.publisher, source.published_text) if part)
    end = f" ({about})" if about else ""
    return _Line(f"{number}. {source.title}{end}", f"{number}. {html}{escape(end, quote=False)}")


def _fit(lines: list[_Line], room: int) -> list[_Line]:
    if sum(1 + units(line.shown) for line in lines) <= room:
        return lines
    room -= units("\n… +999")
    kept: list[_Line] = []
    for line in lines:
        room -= 1 + units(line.shown)
        if room < 0:
            break
        kept.append(line)
    left = f"… +{len(lines) - len(kept)}"
    return [*kept, _Line(left, left)]
