from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.noise import with_typos
from bench.public import engine, main, measure, trials
from intents.load import data_folder, load_intents

THINGS = {"card": "lost card", "water": "water bill", "parking": "parking permit", "library": "library book"}
ASKED = ("where do I report my {}", "how much does a {} cost", "I need help with the {} please")
TRIED = ("please tell me about the {} I have", "my {} is a problem")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of four intents, with two lines that none is meant by."""
    rows = [(line.format(thing), intent, "train") for intent, thing in THINGS.items() for line in ASKED]
    rows += [(line.format(thing), intent, "test") for intent, thing in THINGS.items() for line in TRIED]
    rows += [("who won the football match", "oos", "test"), ("recommend a good movie", "oos", "test")]
    _write(tmp_path / "town.jsonl", rows)
    _write(
        tmp_path / "town_fewshot.jsonl", [(text, intent, "train_5") for text, intent, split in rows if split == "train"]
    )
    return tmp_path


def _write(path: Path, rows: list[tuple[str, str, str]]) -> None:
    lines = (json.dumps({"text": text, "intent": intent, "split": split}) for text, intent, split in rows)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_the_engine_beats_chance(folder: Path) -> None:
    trial = trials(folder, 100)[0]
    base, _ = load_intents(data_folder())
    result = measure(engine(trial.train, base), trial)
    assert result.accuracy > 2 / len(THINGS)
    assert result.auroc is not None
    assert result.auroc > 0.5


def test_every_method_stands_in_the_table(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    main([str(folder)])
    printed = capsys.readouterr().out
    assert printed.count("light engine") == len(trials(folder, 100)) == 2
    assert printed.count("BM25") == 2


def test_the_same_line_gets_the_same_slips() -> None:
    lines = [line.format(thing) for thing in THINGS.values() for line in ASKED]
    typed = [with_typos(line) for line in lines]
    assert typed == [with_typos(line) for line in lines]
    assert typed != lines
