"""Alembic's entry: migrates the database that the caller hands over as a connection."""

from alembic import context

from handoff.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
