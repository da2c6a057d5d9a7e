"""What counts how much in comparing, and from where on something is answered: values from `data/weights.yaml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Numbers that evidence decides, not design: `tanya-spbe tune` measures their neighbours."""

    # How like a phrasing or an intent a question is.
    small_word: float
    """What a small word ("berapa", "of") weighs against a content word of the same rarity."""
    slot: float
    """What a masked span weighs: its kind says a little; which one it is the gates compare exactly."""
    pair: float
    """What two neighbouring words weigh together, against one word of the same rarity."""
    nearest: float
    """The part of the nearest phrasing; the rest is that of the middle of all phrasings."""

    # The share of a question that an intent explains.
    unknown_word: float
    """What a word weighs that nobody has asked with yet, against one that a single intent is asked with."""
    exact_thing: float
    """What an exact thing weighs, against a word of one intent only."""
    statement_word: float
    """What a word counts that only the answer's own statement has, not how people ask for it."""

    # What an intent's score is multiplied by.
    told: float
    """Its answer speaks of just what the question names."""
    elsewhere: float
    """Its nearest phrasing names places or countries of which the question names none."""
    dated: float
    """Its nearest phrasing names a time, and the question none."""
    keyless: float
    """The question has none of the words that nearly all its phrasings have."""
    lent: float
    """It speaks of what the question before named, and this one names nothing."""

    # Points, 0-100: what is done with a score.
    answer: float
    """From this score and lead on an ungated candidate is answered."""
    answer_by_context: float
    """The same for a question that leaves its subject to the one before."""
    answer_without_subject: float
    """The same for a question that names none of our subjects: it is likely about something else."""
    floor: float
    """Below this score nothing is answered, however far behind the others are."""
    lead: float
    """What a point above the runner-up counts against a point of likeness."""
    ask: float
    """From this score on a candidate is worth offering."""
    margin: float
    """A runner-up this close to the best makes it a matter of asking."""
    shadow: float
    """A shut candidate this far above the best open one is what was meant: then nothing is answered in its place."""
    clause: float
    """From this score on a part of a long message is a question of its own: most of its clauses are none."""
    ambient: float
    """From this score on a question is answered that nobody asked the bot."""
    coverage: float
    """Below this share, 0-1, of explained words a candidate is only offered."""
