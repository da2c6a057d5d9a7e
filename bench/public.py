"""`python -m bench.public DIR`: the ranking engine on public intent sets, without our content, beside its peers.

DIR holds JSON lines with "text", "intent" and "split"; "oos" is the intent of lines that have none. A file
NAME_fewshot.jsonl has the splits train_5 and train_10 of NAME.jsonl: so many phrasings of each intent."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.noise import with_typos
from intents.correct import Corrector
from intents.features import Reader
from intents.index import Index
from intents.load import IntentBase, data_folder, load_intents
from intents.model import Phrasing
from intents.peers import PEERS, Nearest
from intents.spans import SpanFinder

OUT = "oos"
"""The intent of lines that no intent is meant by."""
ANY_DAY = date(2000, 1, 1)
Answer = tuple[str, float]
"""An intent and how sure it is."""
Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One set to learn from and the questions to try it on."""

    name: str
    train: Sequence[Row]
    test: Sequence[Row]
    outside: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Result:
    """Shares, 0-1."""

    accuracy: float
    auroc: float | None
    """How often a question of an intent is surer than one of none."""
    with_typos: float


def engine(train: Sequence[Row], base: IntentBase) -> Ask:
    """The light engine: the same Reader, Corrector, Index and coverage as the bot, with no names and no gates."""
    lexicons = base.lexicons
    reader = Reader(lexicons, SpanFinder(()))
    readings = [(Phrasing(row.intent, "", row.text), reader.read(row.text, ANY_DAY)) for row in train]
    index = Index(readings, {}, lexicons.light, lexicons.question, base.weights)
    corrector = Corrector((word for _, reading in readings for word in reading.tokens), lexicons.words)

    def ask(text: str) -> Answer:
        tokens = lexicons.in_plain_words([corrector.correct(token) for token in reader.plain(text)])
        reading = reader.read_tokens(tokens, ANY_DAY)
        weighed = index.weigh(reading)
        scored = ((hit.likeness * index.coverage(weighed, hit.intent)[0], hit.intent) for hit in index.rank(reading))
        score, intent = max(scored, default=(0.0, ""))
        return intent, score

    return ask


def nearest_intent(nearest: Nearest, train: Sequence[Row]) -> Ask:
    """A peer's phrasing as the intent it is of."""

    def ask(text: str) -> Answer:
        place, score = nearest(text)
        return train[place].intent, score

    return ask


def measure(ask: Ask, trial: Trial) -> Result:
    answers = [ask(row.text) for row in trial.test]
    inside = np.array([score for _, score in answers])
    auroc = None
    if trial.outside:
        outside = np.array([ask(row.text)[1] for row in trial.outside])
        above = (inside[:, None] > outside).mean()
        auroc = float(above + (inside[:, None] == outside).mean() / 2)
    typed = [ask(with_typos(row.text)) for row in trial.test]
    return Result(_share_right(answers, trial.test), auroc, _share_right(typed, trial.test))


def trials(folder: Path, most: int) -> list[Trial]:
    """Few-shot and full trials of every set in the folder, with at most so many questions each, evenly spread."""
    found: list[Trial] = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem.endswith("_fewshot"):
            continue
        splits = _splits(path)
        few = path.with_name(f"{path.stem}_fewshot.jsonl")
        if few.exists():
            splits.update({name: rows for name, rows in _splits(few).items() if name.startswith("train_")})
        test = splits.get("test", [])
        inside = [row for row in test if row.intent != OUT]
        outside = [row for row in test if row.intent == OUT]
        for name in ("train_5", "train_10", "train"):
            train = [row for row in splits.get(name, []) if row.intent != OUT]
            if train and inside:
                shots = name.removeprefix("train_") + "-shot" if name != "train" else "full"
                found.append(Trial(f"{path.stem} {shots}", train, _spread(inside, most), _spread(outside, most)))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench.public", description="The ranking engine on public intent sets.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--most", type=int, default=1000, help="questions a set, for the engine")
    parser.add_argument("--peers-most", type=int, default=300, help="questions a set, for the peers; 0 leaves them out")
    chosen = parser.parse_args(arguments)
    base, _ = load_intents(data_folder())
    table = Table("set", "method", "questions", "accuracy %", "out-of-scope AUROC", "with typos %", "lost")
    for column in table.columns[2:]:
        column.justify = "right"
    for trial in trials(chosen.folder, chosen.most):
        _add(table, trial, "light engine", engine(trial.train, base))
        if chosen.peers_most:
            few = Trial(
                trial.name,
                trial.train,
                _spread(trial.test, chosen.peers_most),
                _spread(trial.outside, chosen.peers_most),
            )
            for name, peer in PEERS.items():
                _add(table, few, name, nearest_intent(peer([row.text for row in few.train]), few.train))
        table.add_section()
    Console().print(table)


def _add(table: Table, trial: Trial, method: str, ask: Ask) -> None:
    result = measure(ask, trial)
    auroc = "" if result.auroc is None else f"{100 * result.auroc:.1f}"
    lost = f"{100 * (result.accuracy - result.with_typos):.1f}"
    shares = f"{100 * result.accuracy:.1f}", auroc, f"{100 * result.with_typos:.1f}", lost
    table.add_row(trial.name, method, str(len(trial.test)), *shares)


def _splits(path: Path) -> dict[str, list[Row]]:
    splits: dict[str, list[Row]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        splits[entry["split"]].append(Row(entry["text"], entry["intent"]))
    return splits


def _spread(rows: Sequence[Row], most: int) -> list[Row]:
    return list(rows) if len(rows) <= most else [rows[len(rows) * place // most] for place in range(most)]


def _share_right(answers: Sequence[Answer], rows: Sequence[Row]) -> float:
    return sum(intent == row.intent for (intent, _), row in zip(answers, rows, strict=True)) / len(rows)


if __name__ == "__main__":
    main()
