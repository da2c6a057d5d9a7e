"""The words of each language: what slang stands for, which words mean the same, which say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import Stemmer

from intents.normalise import normalise


@dataclass(frozen=True)
class Lexicon:
    """One language's words, all in normal form."""

    language: str
    slang: Mapping[str, str] = field(default_factory=dict)
    """Written so -> means; keys and values may be several words."""
    same: tuple[tuple[str, ...], ...] = ()
    """Groups of words that mean the same; the first stands for all."""
    skip: frozenset[str] = frozenset()
    """Phrases that say nothing about what is asked."""
    common: frozenset[str] = frozenset()
    """Everyday words that are right as they are: never taken for a slip of one of ours."""
    negations: frozenset[str] = frozenset()
    function: frozenset[str] = frozenset()
    """Frequent small words, by which a language is known; they weigh little."""
    endings: frozenset[str] = frozenset()
    """What sticks to the end of words and says nothing, in languages that write it so."""
    question: frozenset[str] = frozenset()
    """Those of the small words that ask: "siapa", "when"."""
    what: frozenset[str] = frozenset()
    """Those that ask too, but are too frequent to count: "apa"."""
    counting: frozenset[str] = frozenset()
    """Those that ask how many: "berapa MPP"."""
    ordinals: frozenset[str] = frozenset()
    """Words before those that make them ask which: "tanggal berapa"."""
    person: frozenset[str] = frozenset()
    """Those that ask who: "siapa"."""
    reason: frozenset[str] = frozenset()
    """Those that ask why: "kenapa"."""
    kinds: frozenset[str] = frozenset()
    """Words that a name follows: "kabupaten", "kementerian"."""
    opinion: frozenset[str] = frozenset()
    """Phrases that ask what the bot itself thinks: "menurut kamu"."""
    change: frozenset[str] = frozenset()
    """Words that ask how far two figures are apart: "jadi nambah berapa?"."""
    leaning: frozenset[str] = frozenset()
    """Words of a question that leans on the one before: "kalau", "what about"."""
    done: frozenset[str] = frozenset()
    """A word and the tag that, anywhere behind it, makes it a question: "sudah belum" for "sudah jalan belum"."""
    tags: frozenset[str] = frozenset()
    """Words that at the end of a sentence only make it a question: "..., tidak?"."""
    now: frozenset[str] = frozenset()
    """Words that ask for the latest."""
    year_before: frozenset[str] = frozenset()
    year_after: frozenset[str] = frozenset()
    """Phrases for the year before or after the one talked about."""


_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
"""What Indonesian writes together with the word before it."""


class Lexicons:
    """All languages' words as one, since people mix them."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        self.by_language = {lexicon.language: lexicon for lexicon in lexicons}
        self._stemmers: tuple[Any, ...] | None = None
        self._stems: dict[str, str] = {}
        self._slang = _phrases(
            (written, meant) for lexicon in self.by_language.values() for written, meant in lexicon.slang.items()
        )
        self._skip = _phrases((phrase, "") for lexicon in self.by_language.values() for phrase in lexicon.skip)
        self._same = _phrases(
            (other, group[0]) for lexicon in self.by_language.values() for group in lexicon.same for other in group[1:]
        )
        self.light: frozenset[str] = frozenset().union(*(lexicon.function for lexicon in self.by_language.values()))
        self.negations: frozenset[str] = frozenset().union(
            *(lexicon.negations for lexicon in self.by_language.values())
        )
        self.question: frozenset[str] = frozenset().union(*(lexicon.question for lexicon in self.by_language.values()))
        self.asking = self.question.union(*(lexicon.what for lexicon in self.by_language.values()))
        self.counting: frozenset[str] = frozenset().union(*(lexicon.counting for lexicon in self.by_language.values()))
        self.done = {tuple(pair.split()) for lexicon in self.by_language.values() for pair in lexicon.done}
        self.ordinals: frozenset[str] = frozenset().union(*(lexicon.ordinals for lexicon in self.by_language.values()))
        self.person: frozenset[str] = frozenset().union(*(lexicon.person for lexicon in self.by_language.values()))
        reason = frozenset().union(*(lexicon.reason for lexicon in self.by_language.values()))
        self.reason = frozenset(self.stem(word) for each in reason for word in self.one_word_for_all([each]))
        self.kinds: frozenset[str] = frozenset().union(*(lexicon.kinds for lexicon in self.by_language.values()))
        self._opinion = _phrases((phrase, "") for lexicon in self.by_language.values() for phrase in lexicon.opinion)
        endings = {ending for lexicon in self.by_language.values() for ending in lexicon.endings}
        self.endings = tuple(sorted(endings, key=len, reverse=True))
        self.tags: frozenset[str] = frozenset().union(*(lexicon.tags for lexicon in self.by_language.values()))
        self.change = frozenset(self.stem(word) for lexicon in self.by_language.values() for word in lexicon.change)
        leaning = frozenset().union(*(lexicon.leaning for lexicon in self.by_language.values()))
        # in a question they come as themselves, or as what they are a synonym of
        self.leaning = leaning.union(self.stem(word) for each in leaning for word in self.one_word_for_all([each]))
        self.year_steps = {
            phrase: step
            for lexicon in self.by_language.values()
            for phrases, step in ((lexicon.year_before, -1), (lexicon.year_after, 1))
            for phrase in phrases
        }
        self.now: frozenset[str] = frozenset().union(*(lexicon.now for lexicon in self.by_language.values()))

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_stemmers": None}  # C objects, made again when they are needed

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word any lexicon knows: these are never taken for a slip of the pen."""
        known: set[str] = set()
        for lexicon in self.by_language.values():
            known.update(lexicon.common)
            for phrase in (
                *lexicon.slang,
                *lexicon.slang.values(),
                *lexicon.skip,
                *lexicon.negations,
                *lexicon.function,
            ):
                known.update(phrase.split())
            for group in lexicon.same:
                for phrase in group:
                    known.update(phrase.split())
        return frozenset(known)

    def in_plain_words(self, tokens: list[str]) -> list[str]:
        """Slang and abbreviations written out."""
        return _replace(tokens, self._slang)

    def year_step(self, normalised: str) -> int:
        """-1 for "tahun sebelumnya", 1 for "the next year", 0 for neither."""
        return next((step for phrase, step in self.year_steps.items() if phrase in normalised), 0)

    def without_year_step(self, words: Iterable[str]) -> list[str]:
        """The stems without those of the phrases for another year."""
        steps = {self.stem(word) for phrase in self.year_steps for word in phrase.split()}
        return [word for word in words if word not in steps]

    def asks_how_many(self, words: Sequence[str]) -> bool:
        """Whether things are counted: "berapa MPP", "how many cities", but not "nomor berapa" or "berapa?"."""
        return any(
            word in self.counting
            and (place == 0 or words[place - 1] in self.light - self.ordinals)
            and place + 1 < len(words)
            and words[place + 1] not in self.light
            and not words[place + 1].startswith("{")
            for place, word in enumerate(words)
        )

    def negations_of(self, words: Sequence[str]) -> tuple[str, ...]:
        """What is negated, save by the second half of "sudah ... belum", which only asks."""
        return tuple(
            word
            for place, word in enumerate(words)
            if word in self.negations and not any(word == tag and done in words[:place] for done, tag in self.done)
        )

    def asks_opinion(self, tokens: list[str]) -> bool:
        """Whether it asks what the bot itself thinks."""
        return len(_replace(tokens, self._opinion)) < len(tokens)

    def without_tag(self, tokens: list[str]) -> list[str]:
        """Without a tag such as "..., tidak?" that makes a question of a sentence and negates nothing."""
        end = len(tokens)
        while end > 1 and (tokens[end - 1] in self._skip or tokens[end - 1] in self.tags):
            end -= 1
        # Courtesies stay, so that "makasih ya" is still thanks: only what stood behind the last tag goes.
        last_tag = next((place for place in range(end, len(tokens)) if tokens[place] in self.tags), None)
        return tokens if last_tag is None else tokens[:last_tag]

    def without_courtesies(self, tokens: list[str]) -> list[str]:
        """Without the words that say nothing about what is asked."""
        return _replace(tokens, self._skip)

    def one_word_for_all(self, tokens: list[str]) -> list[str]:
        """Synonyms replaced by the one that stands for them."""
        return _replace(tokens, self._same)

    def stem(self, word: str) -> str:
        """The word without its endings, Indonesian then English; names and numbers stay as they are."""
        stem = self._stems.get(word)
        if stem is None:
            stem = word
            # Small words stay whole: the stemmer would make "berapa" into "apa".
            if len(word) > 3 and word.isascii() and word.isalpha() and word not in self.light:
                if self._stemmers is None:
                    self._stemmers = (Stemmer.Stemmer("indonesian"), Stemmer.Stemmer("english"))
                for stemmer in self._stemmers:
                    stem = stemmer.stemWord(stem)
            self._stems[word] = stem
        return stem

    def without_clitic(self, word: str) -> str:
        """An Indonesian word without what leans on its end: "lapornya" is "lapor"."""
        return next((word[: -len(end)] for end in _CLITICS if word.endswith(end) and len(word) > len(end) + 2), word)

    def without_ending(self, word: str) -> str:
        """A Korean word without its particle or polite ending, if something stays."""
        if not word.endswith(self.endings):
            return word
        longest = next(ending for ending in self.endings if word.endswith(ending))
        return word[: -len(longest)] or word

    def guess_language(self, tokens: Iterable[str]) -> str | None:
        """The language whose small words occur most; None when none do or two tie."""
        counts: dict[str, int] = {}
        for token in tokens:
            if any("가" <= letter <= "힣" for letter in token):
                return "ko"
            for language, lexicon in self.by_language.items():
                if token in lexicon.function or token in lexicon.slang or token in lexicon.negations:
                    counts[language] = counts.get(language, 0) + 1
        best = sorted(counts.items(), key=lambda item: -item[1])
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]


_Phrases = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


def _phrases(pairs: Iterable[tuple[str, str]]) -> _Phrases:
    """By first word, longest first, so that a phrase wins over its parts."""
    phrases: _Phrases = {}
    for written, meant in pairs:
        words = tuple(normalise(written).split())
        if words:
            phrases.setdefault(words[0], []).append((words, tuple(normalise(meant).split())))
    for entries in phrases.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return phrases


def _replace(tokens: list[str], phrases: _Phrases) -> list[str]:
    result: list[str] = []
    position = 0
    while position < len(tokens):
        for words, meant in phrases.get(tokens[position], ()):
            if tuple(tokens[position : position + len(words)]) == words:
                result.extend(meant)
                position += len(words)
                break
        else:
            result.append(tokens[position])
            position += 1
    return result
