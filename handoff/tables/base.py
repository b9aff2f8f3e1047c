"""What the tables are made of. Instants are stored in UTC; on SQLite as text of fixed width, so that they sort as they
should."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData()


class Instant(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """A timezone-aware instant. A naive one is refused: nobody could say when it is."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.engine.Dialect) -> Any:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.engine.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(timezone.utc)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: sa.engine.Dialect) -> datetime | None:
        return None if value is None else read(value)


def read(spelled: Any) -> datetime:
    """An instant as one of the databases spells it."""
    found: datetime = datetime.fromisoformat(spelled) if isinstance(spelled, str) else spelled
    return found


# 64-bit everywhere, but SQLite numbers rows by itself only where the type is called INTEGER.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
