"""The simulation's own eyes on the database, and the one table that it adds: stretches that nobody could see.

Read with the driver alone, so that the core's statements are the core's only. The judge reads the same table: a
promise whose time lay in such a stretch (the database refused, or the clock jumped over it) counts from its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

GAPS = "CREATE TABLE IF NOT EXISTS simulated_gaps (began TEXT NOT NULL, ended TEXT NOT NULL, why TEXT NOT NULL)"
# SQLite has to be told that the live promises are best read in the order of their time.
BY_DUE = "/* by due */"
_INDEXED = "INDEXED BY promises_live_by_due"


class Own:
    """A connection of the simulation's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self._connection: Any = None

    def _open(self) -> Any:
        if self._connection is None:
            if self.sqlite:
                path = self.url.split("///", 1)[1]
                self._connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            else:
                import psycopg2

                self._connection = psycopg2.connect(self.url.replace("postgresql+psycopg2", "postgresql"))
                self._connection.autocommit = True
        return self._connection

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows; values where `?` stands."""
        cursor = self._open().cursor()
        cursor.execute(sql.replace(BY_DUE, _INDEXED) if self.sqlite else sql.replace("?", "%s"), tuple(values))
        return list(cursor.fetchall()) if cursor.description else []

    def gap(self, began: datetime, ended: datetime, why: str) -> None:
        """Note a stretch of the house's clock that nobody could see."""
        spoken = [instant.astimezone(timezone.utc).isoformat() for instant in (began, ended)]
        self.ask("INSERT INTO simulated_gaps VALUES (?, ?, ?)", [*spoken, why])

    def instant(self, value: datetime) -> Any:
        """An instant as this database compares it."""
        utc = value.astimezone(timezone.utc)
        return utc.isoformat(timespec="microseconds") if self.sqlite else utc

    def read(self, value: Any) -> datetime | None:
        """An instant as it was stored."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    def close(self) -> None:
        """Until it is asked again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
