"""The bot's own words per language. Figures never stand here: those come from knowledge, with their source."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from knowledge.errors import Problem
from knowledge.load import validate
from knowledge.schema import Sentence, Strict
from knowledge.yamlfile import read_yaml_file

DEFAULT_LANGUAGE = "id"


class WordsFile(Strict):
    language: str
    words: dict[str, Sentence]


class Words:
    """Made once per content."""

    def __init__(self, by_language: Mapping[str, Mapping[str, str]]) -> None:
        self._by_language = by_language
        self.languages = tuple(sorted(by_language, key=lambda lang: (lang != DEFAULT_LANGUAGE, lang)))

    def has(self, key: str) -> bool:
        return key in self._by_language.get(DEFAULT_LANGUAGE, {})

    def say(self, lang: str, key: str, **values: str) -> str:
        """The words for `key` in `lang`; without them in English for Korean, else in Indonesian."""
        order = (lang, "en", DEFAULT_LANGUAGE) if lang == "ko" else (lang, DEFAULT_LANGUAGE)
        for each in order:
            if key in self._by_language.get(each, {}):
                return self._by_language[each][key].format(**values)
        raise KeyError(f"no words for {key!r} in any of {', '.join(order)}")


def data_folder() -> Path:
    """The words that ship with the bot."""
    return Path(str(files("bot") / "data"))


def load_words(root: Path) -> tuple[Words, list[Problem]]:
    """Read `root`/words; a key that one language has and another lacks is a problem."""
    problems: list[Problem] = []
    by_language: dict[str, dict[str, str]] = {}
    for path in sorted((root / "words").glob("*.yaml")):
        file = read_yaml_file(root, path)
        model = validate(file, WordsFile, problems)
        if model:
            by_language[model.language] = model.words
    required = by_language.get(DEFAULT_LANGUAGE)
    if required is None:
        problems.append(Problem("words", 0, f"words/{DEFAULT_LANGUAGE}.yaml is missing"))
        required = {}
    for lang, words in by_language.items():
        for key in sorted(required.keys() ^ words.keys()):
            lacking = lang if key in required else DEFAULT_LANGUAGE
            problems.append(Problem(f"words/{lacking}.yaml", 1, f'words for "{key}" are missing'))
    return Words(by_language), problems
