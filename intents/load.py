"""Files in, `IntentBase` out: contracts, phrasings and lexicons, with every problem collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from intents import schema
from intents.lexicon import Lexicon, Lexicons
from intents.model import Contract, Group, Phrasing
from intents.normalise import normalise
from intents.template import expand, slots_in
from intents.weights import Weights
from knowledge.check import near
from knowledge.errors import Problem
from knowledge.load import validate
from knowledge.yamlfile import YamlFile, read_yaml_file

CONTRACTS, MENU = "contracts", "menu"
"""The folders that are not named for a language."""
WEIGHTS = "weights.yaml"
"""The file of the weights, beside the folders of the languages."""


@dataclass(frozen=True)
class IntentBase:
    """Everything that is known of how people ask."""

    contracts: Mapping[str, Contract]
    phrasings: tuple[Phrasing, ...]
    never: tuple[Phrasing, ...]
    """Near misses: `intent` is the one that must not be chosen."""
    labels: Mapping[tuple[str, str], str]
    """(intent, language) -> a whole question that stands for the intent, slots still as {slot}."""
    lexicons: Lexicons
    weights: Weights
    groups: Mapping[str, Group] = field(default_factory=dict)
    """What menus offer together."""
    places: Mapping[str, Callable[..., Problem]] = field(default_factory=dict, repr=False)

    def label(self, intent: str, lang: str) -> str | None:
        """The label in `lang`, else in English for Korean, else in Indonesian."""
        order = (lang, "en", "id") if lang == "ko" else (lang, "id", "en")
        return next((self.labels[(intent, each)] for each in order if (intent, each) in self.labels), None)


def data_folder() -> Path:
    """The intents that ship with the bot."""
    return Path(str(files("intents") / "data"))


def language_folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name not in (CONTRACTS, MENU))


def load_intents(root: Path) -> tuple[IntentBase, list[Problem]]:
    """Read all of `root`; what cannot be read is left out and stands in the problems."""
    problems: list[Problem] = []
    contracts: dict[str, Contract] = {}
    places: dict[str, Callable[..., Problem]] = {}
    for file in _files(root, CONTRACTS, problems):
        model = validate(file, schema.ContractsFile, problems)
        for id, entry in model.intents.items() if model else ():
            place = _place(file, "intents", id)
            if id in contracts:
                problems.append(place(message=f'intent "{id}" stands twice; keep one'))
                continue
            places[id] = place
            slots = {str(kind): _bounds(text) for kind, text in entry.slots.items()}
            contracts[id] = Contract(id, slots, entry.needs_any, entry.smalltalk, entry.refuse)
    groups = dict(_groups(root, contracts, problems, places))
    words = _Words(contracts, problems)
    lexicons: list[schema.LexiconFile] = []
    for folder in language_folders(root):
        for file in _files(root, folder.name, problems):
            if Path(file.path).name.startswith("_lexicon"):
                lexicon = validate(file, schema.LexiconFile, problems)
                if lexicon:
                    lexicons.append(lexicon)
            else:
                words.add(file, folder.name)
    base = IntentBase(
        contracts,
        tuple(words.phrasings),
        tuple(words.never),
        words.labels,
        Lexicons(_lexicons(lexicons)),
        _weights(root, problems),
        groups,
        places,
    )
    for id in contracts:
        for lang in ("id", "en"):
            if (id, lang) not in words.seen:
                problems.append(places[id](message=f'intent "{id}" has no phrasings in intents/data/{lang}'))
    return base, problems


def _groups(
    root: Path, contracts: Mapping[str, Contract], problems: list[Problem], places: dict[str, Callable[..., Problem]]
) -> Iterator[tuple[str, Group]]:
    """The groups of the menus, those of one file after the other. Content may do without."""
    seen: set[str] = set()
    for file in _files(root, MENU, problems) if (root / MENU).is_dir() else ():
        model = validate(file, schema.MenuFile, problems)
        for id, entry in model.groups.items() if model else ():
            place = places[f"group {id}"] = _place(file, "groups", id)
            if id in seen:
                problems.append(place(message=f'group "{id}" stands twice; keep one'))
            seen.add(id)
            for number, question in enumerate(entry.questions):
                contract = contracts.get(question)
                if contract is None or contract.is_talk:
                    message = f'"{question}" is no question with an answer{near(question, contracts)}'
                    problems.append(place("questions", number, message=message))
            yield id, Group(id, entry.name, tuple(entry.questions))


def _weights(root: Path, problems: list[Problem]) -> Weights:
    """Those of the file; where it cannot be used, which is a problem, all are 0."""
    model = validate(read_yaml_file(root, root / WEIGHTS), schema.WeightsFile, problems)
    if model is None:
        return Weights(**dict.fromkeys(schema.WeightsEntry.model_fields, 0.0))
    return Weights(**model.weights.model_dump())


def _files(root: Path, folder: str, problems: list[Problem]) -> Iterator[YamlFile]:
    paths = sorted((root / folder).glob("*.yaml"))
    if not paths:
        problems.append(Problem(folder, 0, f"no .yaml file found in {root / folder}"))
    for path in paths:
        yield read_yaml_file(root, path)


def _place(file: YamlFile, *location: str | int) -> Callable[..., Problem]:
    def problem(*deeper: str | int, message: str, is_error: bool = True) -> Problem:
        return file.problem((*location, *deeper), message, is_error=is_error)

    return problem


def _bounds(text: str) -> tuple[int, int]:
    least, _, most = text.partition("-")
    return int(least), int(most or least)


WORD_LISTS = (
    *(
        "skip",
        "common",
        "negations",
        "function",
        "endings",
        "question",
        "what",
        "counting",
        "ordinals",
        "done",
        "person",
        "reason",
        "kinds",
        "opinion",
        "change",
        "leaning",
        "tags",
        "now",
    ),
    *("year_before", "year_after"),
)
"""The parts of a lexicon that are plain lists of words."""


class _Words:
    """Gathers phrasings file by file."""

    def __init__(self, contracts: Mapping[str, Contract], problems: list[Problem]) -> None:
        self.contracts = contracts
        self.problems = problems
        self.phrasings: list[Phrasing] = []
        self.never: list[Phrasing] = []
        self.labels: dict[tuple[str, str], str] = {}
        self.seen: set[tuple[str, str]] = set()
        self._taken: dict[tuple[str, str], str] = {}

    def add(self, file: YamlFile, folder: str) -> None:
        model = validate(file, schema.WordsFile, self.problems)
        if model is None:
            return
        if model.language != folder:
            self.problems.append(file.problem(("language",), f'language "{model.language}" in the folder "{folder}"'))
        for id, entry in model.intents.items():
            place = _place(file, "intents", id)
            if id not in self.contracts:
                self.problems.append(
                    place(message=f'intent "{id}" has no contract; add it under intents/data/contracts')
                )
                continue
            if (id, folder) in self.seen:
                self.problems.append(place(message=f'intent "{id}" stands twice in "{folder}"; keep one'))
                continue
            self.seen.add((id, folder))
            contract = self.contracts[id]
            if not contract.is_talk and entry.label is None:
                self.problems.append(place(message='"label" is missing: a whole question, shown on buttons'))
            if entry.label is not None:
                self.labels[(id, folder)] = entry.label
                # A label cannot fill a slot that must be there, so it is no example of such a question.
                if contract.stands_alone:
                    self._add_line(contract, folder, entry.label, place)
            for number, line in enumerate(entry.examples):
                self._add_line(contract, folder, line, place, "examples", number)
            for number, line in enumerate(entry.never):
                for text in self._expanded(line, place, "never", number):
                    self.never.append(Phrasing(id, folder, text))

    def _expanded(self, line: str, place: Callable[..., Problem], *location: str | int) -> list[str]:
        try:
            return expand(line)
        except ValueError as error:
            self.problems.append(place(*location, message=str(error)))
            return []

    def _add_line(
        self, contract: Contract, lang: str, line: str, place: Callable[..., Problem], *location: str | int
    ) -> None:
        for text in self._expanded(line, place, *location):
            for slot in slots_in(text):
                if slot not in contract.slots:
                    may = ", ".join(contract.slots) or "none"
                    message = f'slot {{{slot}}} is not in the contract of "{contract.id}" (it has {may})'
                    self.problems.append(place(*location, message=message))
                    return
            key = (lang, normalise(text))
            owner = self._taken.setdefault(key, contract.id)
            if owner != contract.id:
                message = f'"{text}" is also a phrasing of "{owner}"; a question can mean only one of them'
                self.problems.append(place(*location, message=message))
                continue
            self.phrasings.append(Phrasing(contract.id, lang, text))


def _lexicons(files: Sequence[schema.LexiconFile]) -> Iterator[Lexicon]:
    """One lexicon a language, whatever number of files it is spread over."""
    for language in dict.fromkeys(file.language for file in files):
        own = [file for file in files if file.language == language]

        def words(key: str, own: Sequence[schema.LexiconFile] = own) -> frozenset[str]:
            return frozenset(normalise(word) for file in own for word in getattr(file, key))

        yield Lexicon(
            language,
            slang={normalise(written): normalise(meant) for file in own for written, meant in file.slang.items()},
            same=tuple(tuple(normalise(word) for word in group) for file in own for group in file.same),
            **{key: words(key) for key in WORD_LISTS},
        )
