"""Settings of chats, and the key of its chat in every row that goes where a chat goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_settings", sa.Column("compact", sa.Boolean(), nullable=True))
    op.add_column("chat_settings", sa.Column("ambient", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("chat_settings", sa.Column("quiet_from", sa.SmallInteger(), nullable=True))
    op.add_column("chat_settings", sa.Column("quiet_to", sa.SmallInteger(), nullable=True))
    op.add_column("chat_settings", sa.Column("muted_until", sa.BigInteger(), nullable=True))
    op.add_column("buttons", sa.Column("chat_key", sa.String(64), nullable=True))
    op.create_index("ix_buttons_chat_key", "buttons", ["chat_key"])
    # A session's one key held chat and person in one hash, which cannot be taken apart: conversations begin anew.
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("member_key", sa.String(64), nullable=False),
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_key", "chat_key", name="pk_sessions"),
    )
    op.create_index("ix_sessions_saved_at", "sessions", ["saved_at"])
    op.create_index("ix_sessions_chat_key", "sessions", ["chat_key"])
