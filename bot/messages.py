"""What travels between a channel and the conversation: a message in, a reply out, no markup in either."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ReplyKind = Literal["answer", "ask_back", "refuse", "smalltalk"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where somebody says they are. Never stored and never logged, not even when it is printed by mistake."""

    latitude: float = field(repr=False)
    """Degrees north."""
    longitude: float = field(repr=False)
    """Degrees east."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one person, as every channel hands it on."""

    channel: str
    """Name of the channel: "telegram", "web", "console"."""
    chat: str
    """The channel's own id of the chat. In clear only in memory; the store hashes it."""
    user: str
    """The channel's own id of the person. In clear only in memory; the store hashes it."""
    text: str
    at: datetime
    """When it was sent, with a time zone."""
    thread: str | None = None
    """Forum topic or thread inside the chat."""
    lang: str | None = None
    """Language the chat has chosen ("id", "en", "ko"); None: that of the question."""
    choice: str | None = None
    """Id of the `Choice` that was pressed; `text` then says nothing."""
    location: Location | None = None
    """Asks for the malls near it; `text` is then empty."""
    is_passed_on: bool = False
    """The words were written for others, as those of a forwarded post: answered is only what they ask."""
    has_attachment: bool = False
    """Something came that we cannot read, such as a picture; `text` is its caption, and was not written to us."""
    quoted: str | None = None
    """Text of a message that `text` points to, which is the question where `text` asks nothing itself."""
    app_lang: str | None = None
    """Language of the person's app, or of the reply whose choice was pressed: for what is in no language itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the person may press instead of typing."""

    id: str
    """Stable and self-contained, e.g. "mpp.count?time=2022-06": pressing it needs no memory of ours."""
    text: str
    """A label that is a whole question or a short name, in the reply's language."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as a reply shows it. Kept exactly as the source has it."""

    id: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    """ISO date as precise as known: "2022", "2022-06" or "2022-06-17"."""
    published_text: str | None
    """The same date in the words of the reply's language."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures before it is drawn. A channel without pictures shows the reply's words as they are."""

    facts: tuple[str, ...]
    """Ids of the facts it shows, one or two."""
    lang: str
    title: str
    caption: str
    """The figures in words, each point that the picture names: for those who cannot see it."""
    sources: tuple[Citation, ...]
    """Of every point in it, those of the latest named points first."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before any channel has drawn it."""

    kind: ReplyKind
    lang: str
    blocks: tuple[str, ...]
    """Paragraphs of plain text, the answer first. May hold line breaks."""
    sources: tuple[Citation, ...] = ()
    sources_heading: str = ""
    """In the reply's language, e.g. "Sumber (data per 17 Juni 2022):". Empty without sources."""
    choices: tuple[Choice, ...] = ()
    """For an ask-back: what may be meant. For an answer or a refusal: questions that lead on."""
    refusal_class: str | None = None
    """Why, when kind is "refuse": "out_of_scope", "no_data", "opinion", "unclear"..."""
    intent: str | None = None
    """The intent that was answered, if one was."""
    chart: Chart | None = None
    """To be shown in place of the first block, which is its caption."""
    sources_heading_elsewhere: str = ""
    """`sources_heading` for chats where nobody hears our commands; empty where there is no other."""


def plain_text(reply: Reply) -> str:
    """The whole reply as plain text with its sources, as the console and `ask --json` show it."""
    parts = list(reply.blocks)
    if reply.sources:
        lines = [reply.sources_heading]
        for number, source in enumerate(reply.sources, start=1):
            about = ", ".join(part for part in (source.publisher, source.published_text, source.url) if part)
            lines.append(f"[{number}] {source.title} ({about})")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
