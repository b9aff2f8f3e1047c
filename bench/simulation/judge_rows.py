"""The database as the judge reads it: rows with the driver alone, instants and JSON in one shape on both databases.

Nothing of the product is imported here or in any other file of the judge.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

Row = dict[str, Any]
TABLES = (
    "events", "promises", "cases", "messages", "conversations", "customers", "deliveries", "alarms", "company",
    "checkpoints", "heartbeats", "simulated_gaps",
)  # fmt: skip
_INSTANTS = frozenset(
    ("at", "opened_at", "proposed_at", "closed_at", "slot_start", "due_at", "made_at", "reminded_at", "calling_at",
     "ended_at", "delivered_at", "imported_at", "next_at", "began", "ended")
)  # fmt: skip
_JSON = frozenset(("about", "facts", "known", "dialogue", "gave_way", "attachment", "data", "document", "detail"))


class Rows:
    """Every table that is judged, read at once."""

    def __init__(self, url: str) -> None:
        self.tables = dict(_read(url))

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]


def _read(url: str) -> Iterator[tuple[str, list[Row]]]:
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(url.split("///", 1)[1])
    else:
        import psycopg2

        connection = psycopg2.connect(url.replace("postgresql+psycopg2", "postgresql"))
    try:
        for table in TABLES:
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            yield table, [_row(names, values) for values in cursor.fetchall()]
    finally:
        connection.close()


def _row(names: list[str], values: tuple[Any, ...]) -> Row:
    return {name: _value(name, value) for name, value in zip(names, values, strict=True)}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _INSTANTS:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        return found.astimezone(timezone.utc)
    return json.loads(value) if name in _JSON and isinstance(value, str) else value
