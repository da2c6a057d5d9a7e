"""The tables as SQLAlchemy sees them. `migrations/` makes them; a test holds the two together.

Times are whole seconds since 1970 UTC, the same number on every database. A `*_key` is a keyed hash, see `keys.py`.
Rows of a table with a `chat_key` go where their chat goes: they move with it and are deleted when the bot leaves."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, MetaData, SmallInteger, String, Table, Text

metadata = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"},
)

sessions = Table(
    "sessions",
    metadata,
    Column("member_key", String(64), primary_key=True),  # a person in a thread, without the chat: chats can move
    Column("chat_key", String(64), primary_key=True, index=True),
    Column("body", Text, nullable=False),  # bot.session.Session as JSON: intents and slots, no text of the person's
    Column("saved_at", BigInteger, nullable=False, index=True),
)

chat_settings = Table(
    "chat_settings",
    metadata,
    Column("chat_key", String(64), primary_key=True),
    Column("lang", String(8), nullable=True),
    Column("compact", Boolean, nullable=True),
    Column("ambient", Boolean, nullable=False),
    Column("quiet_from", SmallInteger, nullable=True),  # hours in Indonesia's capital
    Column("quiet_to", SmallInteger, nullable=True),
    Column("muted_until", BigInteger, nullable=True),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("chat_key", String(64), nullable=False),
    Column("asker_key", String(64), nullable=False),
    Column("question_message", BigInteger, nullable=True),  # the channel's number of a message within its chat
    Column("reply_message", BigInteger, nullable=True),
    Column("is_waiting", Boolean(create_constraint=False), nullable=False),
    Column("body", Text, nullable=False),  # ids of choices and a language as JSON, no text of the person's
    Column("at", BigInteger, nullable=False, index=True),
    Index("ix_answers_question", "chat_key", "question_message"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", String(16), primary_key=True),
    Column("voter_key", String(64), primary_key=True),
    Column("asked", Text, nullable=False),  # ids of choices, separated by spaces
    Column("vote", String(8), nullable=False),
    Column("reason", String(16), nullable=True),
    Column("at", BigInteger, nullable=False, index=True),
)

processed_updates = Table(
    "processed_updates",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    # SQLite counts up by itself only in a column declared exactly INTEGER.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("channel", String(64), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("intent", String(200), nullable=True),
    Column("decision", Text, nullable=False),
    Column("refusal_class", String(64), nullable=True),
    Column("score", Float, nullable=False),
    Column("margin", Float, nullable=False),
    Column("ms", Float, nullable=False),
    Column("content_version", String(64), nullable=False),
)
