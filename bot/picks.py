"""Choices picked by typing instead of pressing: "2", "yang kedua", "yang kabupaten"."""

from __future__ import annotations

import re

from bot.compose import Composer
from bot.content import Content
from bot.session import Session
from intents.normalise import normalise

MOST_WORDS = 3
"""Longer messages are questions of their own."""


def picked_choice(text: str, session: Session, content: Content, lang: str) -> str | None:
    """The id of the choice meant, if choices were just offered and one is."""
    plain = text.strip(" .?!)").casefold()
    if plain.isdecimal() and len(plain) < 3:
        return session.offered[int(plain) - 1] if 0 < int(plain) <= len(session.offered) else None
    return _by_ordinal(plain, session, content, lang) or _by_name(text, session, content, lang)


def _by_ordinal(plain: str, session: Session, content: Content, lang: str) -> str | None:
    ordinals = content.words.say(lang, "ordinals").split(", ")
    for id, names in zip(session.offered, ordinals, strict=False):
        if any(re.fullmatch(rf"(yang|yg|the|nomor|no)?\s*{name}( one)?", plain) for name in names.split("/")):
            return id
    return None


def _by_name(text: str, session: Session, content: Content, lang: str) -> str | None:
    """The one offered choice whose things have every word said: "yang kabupaten" after two Bandungs."""
    lexicons = content.intents.base.lexicons
    said = set(lexicons.in_plain_words(normalise(text).split())) - lexicons.light - lexicons.leaning
    if not said or len(said) > MOST_WORDS:
        return None
    composer = Composer(content, lang)
    fitting = [id for id in session.offered if said <= set(normalise(composer.named_in(id)).split())]
    return fitting[0] if len(fitting) == 1 else None
