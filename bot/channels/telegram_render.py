"""A reply as Telegram shows it: HTML within its limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.messages import Citation, Reply

TEXT_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units of a message as people read it, markup not counted."""
CAPTION_LIMIT = int(MessageLimit.CAPTION_LENGTH)
"""The same for what stands below a picture."""
SOURCES_SHARE = 1 / 3
"""What the sources may take when not everything fits: five long ones, and the answer stays the main thing."""
COMPACT_LIMIT = 700
"""The same in a group."""
QUOTATION_LIMIT = int(InlineKeyboardButtonLimit.MAX_COPY_TEXT)
"""Characters that a button can put into the clipboard."""

PARAGRAPH = re.compile(r"\n\n")
SENTENCE = re.compile(r"(?<=[.!?])\s(?!\d)")  # not in "Nomor 89": "No. 89"
WORD = re.compile(r"(?<!\S)[^\s\d]+(\s)(?=[^\s\d(][^\s\d]*(?!\S))")
"""Between words without digits: "1,5 juta" and "17 Juni 2022" stay whole or go, and "58 (2022)" too."""
ITEM = re.compile(r"(?<=[,;)])\s")
"""Between members of a row: "88 (2020), 77 (2022)"."""
BOUNDARIES = (PARAGRAPH, SENTENCE, ITEM, WORD)


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


def render_compact(reply: Reply, more: str, limit: int = COMPACT_LIMIT) -> str:
    """The same in little room, as HTML: the answer, and the sources in a quote that opens when it is tapped.

    `more` is a link, as HTML, to the whole of it; it stands there only if something was left out."""
    body, lines = "\n\n".join(reply.blocks), _source_lines(reply)
    if units(body) + sum(1 + units(line.shown) for line in lines) <= limit:
        return escape(body, quote=False) + _folded(lines)
    room = limit - 1 - units(_shown(more))
    lines = _fit(lines, max(int(room * SOURCES_SHARE), room - units(body))) if lines else []
    room -= sum(1 + units(line.shown) for line in lines)
    return f"{escape(cut(body, room), quote=False)} {more}{_folded(lines)}"


def quotation(reply: Reply, limit: int = QUOTATION_LIMIT) -> str | None:
    """An answer with its sources and their dates, ready to be pasted into a story; None for what has no source.

    Cut only between words, and never beside a figure: "1,5" must not lose its "juta"."""
    if reply.kind != "answer" or not reply.sources:
        return None
    sources = _named(reply.sources, limit // 2)
    answer = " ".join(" ".join(reply.blocks).split())
    return f"{cut(answer, limit - units(sources) - 3)} ({sources})" if answer else None


def _named(sources: Sequence[Citation], room: int) -> str:
    """Who says so, and when; those there is no room for are counted, as in "Kompas, 2022; +3"."""
    about = [", ".join(part for part in (each.publisher, each.published_text) if part) for each in sources]
    named = list(dict.fromkeys(part for part in about if part)) or [sources[0].title]
    shown, left = [cut(named[0], room - 6)], named[1:]
    while left and units("; ".join([*shown, left[0]])) <= room - 6:
        shown.append(left.pop(0))
    return "; ".join([*shown, *([f"+{len(left)}"] if left else [])])


def cut(text: str, limit: int, at: Sequence[re.Pattern[str]] = BOUNDARIES) -> str:
    """`text` in at most `limit` UTF-16 units; a cut text ends in "…".

    It is cut at the first of these boundaries that keeps half of the room, so that no figure loses a digit; where
    none does, at the last of them that fits."""
    if units(text) <= limit:
        return text
    room = limit - units(" …")
    # One more unit than there is room for: a boundary exactly at the end counts too.
    kept = _first_units(text, room + 1)
    ends = [max((match.start(match.lastindex or 0) for match in each.finditer(kept)), default=0) for each in at]
    end = next((end for end in ends if 2 * units(text[:end]) >= limit), max(ends))
    return (text[:end] if end else _first_units(text, room)).rstrip() + " …"


def units(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 units, two for an emoji."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _first_units(text: str, count: int) -> str:
    return text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", errors="ignore")


def _folded(lines: Sequence[_Line]) -> str:
    """Lines below the answer that show their beginning, and the rest when they are tapped."""
    shown = "\n".join(line.html for line in lines)
    return f"\n<blockquote expandable>{shown}</blockquote>" if lines else ""


def _shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


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
