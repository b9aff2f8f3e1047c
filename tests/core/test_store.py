"""What the store says and does when its database is locked, old, restarted or frozen."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from handoff import health
from handoff.store import Store, Tx, Unavailable, Unmigrated, engine, limited
from tests.core.small import FRIDAY, KEY, House, house


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits made short."""
    monkeypatch.setattr(engine, "WRITER_MS", 700)
    monkeypatch.setattr(engine, "STUCK_MS", 100)
    monkeypatch.setattr(limited, "LIMIT_S", 0.3)


def beat(tx: Tx) -> None:
    """The smallest thing that can be written."""
    tx.beat("somebody", FRIDAY)


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else has the lock of everything."""
    other = sa.create_engine(url)
    with other.connect() as connection:
        connection.connection.isolation_level = None
        if other.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            connection.exec_driver_sql("LOCK TABLE heartbeats IN ACCESS EXCLUSIVE MODE")
        yield
        connection.connection.rollback()
    other.dispose()


def test_a_lock_held_elsewhere_costs_a_limited_time_and_leaves_nothing_behind(core: House, database_url: str) -> None:
    with held(database_url):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            core.store.write(beat)
        assert time.monotonic() - began < 4.2
    core.store.write(beat)
    assert core.rows("heartbeats", name="somebody")


@pytest.mark.usefixtures("impatient")
def test_once_a_stranger_holds_sqlite_nobody_waits_for_long(core: House, database_url: str) -> None:
    if not core.store.sqlite:
        return  # PostgreSQL's writers do not stand in one queue
    with held(database_url):
        with pytest.raises(Unavailable):
            core.store.write(beat)
        began = time.monotonic()
        with pytest.raises(Unavailable):
            core.store.write(beat)
        assert time.monotonic() - began < 0.5
    core.store.write(beat)
    with held(database_url):  # and the patience of before is back
        began = time.monotonic()
        with pytest.raises(Unavailable):
            core.store.write(beat)
        assert time.monotonic() - began > 0.6


@pytest.mark.usefixtures("impatient")
def test_health_is_bad_where_one_can_read_but_not_write(core: House, database_url: str) -> None:
    assert health.health(core.store, core.companies, FRIDAY)["database"]["ok"]
    fresh = house(database_url)
    with held(database_url):
        found = health.health(fresh.store, fresh.companies, FRIDAY)
    assert found["database"] == {"ok": False, "error": health.NO_ANSWER}
    assert health.health(fresh.store, fresh.companies, FRIDAY)["database"]["ok"]
    fresh.store.close()


@pytest.mark.parametrize("older", ["DROP TABLE heartbeats", "ALTER TABLE heartbeats RENAME COLUMN at TO seen"])
def test_an_older_database_says_what_to_do(core: House, database_url: str, older: str) -> None:
    other = sa.create_engine(database_url)
    with other.begin() as connection:
        connection.exec_driver_sql(older)
    other.dispose()
    with pytest.raises(Unmigrated, match="python -m handoff migrate"):
        core.store.write(beat)
    found = health.health(core.store, core.companies, FRIDAY)
    assert found["database"] == {"ok": False, "error": health.UNMIGRATED}


@pytest.fixture
def postgresql(fresh_postgresql: Callable[[Path], str], tmp_path: Path) -> Iterator[tuple[Store, int]]:
    """A store with one connection, and the process that serves it."""
    store = Store(fresh_postgresql(tmp_path), KEY)
    with store.read() as tx:
        tx.cursor.execute("SELECT pg_backend_pid()")
        served_by = int(tx.cursor.fetchone()[0])
    yield store, served_by
    store.close()


def test_a_connection_that_the_server_has_ended_is_never_handed_out(postgresql: tuple[Store, int]) -> None:
    store, served_by = postgresql
    other = sa.create_engine(store.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({served_by}, 5000)")
    other.dispose()
    store.write(beat)


@pytest.mark.usefixtures("impatient")
def test_a_frozen_server_is_waited_for_as_long_as_the_limit_says(postgresql: tuple[Store, int]) -> None:
    store, served_by = postgresql
    os.kill(served_by, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.write(beat)
        assert time.monotonic() - began < 2
        store.write(beat)  # on a new connection
    finally:
        os.kill(served_by, signal.SIGCONT)
