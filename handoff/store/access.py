"""Reading and writing rows by the name of their table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from handoff import tables
from handoff.store.prepared import Prepared, Row, Statements
from handoff.store.several import Several

LIVE = ("open", "calling")
P = sa.bindparam


def instant(name: str) -> Any:
    """A parameter that is a point in time."""
    return P(name, type_=tables.Instant())


class Access:
    """Runs prepared statements, and makes the plain ones by table name. Every row is a dictionary of its columns."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        self.cursor = cursor
        self._statements = statements
        self.sqlite = statements.dialect.name == "sqlite"

    def _run(self, key: Hashable, build: Callable[[], Any], values: Mapping[str, Any]) -> Prepared:
        prepared = self._statements.get(key, build)
        prepared.run(self.cursor, values)
        return prepared

    def _all(self, key: Hashable, build: Callable[[], Any], **values: Any) -> list[Row]:
        return self._run(key, build, values).rows(self.cursor)

    def _one(self, key: Hashable, build: Callable[[], Any], **values: Any) -> Row | None:
        return next(iter(self._all(key, build, **values)), None)

    def _insert(self, table: str, row: Row, unless_there: bool) -> bool:
        t = tables.metadata.tables[table]
        numbered = "id" in t.c and "id" not in row
        self._run(*self._inserting(table, row, unless_there, numbered), row)
        if not self.cursor.rowcount:
            return False
        if numbered:
            row["id"] = self.cursor.lastrowid if self.sqlite else self.cursor.fetchone()[0]
        return True

    def _inserting(
        self, table: str, row: Row, unless_there: bool = False, numbered: bool = False
    ) -> tuple[Hashable, Callable[[], Any]]:
        """The statement that writes such a row; `numbered` gives its number back."""
        t = tables.metadata.tables[table]
        columns = tuple(name for name in row if name in t.c)

        def build() -> Any:
            statement = self._dialect_insert(t).values({name: P(name, type_=t.c[name].type) for name in columns})
            statement = statement.on_conflict_do_nothing() if unless_there else statement
            return statement.returning(t.c.id) if numbered and not self.sqlite else statement

        return ("insert", table, columns, unless_there, numbered), build

    def _dialect_insert(self, t: sa.Table) -> Any:
        return (sqlite if self.sqlite else postgresql).insert(t)

    def _update(
        self, table: str, row_id: Any, values: Mapping[str, Any], only_if: Mapping[str, Any], key: str = "id"
    ) -> bool:
        self._run(*self._updating(table, row_id, values, only_if, key))
        return bool(self.cursor.rowcount)

    def _updating(
        self, table: str, row_id: Any, values: Mapping[str, Any], only_if: Mapping[str, Any], key: str = "id"
    ) -> tuple[Hashable, Callable[[], Any], dict[str, Any]]:
        t = tables.metadata.tables[table]
        shape = tuple((name, wanted is None) for name, wanted in only_if.items())

        def build() -> Any:
            statement = t.update().where(t.c[key] == P("p_id", type_=t.c[key].type))
            for name, empty in shape:
                statement = statement.where(t.c[name].is_(None) if empty else t.c[name] == P(f"if_{name}"))
            return statement.values({name: P(f"to_{name}", type_=t.c[name].type) for name in values})

        given = {"p_id": row_id, **{f"to_{name}": value for name, value in values.items()}}
        given |= {f"if_{name}": wanted for name, wanted in only_if.items() if wanted is not None}
        return ("update", table, tuple(values), shape, key), build, given

    def rows(
        self, table: str, order: str = "", newest_first: bool = False, limit: int | None = None, lock: bool = False,
        **where: Any,
    ) -> list[Row]:  # fmt: skip
        """Rows whose columns equal what is given; a list or tuple means any of its values, None means empty. `lock` as
        in `row`."""
        t = tables.metadata.tables[table]
        among = {
            name: Several(self.sqlite, f"w_{name}", wanted)
            for name, wanted in where.items()
            if isinstance(wanted, (list, tuple))
        }
        shape = tuple((name, among[name].shape if name in among else wanted is None) for name, wanted in where.items())

        def build() -> Any:
            statement = sa.select(t)
            for name, kind in shape:
                column = t.c[name]
                one = column.is_(None) if kind else column == P(f"w_{name}", type_=column.type)
                statement = statement.where(among[name].holds(column) if name in among else one)
            if order:
                statement = statement.order_by(t.c[order].desc() if newest_first else t.c[order])
            statement = statement.with_for_update() if lock else statement
            return statement.limit(limit) if limit else statement

        given: dict[str, Any] = {}
        for name, wanted in where.items():
            if name in among:
                given |= among[name].values
            elif wanted is not None:
                given[f"w_{name}"] = wanted
        return self._all(("rows", table, order, newest_first, limit, lock, shape), build, **given)

    def row(self, table: str, row_id: Any, lock: bool = False) -> Row | None:
        """The row with this id; `lock` keeps other writers off it until the transaction ends."""
        t = tables.metadata.tables[table]

        def build() -> Any:
            statement = sa.select(t).where(t.c.id == P("p_id"))
            return statement.with_for_update() if lock else statement

        return self._one(("row", table, lock), build, p_id=row_id)
