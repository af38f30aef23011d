"""Alembic's entry: the connection is handed in by `migrate.ledger.book`."""

from alembic import context

from migrate.ledger import portal_schema  # noqa: F401 - its tables enter the metadata
from migrate.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
