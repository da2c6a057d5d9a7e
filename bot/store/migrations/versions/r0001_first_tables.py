"""Sessions, chat settings, buttons, processed updates and the log of turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_key", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_key", name="pk_sessions"),
    )
    op.create_index("ix_sessions_saved_at", "sessions", ["saved_at"])
    op.create_table(
        "chat_settings",
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("lang", sa.String(8), nullable=True),
        sa.PrimaryKeyConstraint("chat_key", name="pk_chat_settings"),
    )
    op.create_table(
        "buttons",
        sa.Column("short_id", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("choice_id", sa.String(200), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("asker_key", sa.String(64), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("short_id", name="pk_buttons"),
    )
    op.create_index("ix_buttons_shown_at", "buttons", ["shown_at"])
    op.create_table(
        "processed_updates",
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_id", name="pk_processed_updates"),
    )
    op.create_index("ix_processed_updates_seen_at", "processed_updates", ["seen_at"])
    op.create_table(
        "turns",
        # SQLite counts up by itself only in a column declared exactly INTEGER.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(200), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("refusal_class", sa.String(64), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("content_version", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
    )
    op.create_index("ix_turns_at", "turns", ["at"])
