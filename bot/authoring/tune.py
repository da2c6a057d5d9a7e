"""`tanya-spbe tune`: which weights would do better, by question files and by phrasings held back.

One weight after the other is tried at neighbouring values. A line is a point when right and costs some when answered
wrongly. A value is taken only when it gains on all lines, also where each fifth of them is judged by what the other
four would have chosen (a gain that hangs on a few lucky lines does not hold there), and loses on neither set."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from bot.authoring.ask import ask as reply_to
from bot.authoring.evaluate import ASKED_ON
from bot.authoring.judging import Verdict, judge, read_questions
from bot.authoring.tables import print_table
from bot.content import Content, ContentError, folders, load_content, names
from intents.load import WEIGHTS
from intents.matcher import Matcher
from intents.model import Phrasing
from intents.schema import WeightsEntry
from intents.weights import Weights

FACTORS = (0.8, 0.9, 1.1, 1.25)
"""From a weight to its neighbours."""
ROUNDS = 3
"""All weights are gone through at most so often."""
FOLDS = 5
WRONG_COSTS = 10.0
"""Points, in a question file: one wrong answer more outweighs ten refusals less."""
NEIGHBOUR_COSTS = 1.0
"""Points, of a phrasing held back: the intent that answers in its place is often one that tells the same."""
HELD_BACK = 5
"""One in so many phrasings of an intent is held back; one with fewer keeps all."""
HELD_OUT = 6
"""One in so many intents is left out altogether: what asks for it should not be answered."""
LEAST_GAIN = 3.0
"""Points. Less may be chance."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Points = NDArray[np.float64]
"""Of each line."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A set of lines that can be asked with any weights."""

    name: str
    ask: Callable[[Weights], list[Verdict]]
    wrong_costs: float

    def points(self, weights: Weights) -> Points:
        worth = {"right": 1.0, "wrong": -self.wrong_costs}
        return np.array([worth.get(verdict, 0.0) for verdict in self.ask(weights)])


@dataclass(frozen=True, slots=True)
class Change:
    """A weight that does better at another value."""

    name: str
    before: float
    after: float
    gain: float
    """In points."""
    held_out: float
    """The gain where each fold is judged by what the others would have chosen."""


def run_tune(
    files: Sequence[Path],
    *,
    writes: bool,
    wrong_costs: float = WRONG_COSTS,
    today: date | None = None,
    content_dir: Path | None = None,
) -> int:
    """Print what would change and what comes of it; write it when told to. 1 when a file cannot be used."""
    try:
        content = load_content(content_dir)
        questions = [question for path in files for question in read_questions(path)]
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    except (ContentError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1

    def ask(weights: Weights) -> list[Verdict]:
        weighed = content.weighed(weights)
        return [judge(each, reply_to(weighed, each.turns, today or ASKED_ON)).verdict for each in questions]

    sets = (Lines("questions", ask, wrong_costs), held_back(content))
    before = content.intents.base.weights
    after, changes = tune(sets, before)
    path = folders(content_dir)["intents"] / WEIGHTS
    if not changes:
        print("no weight does better at a neighbouring value, also on lines it was not chosen by")
        return 0
    print_table(
        ("weight", "is", "better", "points", "held out"),
        [
            (each.name, f"{each.before:g}", f"{each.after:g}", f"{each.gain:+g}", f"{each.held_out:+g}")
            for each in changes
        ],
    )
    print_table(
        ("lines", "with", *(verdict.replace("_", " ") for verdict in VERDICTS)),
        _counts(sets, {"is": before, "better": after}),
    )
    if not writes:
        print(f"a wrong answer costs {wrong_costs:g} points; nothing is changed: --write puts the values into {path}")
        return 0
    try:
        path.write_text(rewritten(path.read_text(encoding="utf-8"), after), encoding="utf-8")
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"written to {path}; look at the difference before you keep it")
    return 0


def tune(sets: Sequence[Lines], weights: Weights) -> tuple[Weights, list[Change]]:
    """Better weights, and each step to them."""
    owner = np.concatenate([np.full(len(lines.points(weights)), place) for place, lines in enumerate(sets)])
    changes: list[Change] = []
    points = _points(sets, weights)
    for _ in range(ROUNDS):
        changed = False
        for name in WeightsEntry.model_fields:
            tried = list(neighbours(weights, name))
            table = np.stack([points, *(_points(sets, each) for each in tried)])
            best, held_out = chosen(table, owner)
            if best:
                before, weights = weights, tried[best - 1]
                gain = float(table[best].sum() - points.sum())
                changes.append(Change(name, getattr(before, name), getattr(weights, name), gain, held_out))
                points, changed = table[best], True
        if not changed:
            break
    return weights, changes


def _points(sets: Sequence[Lines], weights: Weights) -> Points:
    return np.concatenate([lines.points(weights) for lines in sets])


def neighbours(weights: Weights, name: str) -> Iterator[Weights]:
    """The weights with other values of one, as far as a file may hold them."""
    value = getattr(weights, name)
    for near in dict.fromkeys(float(f"{value * factor:.2g}") for factor in FACTORS):
        try:
            WeightsEntry.model_validate({each: f"{number}" for each, number in {**asdict(weights), name: near}.items()})
        except ValidationError:
            continue
        if near != value:
            yield replace(weights, **{name: near})


def chosen(table: Points, owner: NDArray[np.int64]) -> tuple[int, float]:
    """The row to take of a table of values by lines, whose row 0 is how things are, and what it gains where each fold
    is judged by the choice of the others. `owner`: the set each line is of. Row 0 when no other gain holds."""
    best = _best(table, owner)
    folds = np.arange(table.shape[1]) % FOLDS
    held_out = 0.0
    for fold in range(FOLDS):
        others = folds != fold
        row = _best(table[:, others], owner[others])
        held_out += float((table[row] - table[0])[~others].sum())
    gain = min(held_out, float((table[best] - table[0]).sum()))
    return (best if gain >= LEAST_GAIN else 0), held_out


def _best(table: Points, owner: NDArray[np.int64]) -> int:
    """The row with the most points among those that lose on no set."""
    gains = np.stack([(table - table[0])[:, owner == place].sum(axis=1) for place in np.unique(owner)])
    return int(np.where((gains >= 0).all(axis=0), gains.sum(axis=0), -np.inf).argmax())


def held_back(content: Content) -> Lines:
    """Phrasings asked of a matcher that does not know them, nor their neighbours in the file, which the same line of
    alternatives may have made; of some intents it knows nothing at all."""
    base = content.intents.base
    unknown = frozenset(sorted(id for id, contract in base.contracts.items() if not contract.is_talk)[::HELD_OUT])
    asked: list[Phrasing] = []
    kept: list[Phrasing] = []
    for (intent, _), group in groupby(base.phrasings, key=lambda phrasing: (phrasing.intent, phrasing.lang)):
        own = list(group)
        if intent in unknown:
            asked.append(own[len(own) // 2])
            continue
        out = len(own) // HELD_BACK
        first = (len(own) - out) // 2
        asked.extend(own[first + out // 2 :][: min(out, 1)])
        kept.extend(own[:first] + own[first + out :])
    contracts = {id: contract for id, contract in base.contracts.items() if id not in unknown}
    evidence = {id: each for id, each in content.intents.evidence.items() if id not in unknown}
    without = Matcher(replace(base, contracts=contracts, phrasings=tuple(kept)), names(content.knowledge), evidence)

    def ask(weights: Weights) -> list[Verdict]:
        matcher = without.weighed(weights)
        return [_verdict(matcher, phrasing) for phrasing in asked]

    return Lines("phrasings held back", ask, NEIGHBOUR_COSTS)


def _verdict(matcher: Matcher, phrasing: Phrasing) -> Verdict:
    decision = matcher.understand(matcher.filled(phrasing), ASKED_ON).decision
    contract = matcher.base.contracts.get(phrasing.intent)
    if contract is None:
        return "wrong" if decision.outcome in ("answer", "smalltalk") else "right"
    if contract.refuse and decision.outcome == "refuse" and decision.refusal_class == contract.refuse:
        return "right"
    if decision.outcome in ("answer", "smalltalk") and decision.candidates[0].intent == phrasing.intent:
        return "right"
    if decision.outcome in ("answer", "smalltalk"):
        return "wrong"
    return "refused_though_answerable" if decision.outcome == "refuse" else "asked_back"


def _counts(sets: Sequence[Lines], all_weights: dict[str, Weights]) -> Iterator[list[str]]:
    for lines in sets:
        for name, weights in all_weights.items():
            counts = Counter(lines.ask(weights))
            yield [lines.name, name, *(str(counts[verdict]) for verdict in VERDICTS)]


def rewritten(text: str, weights: Weights) -> str:
    """The file with these values, all else as it was."""
    for name, value in asdict(weights).items():
        text = re.sub(rf'^(\s+{name}:\s*)"[^"]*"', rf'\g<1>"{value:g}"', text, count=1, flags=re.MULTILINE)
    return text
