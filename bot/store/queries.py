"""The SQL, each statement for many rows at once: one result for each item, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, exists, false, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import answers, chat_settings, feedback, metadata, processed_updates, sessions, turns

Row = Mapping[str, Any]
DAY_SECONDS = 86_400
KEPT_DAYS: Mapping[Column[int], int] = {
    sessions.c.saved_at: 1,
    answers.c.at: 90,
    feedback.c.at: 400,
    processed_updates.c.seen_at: 7,
    turns.c.at: 400,
}
"""How long a row is kept, by the column that says how old it is."""


async def read_sessions(connection: AsyncConnection, keys: Sequence[tuple[str, str]]) -> Sequence[str | None]:
    """A key is that of the member and that of the chat."""
    # By member alone: SQLite finds no pairs by their index, and hardly anybody is in several chats.
    members = sorted({member for member, _ in keys})
    found = await connection.execute(select(sessions).where(sessions.c.member_key.in_(members)))
    bodies = {(row.member_key, row.chat_key): row.body for row in found}
    return [bodies.get(key) for key in keys]


async def write_sessions(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[None]:
    await _insert_or_update(connection, sessions, rows)
    return [None] * len(rows)


async def read_chat_settings(connection: AsyncConnection, keys: Sequence[str]) -> Sequence[Row | None]:
    found = await connection.execute(select(chat_settings).where(chat_settings.c.chat_key.in_(sorted(set(keys)))))
    rows: dict[str, Row] = {row["chat_key"]: dict(row) for row in found.mappings()}
    return [rows.get(key) for key in keys]


async def write_chat_settings(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[None]:
    await _insert_or_update(connection, chat_settings, rows)
    return [None] * len(rows)


async def move_chats(connection: AsyncConnection, moves: Sequence[Row]) -> Sequence[None]:
    """An item names, by column, the keys that become others: {"chat_key": (old, new), "asker_key": (old, new)...}.

    Where the chat has rows of its own by now, these stay and the old ones are deleted."""
    for move in moves:
        for table in _of_chats():
            old, new = move["chat_key"]
            mine = table.c.chat_key == old
            for name, (was, becomes) in move.items():
                if name in table.c and name != "chat_key":
                    await connection.execute(update(table).where(mine, table.c[name] == was).values({name: becomes}))
            await connection.execute(update(table).where(mine, ~_taken(table, new)).values(chat_key=new))
            await connection.execute(delete(table).where(mine))
    return [None] * len(moves)


async def forget_chats(connection: AsyncConnection, keys: Sequence[str]) -> Sequence[None]:
    for table in _of_chats():
        await connection.execute(delete(table).where(table.c.chat_key.in_(sorted(set(keys)))))
    return [None] * len(keys)


async def write_answers(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[None]:
    await _insert_or_update(connection, answers, rows)
    return [None] * len(rows)


async def read_answers(connection: AsyncConnection, ids: Sequence[str]) -> Sequence[Row | None]:
    found = await connection.execute(select(answers).where(answers.c.id.in_(sorted(set(ids)))))
    rows: dict[str, Row] = {row["id"]: dict(row) for row in found.mappings()}
    return [rows.get(id) for id in ids]


async def read_answers_to(connection: AsyncConnection, questions: Sequence[tuple[str, int]]) -> Sequence[Row | None]:
    """An item is the key of a chat and the number of a message in it."""
    # Not by pairs: SQLite does not find them by their index.
    chats, messages = (sorted(set(keys)) for keys in zip(*questions, strict=True))
    asked = and_(answers.c.chat_key.in_(chats), answers.c.question_message.in_(messages))
    found = await connection.execute(select(answers).where(asked).order_by(answers.c.at))
    rows: dict[tuple[str, int], Row] = {
        (row["chat_key"], row["question_message"]): dict(row) for row in found.mappings()
    }
    return [rows.get(question) for question in questions]


async def take_waiting_answers(
    connection: AsyncConnection, askers: Sequence[tuple[str, str, int]]
) -> Sequence[Sequence[Row]]:
    """An item is the keys of a chat and an asker, and the time from which on. What is taken waits no more."""
    results = []
    for chat_key, asker_key, since in askers:
        theirs = and_(
            answers.c.chat_key == chat_key,
            answers.c.asker_key == asker_key,
            answers.c.is_waiting,
            answers.c.at >= since,
        )
        found = await connection.execute(select(answers).where(theirs).order_by(answers.c.at))
        results.append([dict(row) for row in found.mappings()])
        await connection.execute(update(answers).where(theirs).values(is_waiting=False))
    return results


async def write_feedback(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[None]:
    await _insert_or_update(connection, feedback, rows)
    return [None] * len(rows)


async def note_updates(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[bool]:
    """True for the first row of each update that the table did not hold yet."""
    statement = (
        _dialect(connection)
        .insert(processed_updates)
        .on_conflict_do_nothing()
        .returning(processed_updates.c.channel, processed_updates.c.update_id)
    )
    unseen = {(row["channel"], row["update_id"]): row for row in rows}
    added = {tuple(row) for row in await connection.execute(statement, [unseen[key] for key in sorted(unseen)])}
    is_new = []
    for row in rows:
        key = (row["channel"], row["update_id"])
        is_new.append(key in added)
        added.discard(key)
    return is_new


async def write_turns(connection: AsyncConnection, rows: Sequence[Row]) -> Sequence[None]:
    await connection.execute(insert(turns), list(rows))
    return [None] * len(rows)


async def purge(connection: AsyncConnection, moments: Sequence[int]) -> Sequence[None]:
    """An item is the time now, in seconds since 1970: rows older than they may be kept then are deleted."""
    for column, days in KEPT_DAYS.items():
        await connection.execute(delete(column.table).where(column < max(moments) - days * DAY_SECONDS))
    return [None] * len(moments)


def _of_chats() -> list[Table]:
    return [table for table in metadata.sorted_tables if "chat_key" in table.c]


def _taken(table: Table, chat_key: str) -> ColumnElement[bool]:
    """Whether the chat of this key has a row already that the row would collide with."""
    if "chat_key" not in table.primary_key.columns:
        return false()
    other = table.alias()
    same = [other.c[column.name] == column for column in table.primary_key if column.name != "chat_key"]
    return exists().where(other.c.chat_key == chat_key, *same)


async def _insert_or_update(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    keys = [column.name for column in table.primary_key]
    # The last row of a key wins; sorted, so that two processes lock rows in the same order.
    last = {tuple(row[key] for key in keys): row for row in rows}
    if not last:
        return
    statement = _dialect(connection).insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: statement.excluded[column.name] for column in table.c if column.name not in keys},
    )
    await connection.execute(statement, [last[key] for key in sorted(last)])


def _dialect(connection: AsyncConnection) -> Any:
    """SQLite and PostgreSQL spell INSERT ... ON CONFLICT the same; SQLAlchemy keeps it in two modules."""
    return sqlite if connection.dialect.name == "sqlite" else postgresql
