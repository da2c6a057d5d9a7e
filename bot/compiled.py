"""Content once read, kept for the next start: a file in a folder of the person's own, named by all it was made from.

Only what this program wrote there is ever read back, and only while every content file and every module is the same."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

KEEP = 4
"""So many compiled contents stay, e.g. one for the shipped and some for edited ones."""


def cache_folder() -> Path | None:
    """Where compiled content is kept, made if it was not there: in the person's home, else, as for a service that has
    none, a folder of theirs among the temporary files. None when neither is there or safe."""
    for folder in (_in_home(), _among_temporary_files()):
        if folder is not None and _is_ours(folder):
            return folder
    return None


def _in_home() -> Path | None:
    try:
        return Path.home() / ".cache" / "tanya-spbe"
    except RuntimeError:
        return None


def _among_temporary_files() -> Path | None:
    return Path(tempfile.gettempdir()) / f"tanya-spbe-{os.getuid()}" if hasattr(os, "getuid") else None


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder only this person can write to: what is read back from it is run."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        about = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    is_private = stat.S_IMODE(about.st_mode) & 0o077 == 0
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and is_private and os.access(folder, os.W_OK)


def fingerprint(files: Iterable[Path]) -> str | None:
    """Changes when any of the files, the interpreter or its place does. None when one cannot be read."""
    digest = hashlib.sha256(f"{sys.version}\0{sys.prefix}".encode())
    for path in sorted(files):
        digest.update(f"{path}\0".encode())
        try:
            digest.update(path.read_bytes())
        except OSError:
            return None
    return digest.hexdigest()[:24]


def load(key: str) -> Any | None:
    """What was kept under `key`, or None. A file of somebody else's, or a broken one, is as good as none."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / f"{key}.pickle"
    try:
        kept = path.read_bytes()
        gc.disable()  # it would look through half of what is read again and again
        try:
            value = pickle.loads(kept)
        finally:
            gc.enable()
        gc.freeze()  # nor need it ever look at that: content stays until the process ends
        return value
    except Exception:  # whatever is wrong with a cache, the content can be read anew
        return None


def save(key: str, value: Any) -> None:
    """Keep `value` under `key` if that can be done; a start never fails for want of a cache."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        # The suffix lets what an ended process left half-written be cleared away in its turn.
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".pickle", delete=False) as file:
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(file.name).replace(folder / f"{key}.pickle")
        kept = sorted(folder.glob("*.pickle"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-KEEP]:
            path.unlink(missing_ok=True)
    except OSError:
        return
