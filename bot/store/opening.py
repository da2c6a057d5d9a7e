"""Opening the store: the engine, the schema brought up to date, old rows purged; and closing it again."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.settings import SettingsError
from bot.store.queries import DAY_SECONDS
from bot.store.secret import KEY_SUFFIX, kept_secret_key
from bot.store.store import Store

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT_SECONDS = 30
CONNECT_SECONDS = 10
MIGRATION_LOCK = 0x7A9A5BE
"""Any number that no other program locks in the same PostgreSQL database."""

log = structlog.get_logger("store")


class StoreError(Exception):
    """The database cannot be used now. One sentence, without its password."""


@asynccontextmanager
async def open_store(
    database_url: str, secret_key: bytes | None, now: Callable[[], float] = time.time
) -> AsyncIterator[Store]:
    """A store with its schema brought up to date and its old rows purged, then again each day.

    Without a `secret_key` it is the one in the file beside an SQLite database; a new one is written only once the
    database is found good. `now` gives seconds since 1970. Raises `SettingsError` when the address or the key is no
    good, `StoreError` when what is there cannot be used."""
    url = database_address(database_url)
    if secret_key is None and url.get_backend_name() != "sqlite":
        raise SettingsError(
            "SECRET_KEY: needed with a PostgreSQL DATABASE_URL; write 32 random characters, "
            "the same ones for every process"
        )
    _try_file(url)
    engine = _engine(url)
    try:
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
            store = Store(engine, secret_key or kept_secret_key(sqlite_file(url)), now)
            await store.purge()
        except (SQLAlchemyError, CommandError, OSError, TypeError, ValueError) as error:
            # TypeError and ValueError: an option in the address that the driver does not know.
            raise _sentence(url, error) from error
        daily = asyncio.create_task(_purge_daily(store))
        try:
            yield store
        finally:
            daily.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await daily
            await store.finish()
    finally:
        await engine.dispose()


def database_address(database_url: str) -> URL:
    """The address in its parts, the folder of an SQLite file made. Raises `SettingsError`."""
    try:
        url = make_url(database_url)
        url.get_dialect()
    except (ArgumentError, ValueError, ImportError):
        raise SettingsError(
            "DATABASE_URL: this is not an address the bot can use; write "
            '"sqlite+aiosqlite:///folder/file.db" or "postgresql+asyncpg://user:password@host/name"'
        ) from None
    if url.get_backend_name() == "sqlite" and (url.host or url.username or url.port):
        raise SettingsError(
            "DATABASE_URL: an SQLite address has no host; write three slashes before the file, or four before a path "
            'from the root, as in "sqlite+aiosqlite:///folder/file.db"'
        )
    if url.get_backend_name() == "sqlite" and url.query:
        raise SettingsError('DATABASE_URL: an SQLite address takes no options; leave out the "?" and what follows')
    file = sqlite_file(url)
    if file is not None:
        if not file.name or file.name == ".." or file.suffix == KEY_SUFFIX or "\0" in str(file):
            raise SettingsError(
                "DATABASE_URL: the database needs a file of its own; write its folder and name, as in "
                '"sqlite+aiosqlite:///folder/file.db"'
            )
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f'DATABASE_URL: the folder "{file.parent}" cannot be made ({error.strerror}); '
                "write the address of a file in a folder you may write to"
            ) from None
    return url


def sqlite_file(url: URL) -> Path | None:
    """Where the database is, if it is a file."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _try_file(url: URL) -> None:
    """Open the SQLite file once without aiosqlite, whose thread outlives a failure and then prints a traceback."""
    file = sqlite_file(url)
    if file is not None:
        try:
            with contextlib.closing(sqlite3.connect(file, timeout=LOCK_WAIT_SECONDS)) as connection:
                connection.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise _sentence(url, error) from error


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, hide_parameters=True, connect_args={"timeout": CONNECT_SECONDS})
    in_memory = sqlite_file(url) is None
    # One connection: SQLite has one writer anyway, and so nobody in this process ever waits in its lock with pauses.
    pool: dict[str, Any] = {} if in_memory else {"pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(
        url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS, "isolation_level": None}, **pool
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # IMMEDIATE takes the write lock at once: it waits for another process here, and cannot fail half-way. Schema
        # changes are inside the transaction too, which the sqlite3 module would not do by itself.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _migrate(connection: Connection) -> None:
    """Bring the schema up to date in the open transaction; a second starter waits, then finds nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
    config = Config()
    # Alembic reads "%" in an option as the start of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _purge_daily(store: Store) -> None:
    while True:
        await asyncio.sleep(DAY_SECONDS)
        try:
            await store.purge()
        except (SQLAlchemyError, OSError) as error:
            log.warning("purge_failed", error=type(error).__name__)


def _sentence(url: URL, error: Exception) -> SettingsError | StoreError:
    if isinstance(error, CommandError):
        return StoreError(
            "DATABASE_URL: this database was made by a newer version of the bot; update the bot or take another one"
        )
    cause = _cause(error)
    reason = getattr(cause, "strerror", None) or str(cause).partition("\n")[0] or type(cause).__name__
    place = sqlite_file(url)
    if place is None:
        return StoreError(
            f"DATABASE_URL: the database at {url.host or 'localhost'} cannot be used ({reason}); "
            "check that it runs and that name, user and password are right"
        )
    if "locked" in reason:
        return StoreError(f'DATABASE_URL: "{place}" is locked by another program; stop that one first')
    return SettingsError(
        f'DATABASE_URL: "{place}" cannot be used as a database ({reason}); '
        "write the address of an SQLite file, or of a new one, in a folder you may write to"
    )


def _cause(error: BaseException) -> BaseException:
    """What the driver said: SQLAlchemy's own text repeats the statement, its wrapper of asyncpg says nothing."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error
