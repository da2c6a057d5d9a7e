"""Answers and what people think of them. An answer's row has its buttons, so those need no table of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("buttons")
    op.create_table(
        "answers",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("asker_key", sa.String(64), nullable=False),
        sa.Column("question_message", sa.BigInteger(), nullable=True),
        sa.Column("reply_message", sa.BigInteger(), nullable=True),
        sa.Column("is_waiting", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_question", "answers", ["chat_key", "question_message"])
    op.create_index("ix_answers_at", "answers", ["at"])
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String(16), nullable=False),
        sa.Column("voter_key", sa.String(64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("vote", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "voter_key", name="pk_feedback"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
