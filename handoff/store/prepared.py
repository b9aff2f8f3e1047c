"""Statements that are built and compiled once, then run on the driver itself.

SQLAlchemy says what a statement is and how each database spells it; running a few dozen of them a turn through its
engine would cost more than everything else in the turn together (`bench/`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

Row = dict[str, Any]


class Prepared:
    """One statement in one database's words."""

    def __init__(self, statement: Any, dialect: Any) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = list(compiled.positiontup) if compiled.positional else None
        self._fixed: Mapping[str, Any] = compiled.params
        self._bind: Mapping[str, Callable[[Any], Any]] = compiled._bind_processors
        columns = list(getattr(statement, "selected_columns", ()))
        self._names = [column.key for column in columns]
        self._read = [
            (index, read)
            for index, column in enumerate(columns)
            if (read := column.type._cached_result_processor(dialect, None)) is not None
        ]

    def run(self, cursor: Any, values: Mapping[str, Any]) -> None:
        """Execute it with these values; those that the statement brings along stay as they are."""
        given = self._bound(values)
        cursor.execute(self._sql, given if self._order is None else [given[name] for name in self._order])

    def spelled(self, cursor: Any, values: Mapping[str, Any]) -> bytes:
        """It with these values as PostgreSQL reads it, to be sent with others."""
        return bytes(cursor.mogrify(self._sql, self._bound(values)))

    def _bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        given = {**self._fixed, **values}
        for name, process in self._bind.items():
            given[name] = process(given[name])
        return given

    def plain(self, cursor: Any) -> list[tuple[Any, ...]]:
        """What a run has found, column by column as the database spells it: for many short rows."""
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def rows(self, cursor: Any) -> list[Row]:
        """What a run has found."""
        found = []
        for values in cursor.fetchall():
            row = list(values)
            for index, read in self._read:
                row[index] = read(row[index])
            found.append(dict(zip(self._names, row, strict=True)))
        return found


class Statements:
    """All statements of one database, each prepared when it is first needed."""

    def __init__(self, dialect: Any) -> None:
        self.dialect = dialect
        self._made: dict[Hashable, Prepared] = {}

    def get(self, key: Hashable, build: Callable[[], Any]) -> Prepared:
        """The statement of this name; `build` makes it the first time."""
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Prepared(build(), self.dialect)
        return made
