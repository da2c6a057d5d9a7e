"""The tiny content, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Knowledge, load_knowledge
from tests.tiny_content import make_tiny_content


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder: Path = make_tiny_content(tmp_path_factory.mktemp("tiny"))
    knowledge, problems = load_knowledge(folder / "knowledge")
    assert [str(problem) for problem in problems] == []
    return knowledge
