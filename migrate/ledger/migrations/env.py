"""Alembic's entry: the connection is handed in by `migrate.ledger.book`."""

from alembic import context

from migrate.ledger import archive_schema, closing_schema, portal_schema  # noqa: F401 - their tables enter the metadata
from migrate.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
