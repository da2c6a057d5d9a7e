"""The secret key of the hashes, when the operator has set none: a file beside the SQLite database."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from bot.settings import SettingsError

KEY_BYTES = 32
KEY_SUFFIX = ".key"


def kept_secret_key(database: Path | None) -> bytes:
    """The key in the file beside the database, made now if there is none (mode 0600); random for one in memory.

    Raises `SettingsError` for a file that cannot be used."""
    if database is None:
        return secrets.token_bytes(KEY_BYTES)
    file = database.with_suffix(KEY_SUFFIX)
    try:
        if not file.exists():
            _make(file)
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsError(
            f'SECRET_KEY: the key file "{file}" cannot be used ({error.strerror}); '
            "make its folder writable, or set SECRET_KEY"
        ) from None
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise SettingsError(
            f'SECRET_KEY: the key file "{file}" is damaged; restore it from a backup, or remove it (the bot then '
            "no longer recognises earlier conversations and buttons)"
        )
    return key


def _make(file: Path) -> None:
    """Appears complete or not at all; of two processes that start at once, both read the file of the first."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as draft:
            draft.write(secrets.token_hex(KEY_BYTES) + "\n")
            draft.flush()
            os.fsync(draft.fileno())
        try:
            os.link(name, file)
        except FileExistsError:
            return
    finally:
        os.unlink(name)
