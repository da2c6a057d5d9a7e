"""The store: what comes back, what survives, what is purged, and that nothing personal is kept in clear."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, Table, Text, create_engine, text
from sqlalchemy.exc import OperationalError

from bot.chat_settings import JAKARTA, ChatSettings, QuietHours
from bot.session import Session
from bot.settings import SettingsError
from bot.store import (
    Answer,
    SessionKey,
    Store,
    StoreError,
    TurnEntry,
    kept_secret_key,
    new_answer_id,
    open_store,
    queries,
)
from bot.store.tables import metadata

ROOT = Path(__file__).parents[2]
KEY = b"0123456789abcdef0123456789abcdef"
DAY_SECONDS = 86_400
ASKER = SessionKey("telegram", "-1001234567890", "77", "987654321")
TALKED = Session(intent="mpp.count", slots={"time": "2022-06"}, lang="id", at=datetime(2026, 11, 21, tzinfo=UTC))
ENTRY = TurnEntry(
    at=1_790_000_000,
    channel="telegram",
    lang="id",
    kind="answer",
    intent="mpp.count",
    decision="answer",
    refusal_class=None,
    score=97.5,
    margin=12.0,
    ms=1.4,
    content_version="abc123",
)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/var/tanya.db"


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    async with open_store(address, KEY) as opened:
        yield opened


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(address.partition(":///")[2])) as connection:
        return connection.execute(query).fetchall()


async def test_unknown_person_has_a_fresh_session(store: Store) -> None:
    assert await store.session(ASKER) == Session()


async def test_session_survives_a_restart(address: str) -> None:
    async with open_store(address, KEY) as store:
        await store.save_session(ASKER, Session(intent="dgcc.what"))
        await store.save_session(ASKER, TALKED)
    async with open_store(address, KEY) as store:
        assert await store.session(ASKER) == TALKED


@pytest.mark.parametrize(
    "other",
    [
        SessionKey("web", "-1001234567890", "77", "987654321"),
        SessionKey("telegram", "-1001234567891", "77", "987654321"),
        SessionKey("telegram", "-1001234567890", None, "987654321"),
        SessionKey("telegram", "-1001234567890", "77", "987654322"),
        SessionKey("telegram", "-10012345678907", "7", "987654321"),
    ],
)
async def test_session_belongs_to_one_person_in_one_thread(store: Store, other: SessionKey) -> None:
    await store.save_session(ASKER, TALKED)
    assert await store.session(other) == Session()


async def test_settings_of_a_chat_survive_a_restart(address: str) -> None:
    chosen = ChatSettings("en", compact=False, ambient=True, quiet=QuietHours(22, 6), muted_until=1_790_000_000)
    async with open_store(address, KEY) as store:
        assert await store.chat_settings("telegram", "5") == ChatSettings()
        await store.save_chat_settings("telegram", "5", chosen)
        assert await store.chat_settings("telegram", "5") == chosen
    async with open_store(address, KEY) as store:
        assert await store.chat_settings("telegram", "5") == chosen
        assert await store.chat_settings("telegram", "6") == ChatSettings()
        await store.save_chat_settings("telegram", "5", ChatSettings())
        assert await store.chat_settings("telegram", "5") == ChatSettings()


async def test_settings_in_memory_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.store.SETTINGS_IN_MEMORY", 2)
    for chat in ("1", "2", "3"):
        await store.save_chat_settings("telegram", chat, ChatSettings(lang=chat))
    for chat in ("1", "2", "3", "1"):
        assert (await store.chat_settings("telegram", chat)).lang == chat
    assert len(store._settings) == 2


async def test_settings_that_could_not_be_saved_are_not_used(store: Store) -> None:
    with pytest.raises(Exception, match="encode"):
        await store.save_chat_settings("telegram", "5", ChatSettings(lang="\ud800"))
    assert await store.chat_settings("telegram", "5") == ChatSettings()


async def test_chat_moves_with_all_that_is_kept_of_it(store: Store, address: str) -> None:
    group, supergroup = "-4001", "-1004001"
    member, admin = SessionKey("telegram", group, None, "501"), SessionKey("telegram", group, None, group)
    for key in (member, admin):
        await store.save_session(key, TALKED)
    await store.save_chat_settings("telegram", group, ChatSettings(lang="en"))
    by_admin, by_member = answer_of(store, group, group), answer_of(store, group, "501")
    for answer in (by_admin, by_member):
        await store.remember_answer(answer)
    for _ in range(2):  # Telegram tells it twice
        await store.move_chat("telegram", group, supergroup)
        assert await store.session(replace(member, chat=supergroup)) == TALKED
        assert await store.session(SessionKey("telegram", supergroup, None, supergroup)) == TALKED
        assert (await store.chat_settings("telegram", supergroup)).lang == "en"
        async with open_store(address, KEY) as restarted:
            assert await restarted.session(member) == await restarted.session(admin) == Session()
            assert await restarted.chat_settings("telegram", group) == ChatSettings()
        for answer, asker in ((by_admin, supergroup), (by_member, "501")):
            moved = await store.answer(answer.id)
            assert moved is not None
            assert moved.chat_key == store.chat_key("telegram", supergroup)
            assert moved.asker_key == store.asker_key("telegram", asker)


async def test_what_was_under_way_when_a_chat_moved_belongs_to_the_new_one(store: Store) -> None:
    before, after = SessionKey("telegram", "-4001", None, "501"), SessionKey("telegram", "-1004001", None, "501")
    await store.save_chat_settings("telegram", "-4001", ChatSettings(lang="en"))
    await store.move_chat("telegram", "-4001", "-1004001")
    assert (await store.chat_settings("telegram", "-4001")).lang == "en"
    await store.save_session(before, TALKED)
    assert await store.session(before) == await store.session(after) == TALKED
    await store.forget_chat("telegram", "-4001")  # the bot left the old group, which is no more
    assert await store.session(after) == TALKED
    await store.forget_chat("telegram", "-1004001")
    assert await store.session(after) == Session()


async def test_what_is_asked_around_a_move_finds_what_is_kept(store: Store) -> None:
    before, after = SessionKey("telegram", "-4001", None, "501"), SessionKey("telegram", "-1004001", None, "501")
    await store.save_session(before, TALKED)
    asked_before = asyncio.create_task(store.session(before))
    await asyncio.sleep(0)
    move = asyncio.create_task(store.move_chat("telegram", "-4001", "-1004001"))
    await asyncio.sleep(0)
    asked_after = [asyncio.create_task(store.session(key)) for key in (before, after)]
    await move
    assert await asyncio.gather(asked_before, *asked_after) == [TALKED] * 3


async def test_what_a_moved_chat_has_already_stays(store: Store) -> None:
    before, after = SessionKey("telegram", "-4001", None, "501"), SessionKey("telegram", "-1004001", None, "501")
    await store.save_session(before, TALKED)
    await store.save_session(after, Session(intent="dgcc.what"))
    await store.save_chat_settings("telegram", "-4001", ChatSettings(lang="en"))
    await store.save_chat_settings("telegram", "-1004001", ChatSettings(lang="id"))
    await store.move_chat("telegram", "-4001", "-1004001")
    assert (await store.session(after)).intent == "dgcc.what"
    assert (await store.chat_settings("telegram", "-1004001")).lang == "id"
    assert await store.session(before) == await store.session(after)


async def test_move_that_fails_half_way_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    key = SessionKey("telegram", "-4001", None, "501")
    await store.save_session(key, TALKED)
    await store.save_chat_settings("telegram", "-4001", ChatSettings(lang="en"))
    tables = queries._of_chats()
    monkeypatch.setattr(queries, "_of_chats", lambda: [*tables, Table("gone", MetaData(), Column("chat_key", Text))])
    with pytest.raises(OperationalError):
        await store.move_chat("telegram", "-4001", "-1004001")
    assert await store.session(key) == TALKED
    assert (await store.chat_settings("telegram", "-4001")).lang == "en"


async def test_nothing_is_left_of_a_chat_that_is_forgotten(address: str) -> None:
    async with open_store(address, KEY) as store:
        for chat in ("-4001", "-4002"):
            await store.save_session(SessionKey("telegram", chat, "7", "501"), TALKED)
            await store.save_chat_settings("telegram", chat, ChatSettings(ambient=True))
            await store.remember_answer(answer_of(store, chat))
        await store.forget_chat("telegram", "-4001")
        assert await store.chat_settings("telegram", "-4001") == ChatSettings()
    for table in ("sessions", "chat_settings", "answers"):
        assert rows(address, f"select count(*) from {table}") == [(1,)]


def test_rows_of_a_chat_have_its_key() -> None:
    """Else they would stay behind when the chat moves or is forgotten."""
    without = {table.name for table in metadata.sorted_tables if "chat_key" not in table.c}
    assert without == {"processed_updates", "turns", "feedback"}


@pytest.mark.parametrize(
    ("start", "end", "hour", "is_quiet"),
    [(22, 6, 23, True), (22, 6, 5, True), (22, 6, 6, False), (22, 6, 21, False), (1, 3, 2, True), (1, 3, 0, False)],
)
def test_quiet_hours_are_those_of_jakarta(start: int, end: int, hour: int, is_quiet: bool) -> None:
    at = datetime(2026, 11, 21, hour, 59, tzinfo=JAKARTA).astimezone(UTC)
    assert ChatSettings(quiet=QuietHours(start, end)).is_quiet(at) == is_quiet


def test_silence_ends() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    settings = ChatSettings(muted_until=int(at.timestamp()))
    assert settings.is_muted(at - timedelta(seconds=1))
    assert not settings.is_muted(at)


def answer_of(store: Store, chat: str = "5", asker: str = "6", **more: Any) -> Answer:
    return Answer(
        **{
            "id": new_answer_id(),
            "chat_key": store.chat_key("telegram", chat),
            "asker_key": store.asker_key("telegram", asker),
            "lang": "id",
            "asked": ("mpp.count?time=2022-06",),
            "choices": ("mpp.law", "chart:mpp.count"),
            "question_message": 7,
            "reply_message": 8,
            **more,
        }
    )


async def test_answer_survives_a_restart(address: str) -> None:
    async with open_store(address, KEY) as store:
        kept = answer_of(store, is_for_asker=True, is_picture=True)
        await store.remember_answer(kept)
    async with open_store(address, KEY) as store:
        assert await store.answer(kept.id) == kept
        assert kept.asker_key == store.asker_key("telegram", "6") != store.asker_key("telegram", "7")


def test_id_of_an_answer_may_stand_in_a_link() -> None:
    ids = {new_answer_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{12}", id) for id in ids)


async def test_unknown_answer_is_none(store: Store) -> None:
    assert await store.answer("AAAAAAAAAAAA") is None
    assert await store.answer_to(store.chat_key("telegram", "5"), 7) is None


async def test_answer_is_found_by_its_question(store: Store) -> None:
    await store.remember_answer(answer_of(store, chat="-1", reply_message=11))
    await store.remember_answer(answer_of(store, chat="-2", reply_message=12))
    found = await asyncio.gather(*(store.answer_to(store.chat_key("telegram", chat), 7) for chat in ("-1", "-2", "-3")))
    assert [answer and answer.reply_message for answer in found] == [11, 12, None]


async def test_answer_may_change(store: Store) -> None:
    first = answer_of(store)
    await store.remember_answer(first)
    await store.remember_answer(replace(first, asked=("egdi.rank",)))
    found = await store.answer(first.id)
    assert found is not None
    assert found.asked == ("egdi.rank",)


async def test_what_was_held_back_is_handed_out_once_and_only_to_its_asker(store: Store) -> None:
    waiting = [answer_of(store, asked=(name,), is_waiting=True, reply_message=None) for name in ("a", "b")]
    for answer in (*waiting, answer_of(store), answer_of(store, asker="9", is_waiting=True)):
        await store.remember_answer(answer)
    chat, asker = waiting[0].chat_key, waiting[0].asker_key
    assert await store.take_waiting(store.chat_key("telegram", "-8"), asker) == []
    assert [answer.asked for answer in await store.take_waiting(chat, asker)] == [("a",), ("b",)]
    assert await store.take_waiting(chat, asker) == []


async def test_what_was_held_back_waits_an_hour(address: str) -> None:
    clock = [1_790_000_000.0]
    async with open_store(address, KEY, now=lambda: clock[0]) as store:
        answer = answer_of(store, is_waiting=True)
        await store.remember_answer(answer)
        clock[0] += 3601
        assert await store.take_waiting(answer.chat_key, answer.asker_key) == []


async def test_vote_counts_once_for_each_person(store: Store, address: str) -> None:
    answer = answer_of(store)
    await store.vote(answer, "telegram", "6", "up")
    await store.vote(answer, "telegram", "7", "up")
    await store.vote(answer, "telegram", "6", "down", "figure")
    assert sorted(rows(address, "select vote, reason, asked from feedback")) == [
        ("down", "figure", "mpp.count?time=2022-06"),
        ("up", None, "mpp.count?time=2022-06"),
    ]


async def test_votes_of_one_person_cannot_be_told_to_be_theirs(store: Store, address: str) -> None:
    for _ in range(2):
        await store.vote(answer_of(store), "telegram", "6", "up")
    assert rows(address, "select count(distinct voter_key) from feedback") == [(2,)]


async def test_update_is_new_once_also_after_a_restart(address: str) -> None:
    async with open_store(address, KEY) as store:
        assert await store.is_new_update("telegram:1", 900)
        assert not await store.is_new_update("telegram:1", 900)
        assert await store.is_new_update("telegram:2", 900)
    async with open_store(address, KEY) as store:
        assert not await store.is_new_update("telegram:1", 900)


async def test_of_many_at_once_each_gets_its_own_result(store: Store) -> None:
    keys = [SessionKey("telegram", str(number), None, "1") for number in range(1_200)]
    await asyncio.gather(*(store.save_session(key, Session(intent=key.chat)) for key in keys))
    sessions = await asyncio.gather(*(store.session(key) for key in keys))
    assert [session.intent for session in sessions] == [key.chat for key in keys]
    news = await asyncio.gather(*(store.is_new_update("telegram", number // 2) for number in range(1_200)))
    assert news == [number % 2 == 0 for number in range(1_200)]


async def test_bad_item_does_not_fail_its_neighbours(store: Store) -> None:
    bad = Session(intent="\ud800")  # half a character: no database takes it
    results = await asyncio.gather(
        store.save_session(ASKER, TALKED),
        store.save_chat_settings("telegram", "1", ChatSettings(lang=bad.intent)),
        store.log_turn(ENTRY),
        return_exceptions=True,
    )
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert await store.session(ASKER) == TALKED


async def test_nothing_personal_is_in_the_files(address: str, tmp_path: Path) -> None:
    async with open_store(address, KEY) as store:
        await store.save_session(ASKER, TALKED)
        await store.save_chat_settings("telegram", ASKER.chat, ChatSettings("en"))
        answer = answer_of(store, ASKER.chat, ASKER.user)
        await store.remember_answer(answer)
        await store.vote(answer, "telegram", ASKER.user, "up")
        await store.is_new_update("telegram", 1)
        await store.log_turn(ENTRY)
        kept = b"".join(file.read_bytes() for file in (tmp_path / "var").iterdir())
    assert TALKED.to_json().encode() in kept  # so the bytes searched are the right ones
    for personal in (ASKER.chat, ASKER.user, KEY.decode()):
        assert personal.encode() not in kept
    assert int(ASKER.user).to_bytes(4, "big") not in kept


async def test_hashes_depend_on_the_key(address: str) -> None:
    for key in (KEY, KEY[::-1]):
        async with open_store(address, key) as store:
            assert await store.session(ASKER) == Session()
            await store.save_session(ASKER, TALKED)
    assert rows(address, "select count(distinct chat_key) from sessions") == [(2,)]


async def test_log_of_turns_has_no_text_and_no_person(address: str) -> None:
    async with open_store(address, KEY) as store:
        await store.log_turn(ENTRY)
    (row,) = rows(address, "select * from turns")
    assert row[1:] == (
        1_790_000_000,
        "telegram",
        "id",
        "answer",
        "mpp.count",
        "answer",
        None,
        97.5,
        12.0,
        1.4,
        "abc123",
    )


@pytest.mark.parametrize(
    ("days", "left"),
    [(0.9, (1, 1, 1, 1, 1)), (6.9, (0, 1, 1, 1, 1)), (89, (0, 1, 1, 0, 1)), (399, (0, 0, 1, 0, 1)), (401, (0,) * 5)],
)
async def test_old_rows_are_purged_at_start(address: str, days: float, left: tuple[int, ...]) -> None:
    then = 1_790_000_000.0
    async with open_store(address, KEY, now=lambda: then) as store:
        await store.save_session(ASKER, TALKED)
        await store.remember_answer(answer_of(store))
        await store.vote(answer_of(store), "telegram", "6", "down", "old")
        await store.is_new_update("telegram", 1)
        await store.log_turn(ENTRY)
    async with open_store(address, KEY, now=lambda: then + days * DAY_SECONDS):
        pass
    tables = ("sessions", "answers", "feedback", "processed_updates", "turns")
    assert tuple(rows(address, f"select count(*) from {table}")[0][0] for table in tables) == left


async def test_migrations_make_the_tables_the_code_uses(address: str) -> None:
    async with open_store(address, KEY):
        pass
    engine = create_engine(address.replace("+aiosqlite", ""))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    engine.dispose()


async def test_database_is_in_wal_mode(store: Store, address: str) -> None:
    assert rows(address, "pragma journal_mode") == [("wal",)]


def test_two_processes_may_start_at_once(tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path}/tanya.db"
    program = (
        "import asyncio, sys\n"
        "from bot.store import SessionKey, open_store\n"
        "from bot.session import Session\n"
        "async def main():\n"
        "    async with open_store(sys.argv[1], None) as store:\n"
        "        await store.is_new_update('telegram', 1)\n"
        "        await store.save_session(SessionKey('web', 'c', None, 'u'), Session())\n"
        "asyncio.run(main())\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, address], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        process.communicate(timeout=60)
    assert [process.returncode for process in started] == [0] * 4
    assert rows(address, "select count(*) from processed_updates") == [(1,)]
    assert rows(address, "select count(*) from sessions") == [(1,)]  # with two keys it would be two


def test_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = kept_secret_key(tmp_path / "tanya.db")
    file = tmp_path / "tanya.key"
    assert len(key) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept_secret_key(tmp_path / "tanya.db") == key
    assert [entry.name for entry in tmp_path.iterdir()] == ["tanya.key"]


def test_damaged_key_file_is_a_sentence_and_is_kept(tmp_path: Path) -> None:
    kept_secret_key(tmp_path / "tanya.db")
    file = tmp_path / "tanya.key"
    file.write_text("short", encoding="ascii")
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: the key file .* is damaged"):
        kept_secret_key(tmp_path / "tanya.db")
    assert file.read_text(encoding="ascii") == "short"


async def test_postgresql_needs_a_secret_key() -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: needed with a PostgreSQL DATABASE_URL"):
        async with open_store("postgresql+asyncpg://user:hidden@host/name", None):
            pass


def test_database_in_memory_needs_no_key_file() -> None:
    assert len(kept_secret_key(None)) == 32


async def test_the_key_is_written_only_beside_a_database_that_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "tanya.db").write_text("a diary, no database", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: "):
        async with open_store(f"sqlite+aiosqlite:///{tmp_path}/tanya.db", None):
            pass
    assert os.listdir(tmp_path) == ["tanya.db"]


@pytest.mark.parametrize(
    "rest",
    ["/.", "/..", "/folder/..", "//", "//dev", "host/a", "user@host/a", ":1/a", "/a.key", "/a%00b", "/a?x=1"],
)
async def test_an_odd_sqlite_address_is_a_sentence(rest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: .*"):
        async with open_store(f"sqlite+aiosqlite://{rest}", None):
            pass
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".key")]


async def test_database_in_memory_works() -> None:
    async with open_store("sqlite+aiosqlite://", KEY) as store:
        await store.save_session(ASKER, TALKED)
        assert await store.session(ASKER) == TALKED


async def sentence_of(address: str) -> str:
    with pytest.raises((SettingsError, StoreError)) as caught:
        async with open_store(address, KEY):
            pass
    assert str(caught.value).startswith("DATABASE_URL: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be made" in await sentence_of(f"sqlite+aiosqlite:///{tmp_path}/file/tanya.db")


async def test_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tanya.db").write_text("my shopping list, which is longer than a header\n" * 100, encoding="utf-8")
    assert "not a database" in await sentence_of(f"sqlite+aiosqlite:///{tmp_path}/tanya.db")
    assert (tmp_path / "tanya.db").read_text(encoding="utf-8").startswith("my shopping list")


async def test_folder_in_place_of_the_database_is_a_sentence(tmp_path: Path) -> None:
    assert "cannot be used as a database" in await sentence_of(f"sqlite+aiosqlite:///{tmp_path}")


async def test_options_in_an_sqlite_address_are_a_sentence(tmp_path: Path) -> None:
    assert "takes no options" in await sentence_of(f"sqlite+aiosqlite:///{tmp_path}/tanya.db?mode=ro")


async def test_unknown_option_of_a_server_is_a_sentence() -> None:
    assert "nonsense" in await sentence_of("postgresql+asyncpg://user:hidden@127.0.0.1:1/name?nonsense=1")


async def test_server_that_is_not_there_is_a_sentence_without_the_password() -> None:
    sentence = await sentence_of("postgresql+asyncpg://user:hidden@127.0.0.1:1/name")
    assert "127.0.0.1" in sentence
    assert "hidden" not in sentence


async def test_database_of_a_newer_version_is_a_sentence(address: str) -> None:
    async with open_store(address, KEY):
        pass
    with contextlib.closing(sqlite3.connect(address.partition(":///")[2])) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    assert "newer version" in await sentence_of(address)


async def test_database_of_the_first_version_keeps_its_settings(address: str, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot" / "store" / "migrations"))
    engine = create_engine(address.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("insert into chat_settings values ('a', 'en')"))
        connection.execute(
            text("insert into buttons values ('AAAAAAAAAAAAAAAA', 'telegram', 'x', 'X', 'k', 4000000000)")
        )
    engine.dispose()
    async with open_store(address, KEY):
        pass
    assert rows(address, "select lang, ambient, compact from chat_settings") == [("en", 0, None)]
