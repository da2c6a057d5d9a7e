"""Content once read, kept for the next start: a file in the person's cache folder, named by all it was made from.

Only what this program wrote there is ever read back, and only while every content file and every module is the same."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

KEEP = 4
"""So many compiled contents stay, e.g. one for the shipped and some for edited ones."""


def cache_folder() -> Path | None:
    """Where compiled content is kept; None when this person has no home."""
    try:
        return Path.home() / ".cache" / "tanya-spbe"
    except RuntimeError:
        return None


def fingerprint(files: Iterable[Path]) -> str:
    """Changes when any of the files, the interpreter or its place does."""
    digest = hashlib.sha256(f"{sys.version}\0{sys.prefix}".encode())
    for path in sorted(files):
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def load(key: str) -> Any | None:
    """What was kept under `key`, or None. A file of somebody else's, or a broken one, is as good as none."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / f"{key}.pickle"
    try:
        if path.stat().st_uid != os.getuid():
            return None
        return pickle.loads(path.read_bytes())
    except Exception:  # whatever is wrong with a cache, the content can be read anew
        return None


def save(key: str, value: Any) -> None:
    """Keep `value` under `key` if that can be done; a start never fails for want of a cache."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(file.name).replace(folder / f"{key}.pickle")
        kept = sorted(folder.glob("*.pickle"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-KEEP]:
            path.unlink(missing_ok=True)
    except OSError:
        return
