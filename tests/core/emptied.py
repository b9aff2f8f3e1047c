"""A PostgreSQL database as it is before the first migration."""

from __future__ import annotations

import sqlalchemy as sa


def emptied(url: str) -> str:
    """A PostgreSQL database without any table."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url
