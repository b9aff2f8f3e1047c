"""The database as a whole: every table read row by row, and written into an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P
from handoff.store.prepared import Row

PAGE = 500
# In the order in which rows may be written: what is referred to comes first.
TABLES = tuple(t.name for t in tables.metadata.sorted_tables)
BINARY = {(t.name, c.name) for t in tables.metadata.sorted_tables for c in t.c if isinstance(c.type, sa.LargeBinary)}
INSTANTS = {(t.name, c.name) for t in tables.metadata.sorted_tables for c in t.c if isinstance(c.type, tables.Instant)}


def _numbered(table: sa.Table) -> str:
    """The column that the database numbers; empty where there is none."""
    (first, *others) = table.primary_key.columns
    return "" if others or isinstance(first.type, sa.Text) else str(first.name)


def columns_of(table: str) -> frozenset[str]:
    """The names of a table's columns."""
    return frozenset(tables.metadata.tables[table].c.keys())


class Whole(Access):
    """All rows of all tables."""

    def revision(self) -> str:
        """Up to which migration the database has come."""
        self.cursor.execute("SELECT version_num FROM alembic_version")
        return str(self.cursor.fetchone()[0])

    def count(self, table: str) -> int:
        """How many rows a table has."""
        t = tables.metadata.tables[table]
        found = self._one(("count", table), lambda: sa.select(sa.func.count().label("n")).select_from(t))
        return int(found["n"]) if found else 0

    def every_row(self, table: str) -> Iterator[Row]:
        """A table's rows in order of their key, some at a time."""
        t = tables.metadata.tables[table]
        key = list(t.primary_key.columns)

        def build(further: bool) -> Any:
            found = sa.select(t).order_by(*key).limit(PAGE)
            last = sa.tuple_(*(P(f"last_{c.name}", type_=c.type) for c in key))
            return found.where(sa.tuple_(*key) > last) if further else found

        rows = self._all(("every_row", table), lambda: build(False))
        while rows:
            yield from rows
            last = {f"last_{c.name}": rows[-1][c.name] for c in key}
            rows = self._all(("every_row", table, "further"), lambda: build(True), **last)

    def put(self, table: str, row: Row) -> None:
        """Write a row as it is: it comes with its number, and no event tells of it that is not there itself."""
        self._run(*self._inserting(table, row), row)

    def numbers_go_on(self) -> None:
        """Rows that are written from now on are numbered behind those that were put. SQLite does so by itself."""
        for t in () if self.sqlite else tables.metadata.sorted_tables:
            if name := _numbered(t):
                # The names are the product's own.
                newest = f"SELECT setval(pg_get_serial_sequence('{t.name}', '{name}'), max({name}))"
                self.cursor.execute(f"{newest} FROM {t.name} HAVING max({name}) > 0")
