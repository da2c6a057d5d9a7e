"""A content folder small enough to see through: tests/tiny with the real lexicons, weights, shapes and words."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "tiny"


def make_tiny_content(folder: Path) -> Path:
    """Copy the tiny content into `folder` and give it back."""
    for room in ("knowledge", "intents"):
        shutil.copytree(TINY / room, folder / room)
    shutil.copytree(ROOT / "bot" / "data", folder / "bot")
    for lang in ("id", "en"):
        (folder / "knowledge" / "text" / lang).mkdir(parents=True, exist_ok=True)
        for name in ("_shapes.yaml", "_units.yaml"):
            shutil.copy(ROOT / "knowledge" / "data" / "text" / lang / name, folder / "knowledge" / "text" / lang)
        shutil.copy(ROOT / "intents" / "data" / lang / "_lexicon.yaml", folder / "intents" / lang)
    shutil.copy(ROOT / "intents" / "data" / "weights.yaml", folder / "intents")
    return folder
