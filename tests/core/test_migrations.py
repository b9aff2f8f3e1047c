"""The migrations and the tables say the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from handoff.tables import metadata
from migrations.upgrade import upgrade


def test_a_migrated_database_is_what_the_tables_describe(database_url: str) -> None:
    upgrade(database_url)
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        options = {"include_object": lambda thing, name, *_: name != "sqlite_sequence"}  # SQLite's own
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()
