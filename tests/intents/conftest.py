"""A matcher over the tiny content."""

from __future__ import annotations

import pytest

from bot.content import Content, load_content
from tests.tiny_content import make_tiny_content


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load_content(make_tiny_content(tmp_path_factory.mktemp("tiny")))
