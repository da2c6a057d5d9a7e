"""docs/FORMATS.md is true: its examples have the form of their files, and it names every key that a file may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

import intents.schema
import knowledge.schema
from bot.authoring.judging import Question
from bot.words import WordsFile
from knowledge.load import validate
from knowledge.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
FORMATS = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
SHAPES: dict[str, type[BaseModel]] = {
    "sources/*.yaml": knowledge.schema.SourcesFile,
    "things/*.yaml": knowledge.schema.ThingsFile,
    "topics/*.yaml": knowledge.schema.TopicFile,
    "directory/<province>.yaml": knowledge.schema.DirectoryFile,
    "centres/*.yaml": knowledge.schema.CentresFile,
    "translations/<lang>.yaml": knowledge.schema.TranslationFile,
    "text/<lang>/*.yaml": knowledge.schema.WordingFile,
    "contracts/*.yaml": intents.schema.ContractsFile,
    "menu/*.yaml": intents.schema.MenuFile,
    "<lang>/*.yaml": intents.schema.WordsFile,
    "<lang>/_lexicon*.yaml": intents.schema.LexiconFile,
    "weights.yaml": intents.schema.WeightsFile,
    "words/<lang>.yaml": WordsFile,
}


def blocks() -> list[tuple[str, str]]:
    """(heading, YAML) of every example."""
    found = []
    for section in FORMATS.split("\n### ")[1:]:
        heading = section.split(":", 1)[0].split("\n", 1)[0]
        found += [(heading, block) for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]
    return found


def test_every_file_has_its_example() -> None:
    assert {heading for heading, _ in blocks()} == set(SHAPES)


@pytest.mark.parametrize(("heading", "block"), blocks(), ids=lambda value: value.split("\n")[0][:30])
def test_an_example_has_the_form_of_its_file(heading: str, block: str) -> None:
    file = read_yaml(block, heading)
    assert file.problems == []
    assert validate(file, SHAPES[heading], problems := []) is not None, [str(problem) for problem in problems]


@pytest.mark.parametrize("module", [knowledge.schema, intents.schema], ids=lambda module: module.__name__)
def test_every_key_is_named(module: object) -> None:
    shapes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, knowledge.schema.Strict)
    ]
    names = {key for shape in shapes for key in shape.model_fields}
    assert len(names) > 5
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", FORMATS)] == []


def test_the_question_of_contributing_has_the_form_of_its_file() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(- id:.*?)```", text, re.DOTALL)
    file = read_yaml(block, "CONTRIBUTING.md")
    assert file.problems == []
    assert [Question.model_validate(entry).id for entry in file.value] == ["q001"]


def test_what_is_left_out_is_told_by_facts_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.findall(r"^\|([^|]+)\|([^|]+)\|$", text.split("## Left out")[1].split("\n## ")[0], re.MULTILINE)
    told_by = {name for _, reason in table for name in re.findall(r"`([^`]+)`", reason)}
    named = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "knowledge" / "data" / "topics").glob("*.yaml")
    )
    assert len(told_by) > 30
    assert [name for name in sorted(told_by) if f"\n  {name}:" not in named] == []
