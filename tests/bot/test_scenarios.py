"""The stories of tests/scenarios, played with the shipped content, the real store and a clock that the story moves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content import Content, load_content
from tests.standin.stage import play
from tests.standin.stories import KINDS, Room, Story, read_story

SCENARIOS = Path(__file__).parents[1] / "scenarios"
ROOT = SCENARIOS.parents[1]
STORIES = sorted(SCENARIOS.glob("*.yaml"))

pytestmark = pytest.mark.filterwarnings(
    # The library warns whoever makes a RetryAfter, which is itself.
    "ignore:.*attribute `retry_after` will be of type:DeprecationWarning"
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path, content: Content, tmp_path: Path) -> None:
    play(read_story(ROOT, path), content, tmp_path)


def test_every_key_of_a_story_is_described() -> None:
    described = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    keys = {field.alias or name for model in (Story, Room, *KINDS) for name, field in model.model_fields.items()}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", described)] == []
