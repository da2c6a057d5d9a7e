"""A message as people type it, made plain: one form for the many ways of writing the same words."""

from __future__ import annotations

import re
import unicodedata

_URL = re.compile(r"https?://\S+|www\.\S+")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})2\b")  # "mana2" is mana mana
_BETWEEN_SCRIPTS = re.compile(r"(?<=[a-z0-9])(?=[가-힣])|(?<=[가-힣])(?=[a-z0-9])")  # "dgcc가", "2022년"
_LETTERS_AND_DIGITS = re.compile(r"(?<=\d)(?=[^\W\d_]{3,})")  # "2022berapa"
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_APOSTROPHE = re.compile(r"(?<=\w)['’`](?=\w)")
_DIGIT = re.compile(r"\d")
_NOT_WORD = re.compile(r"[^\w.,/]+|_|(?<!\d)[.,/]|[.,/](?!\d)")  # the marks inside "3,12" and "95/2018" stay

_SIGNS = ("So", "Sk", "Cf", "Cc", "Mn")
"""Unicode's categories of emoji, modifiers and invisible marks."""


def normalise(text: str) -> str:
    """Lower case, words and numbers parted by single spaces. Idempotent.

    Stays: letters, digits, and the marks inside numbers ("3,12", "95/2018"). Goes: addresses, emoji, punctuation."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(" " if unicodedata.category(letter) in _SIGNS else letter for letter in text)
    text = text.casefold()
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    text = _ELONGATED.sub(r"\1", text)
    if _DIGIT.search(text):
        text = _DOUBLED.sub(r"\1 \1", text)
        text = _LETTERS_AND_DIGITS.sub(" ", text)
    if not text.isascii():
        text = _BETWEEN_SCRIPTS.sub(" ", text)
    if "'" in text or "’" in text or "`" in text:
        text = _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    return " ".join(_NOT_WORD.sub(" ", text).split())


_ABBREVIATED = re.compile(r"\b(kab|kec|kel|prov|no|nomor|jl|thn|tgl|dr|mr|st|vs)\.\s+", re.IGNORECASE)
_CONJUNCTION = re.compile(r"\s+(?:dan|serta|sekaligus|lalu|and|&|plus)\s+|\s*그리고\s*", re.IGNORECASE)


def windows(text: str, widest: int = 3) -> list[str]:
    """Every run of one to `widest` neighbouring clauses of a message."""
    clauses = [part.strip() for part in re.split(r"[,;:.!?…–—。？！\n]+\s+|\n+", text) if part.strip()]
    runs = (
        " ".join(clauses[start : start + width])
        for width in range(1, widest + 1)
        for start in range(len(clauses) - width + 1)
    )
    return list(dict.fromkeys(run for run in runs if len(run.split()) > 2))


def conjuncts(text: str) -> list[str]:
    """The parts of a message between its conjunctions, in order: "kapan dan di mana" has two."""
    return [part.strip() for part in _CONJUNCTION.split(text) if part.strip()]


def sentences(text: str) -> list[str]:
    """The sentences of a message, in order. "kab." ends none."""
    text = _ABBREVIATED.sub(r"\1 ", text)
    parts = re.split(r"(?<=[.!?…。？！])[\"'”’»)\]]*\s+|\n+", text)
    return [part.strip() for part in parts if part.strip()]
