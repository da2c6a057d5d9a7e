"""Questions as they are typed in a hurry: the same line always gets the same slips."""

from __future__ import annotations

import random
import zlib

SLIPS = 0.15
"""Share of the longer words that get a slip."""
GLUED = 0.05
"""Share of the gaps between words that are left out."""


def with_typos(text: str, seed: int = 0) -> str:
    """The text with vowels dropped, letters swapped or doubled, and some words glued together."""
    chance = random.Random(zlib.crc32(text.encode()) + seed)
    words = [_slip(word, chance) if len(word) > 3 and chance.random() < SLIPS else word for word in text.split()]
    typed = words[:1]
    for word in words[1:]:
        if chance.random() < GLUED:
            typed[-1] += word
        else:
            typed.append(word)
    return " ".join(typed)


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    kind = chance.choice(("vowels", "swapped", "doubled"))
    if kind == "vowels":
        return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
    if kind == "swapped":
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[: place + 1] + word[place:]
