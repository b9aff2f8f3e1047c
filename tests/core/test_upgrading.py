"""From every earlier revision, with rows in every table, a house comes up to the newest one and goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from handoff.store import Conflict, Store
from handoff.tables import metadata
from handoff.verify import verify
from migrations.upgrade import config, upgrade
from tests.core.earlier_rows import CASE, PROMISES, Row, rows_at
from tests.core.emptied import emptied
from tests.core.small import KEY, house

REVISIONS = sorted(one.revision for one in ScriptDirectory.from_config(config(None)).walk_revisions())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/y.db"
        return
    make: Callable[[Path], str] = request.getfixturevalue("fresh_postgresql")
    yield emptied(make(tmp_path))


def filled(url: str, revision: str) -> None:
    """A house of that revision with rows in every table that it had, written by no code of today's."""
    engine = sa.create_engine(url)
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with engine.begin() as connection:
        command.upgrade(config(connection), revision)
        for table, rows in rows_at(revision):
            for row in rows:
                values = ", ".join([mark] * len(row))
                statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"
                connection.exec_driver_sql(statement, tuple(map(plain, row.values())))
        there = set(sa.inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}
        assert there == {table for table, _ in rows_at(revision)}, "a table of this revision has no rows here"
    engine.dispose()


def plain(value: Any) -> Any:
    """A value as the databases take it."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return json.dumps(value) if isinstance(value, (dict, list)) else value


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_house_of_an_earlier_revision_comes_up_with_all_it_holds(empty: str, revision: str) -> None:
    filled(empty, revision)
    upgrade(empty)
    upgrade(empty)  # twice does no harm
    engine = sa.create_engine(empty)
    with engine.connect() as connection:
        options = {"include_object": lambda thing, name, *_: name != "sqlite_sequence"}  # SQLite's own
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_revision() == REVISIONS[-1]
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    store = Store(empty, KEY)
    with store.read() as tx:
        for table, rows in rows_at(revision):
            found = list(tx.every_row(table))
            assert [{name: one[name] for name in row} for one, row in zip(found, rows, strict=True)] == rows, table
    assert verify(store, KEY) == (1, [])
    for table, row in refused():
        with pytest.raises(Conflict):
            store.write(lambda tx, t=table, r=row: tx.put(t, r))  # type: ignore[misc]
    store.close()
    goes_on(empty)


def refused() -> list[tuple[str, Row]]:
    """Rows that no constraint may let in: a slot given twice, a case of nobody, an event told twice."""
    return [
        ("promises", {**PROMISES[1], "id": "twice"}),
        ("cases", {**dict(rows_at("0001"))["cases"][0], "id": "x", "customer_id": "nobody"}),
        ("events", dict(rows_at("0001"))["events"][0]),
        ("messages", dict(rows_at("0001"))["messages"][0]),
    ]


def goes_on(url: str) -> None:
    """The customer's promise is kept watch over, and others are made; numbers go on."""
    core = house(url)
    core.complains(address="anon:new")
    core.later(hours=3)
    core.watcher.sweep()
    states = {p["id"]: p["state"] for p in core.rows("promises", case_id=CASE)}
    assert states.pop("open") == "broken"
    assert sorted(states.values()) == ["kept", "open"]
    assert verify(core.store, KEY)[1] == []
    core.store.close()
