"""SQLite's log is written back by the keeper, beside those who read and write, and not by whoever commits."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handoff.store import Store, Tx, Unavailable, engine
from tests.core.small import FRIDAY, House, house


@pytest.fixture
def core(fresh_sqlite: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house on SQLite, which may write its log back at any time."""
    monkeypatch.setattr(engine, "WRITTEN_BACK_S", -1.0)
    made = house(fresh_sqlite(tmp_path))
    yield made
    made.store.close()


def beat(store: Store, name: str) -> None:
    """The smallest thing that can be written."""
    store.write(lambda tx: tx.beat(name, FRIDAY))


def in_the_file(store: Store, folder: Path) -> set[str]:
    """Whose heartbeats are there without the log."""
    copy = shutil.copy(store.url.removeprefix("sqlite:///"), folder / "copy.db")
    with closing(sqlite3.connect(copy)) as database:
        return {name for (name,) in database.execute("SELECT name FROM heartbeats")}


def test_what_the_log_holds_comes_into_the_file_while_somebody_reads_and_writes(core: House, tmp_path: Path) -> None:
    with core.store.read() as tx:
        tx.rows("heartbeats")
        beat(core.store, "somebody")
        assert "somebody" not in in_the_file(core.store, tmp_path)

        def meanwhile(tx: Tx) -> None:
            tx.beat("another", FRIDAY)
            core.store.write_back()

        core.store.write(meanwhile)
    core.store.write_back()
    assert {"somebody", "another"} <= in_the_file(core.store, tmp_path)


def test_it_is_not_done_all_the_time(core: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core.store.write_back()
    monkeypatch.setattr(engine, "WRITTEN_BACK_S", 3600.0)
    beat(core.store, "somebody")
    core.store.write_back()
    assert "somebody" not in in_the_file(core.store, tmp_path)


def test_of_a_log_that_was_deleted_nothing_is_written_back(core: House, tmp_path: Path) -> None:
    beat(core.store, "somebody")
    Path(core.store.url.removeprefix("sqlite:///") + "-wal").unlink()
    core.store.write_back()
    assert "somebody" not in in_the_file(core.store, tmp_path)
    core.store.close()
    assert "somebody" in in_the_file(core.store, tmp_path)


def test_where_it_cannot_be_done_it_is_said_and_tried_again_at_once(
    core: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITTEN_BACK_S", 3600.0)
    beat(core.store, "somebody")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        for _ in range(2):
            with pytest.raises(Unavailable):
                core.store.write_back()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    core.store.write_back()
    assert "somebody" in in_the_file(core.store, tmp_path)


def test_on_postgresql_there_is_nothing_to_do(fresh_postgresql: Callable[[Path], str], tmp_path: Path) -> None:
    made = house(fresh_postgresql(tmp_path))
    assert made.store.write_back() == 0
    made.store.close()
