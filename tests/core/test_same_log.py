"""SQLite's log deleted under a running house: an orderly end saves what was acknowledged, whoever comes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoff import health
from handoff.store import LogLost, Store, Tx
from tests.core.small import FRIDAY, House, house


@pytest.fixture
def core(fresh_sqlite: Callable[[Path], str], tmp_path: Path) -> Iterator[House]:
    """A house on SQLite, its log in use."""
    made = house(fresh_sqlite(tmp_path))
    made.store.write(beat("before"))
    yield made
    made.store.close()


def beat(name: str) -> Callable[[Tx], None]:
    """The smallest thing that can be written."""
    return lambda tx: tx.beat(name, FRIDAY)


def log_of(store: Store) -> Path:
    """The file that holds what was written last."""
    return Path(store.url.removeprefix("sqlite:///") + "-wal")


def names(store: Store) -> set[str]:
    """Whose heartbeats are there."""
    with store.read() as tx:
        return {str(row["name"]) for row in tx.rows("heartbeats")}


def crowded(store: Store) -> None:
    """More want to read at once than ever before, so that another connection is needed."""
    with store.read(), pytest.raises(LogLost):
        names(store)


@pytest.mark.parametrize("put_in_its_place", [False, True])
def test_what_was_written_is_saved_by_an_orderly_end_however_many_come(core: House, put_in_its_place: bool) -> None:
    log = log_of(core.store)
    log.unlink()
    if put_in_its_place:
        log.touch()
    crowded(core.store)
    core.store.write(beat("after"))
    crowded(core.store)
    core.store.close()
    assert {"before", "after"} <= names(core.store)


def test_health_says_that_nothing_must_be_killed(core: House) -> None:
    assert health.health(core.store, core.companies, FRIDAY)["database"] == {"ok": True}
    log_of(core.store).unlink()
    assert health.health(core.store, core.companies, FRIDAY)["database"] == {"ok": False, "error": health.LOG_LOST}
    core.store.close()
    assert health.health(core.store, core.companies, FRIDAY)["database"] == {"ok": True}


def test_a_log_that_sqlite_removes_itself_is_no_matter(core: House) -> None:
    log = log_of(core.store)
    for name in ("first", "second"):
        core.store.close()
        assert not log.exists()
        core.store.write(beat(name))
        with core.store.read():
            assert {"before", name} <= names(core.store)
