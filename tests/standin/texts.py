"""Telegram's own parser of formatted text, offline: what it makes of a text, or why it refuses it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import tdjson


class TextRefused(Exception):
    """In Telegram's words."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as people see it."""

    text: str
    entities: Sequence[dict[str, Any]]
    """As TDLib names them; offsets and lengths in UTF-16 units."""

    @property
    def units(self) -> int:
        """Its length as Telegram counts it."""
        return len(self.text.encode("utf-16-le")) // 2

    @property
    def links(self) -> list[str]:
        """Addresses behind words, in order."""
        return [entity["type"]["url"] for entity in self.entities if "url" in entity["type"]]

    @property
    def links_with_words(self) -> list[tuple[str, str]]:
        """The words of each link and its address."""
        links = [entity for entity in self.entities if "url" in entity["type"]]
        return list(zip(self.parts("TextUrl"), (entity["type"]["url"] for entity in links), strict=True))

    def parts(self, kind: str) -> list[str]:
        """The pieces that carry a format, e.g. "Bold"."""
        encoded = self.text.encode("utf-16-le")
        return [
            encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            for entity in self.entities
            if entity["type"]["@type"] == f"textEntityType{kind}"
        ]


def parse(text: str, parse_mode: str | None) -> ShownText:
    """Raises `TextRefused` with what Telegram would say."""
    if not parse_mode:
        return ShownText(text, ())
    modes = {
        "html": {"@type": "textParseModeHTML"},
        "markdown": {"@type": "textParseModeMarkdown", "version": 1},
        "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
    }
    mode = modes.get(parse_mode.lower())
    if mode is None:
        raise TextRefused("unsupported parse_mode")
    answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    if answer["@type"] == "error":
        raise TextRefused(answer["message"][:1].lower() + answer["message"][1:])
    return ShownText(answer["text"], answer["entities"])


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    _quieten()
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    decoded: dict[str, Any] = json.loads(answer)
    return decoded


@cache
def _quieten() -> None:
    """TDLib writes a log to standard error by default."""
    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
