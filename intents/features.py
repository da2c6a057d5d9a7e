"""A question or phrasing as the words and word pairs it is compared by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from intents.lexicon import Lexicons
from intents.model import Span
from intents.normalise import normalise
from intents.spans import SpanFinder
from intents.template import slots_in

_MARK = "ƶ"
"""Marks a slot while its line is read: a letter outside ASCII is neither stemmed nor taken for a name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared."""

    tokens: tuple[str, ...]
    """Plain words, slang written out."""
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    """What carries meaning, in order: stems, subjects and slots such as "{time}"; courtesies are gone."""

    def features(self) -> Iterable[str]:
        """Words, pairs of neighbours, and pairs with one word between."""
        yield from self.words
        for first, second in zip(self.words, self.words[1:], strict=False):
            yield f"{first}+{second}"


class Reader:
    """Reads texts, always the same way for phrasings and questions."""

    def __init__(self, lexicons: Lexicons, finder: SpanFinder) -> None:
        self.lexicons = lexicons
        self.finder = finder

    def plain(self, text: str) -> list[str]:
        """Tokens of the text with slang written out."""
        return self.lexicons.without_tag(self.lexicons.in_plain_words(normalise(text).split()))

    def read(self, text: str, today: date) -> Reading:
        return self.read_tokens(self.plain(text), today)

    def read_tokens(self, tokens: list[str], today: date, *, with_courtesies: bool = False) -> Reading:
        return self.read_items(tokens, *self.finder.find(tokens, today), with_courtesies=with_courtesies)

    def read_items(
        self, tokens: list[str], items: list[str | Span], spans: tuple[Span, ...], *, with_courtesies: bool = False
    ) -> Reading:
        """`items`: the tokens with each span in its place."""
        words = self._words(items, list if with_courtesies else self.lexicons.without_courtesies)
        if not words:
            # Nothing but courtesies: then they are what is said.
            words = self._words(items, list)
        return Reading(tuple(tokens), spans, tuple(words))

    def _words(self, items: list[str | Span], cleaned: Callable[[list[str]], list[str]]) -> list[str]:
        words: list[str] = []
        run: list[str] = []
        for item in items:
            if isinstance(item, str):
                run.append(item)
            else:
                words.extend(self._stems(cleaned(run)))
                run = []
                words.append(span_word(item))
        words.extend(self._stems(cleaned(run)))
        return words

    def _stems(self, run: list[str]) -> Iterable[str]:
        """Of the words between two spans."""
        stems: list[str] = []
        for token in self.lexicons.one_word_for_all(run):
            if "가" <= token[0] <= "힣":
                stems.extend(syllable_pairs(self.lexicons.without_ending(token)))
            else:
                stems.append(self.lexicons.stem(token))
        return stems

    def read_phrasing(self, text: str, today: date) -> Reading:
        """Like `read`, with {slot} as a word of its own."""
        for slot in slots_in(text):
            text = re.sub(r"\{" + slot + r"\}('s)?", f" {_MARK}{slot} ", text)
        reading = self.read(text, today)
        words = ("{" + word.removeprefix(_MARK) + "}" if word.startswith(_MARK) else word for word in reading.words)
        return Reading(reading.tokens, reading.spans, tuple(words))


def syllable_pairs(word: str) -> list[str]:
    """Korean words are compared by pairs of syllables: endings and spacing vary too much for whole words."""
    return [word] if len(word) < 3 else [word[place : place + 2] for place in range(len(word) - 1)]


def span_word(span: Span) -> str:
    """The word a span is compared by: a subject by its id, anything else by its kind.

    Which year or country is meant is no matter of likeness; the gates compare that exactly."""
    return span.values[0] if span.kind == "subject" else "{" + span.kind + "}"
