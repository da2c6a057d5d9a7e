"""What Alembic runs: the migrations, on the connection and in the transaction that `opening.py` hands over."""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
