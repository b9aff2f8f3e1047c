"""SQLite: without its tables, held by somebody else, on a full disk, made read-only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from handoff import health
from tests.drills.conftest import Zygote
from tests.drills.database_faults import database_of, held, unwritable
from tests.drills.database_house import GROUP, Suffering, keep, on_a_small_disk
from tests.drills.insistent import Crowd
from tests.drills.record import Record, often

pytestmark = pytest.mark.timeout(240)
REPEATS = "the doors refuse with 503, clients repeat under the same id, turns wait in the journal"
LOCKED_S = often(6, 30)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Suffering]:
    """One house for all drills of this file; it is started by the first of them."""
    with on_a_small_disk(tmp_path_factory.mktemp("sqlite"), zygote, begin=False) as suffering:
        yield suffering


@contextmanager
def older(house: Suffering) -> Iterator[str]:
    """The database is what an older release would have left."""
    rename = "ALTER TABLE messages RENAME COLUMN {} TO {}"
    with closing(sqlite3.connect(database_of(house.house), isolation_level=None, timeout=10)) as database:
        database.execute(rename.format("source", "sender_name"))
        yield "a column is missing"
        database.execute(rename.format("sender_name", "source"))


def test_a_house_begun_before_its_tables_says_what_to_do_and_goes_on_once_they_are_there(house: Suffering) -> None:
    record = Record(GROUP, "no tables yet", mended_by="health names the command; every part tries again by itself")
    house.begin(ready=False)
    house.comes_to(503, health.UNMIGRATED, 60)
    crowd = house.crowd(4).begin()
    house.desk_says_busy()
    time.sleep(2)
    house.all_alive()
    said = house.house.parts["keeper"].log.read_text()
    assert "python -m handoff migrate" in said
    assert said.count("tries again") < 3, "the same is logged every round"
    house.house.command("migrate")
    house.house.command("import")
    record.waited_s += crowd.finish()
    house.comes_to(200)
    assert crowd.statuses()[503]
    record.times += 1
    house.count(record, crowd)
    keep(record)


def test_an_older_schema_is_refused_in_words_and_nothing_dies(house: Suffering) -> None:
    record = Record(GROUP, "an older schema", mended_by=REPEATS)
    with older(house):
        crowd = house.crowd(4).begin()
        time.sleep(2)
        house.all_alive()
    record.waited_s += crowd.finish()
    assert crowd.statuses()[503]
    record.times += 1
    house.count(record, crowd)
    keep(record)


def test_while_somebody_holds_the_database_nothing_is_pretended_and_afterwards_all_is_there(house: Suffering) -> None:
    record = Record(GROUP, "SQLite locked by another process", mended_by=REPEATS)

    @contextmanager
    def lock() -> Iterator[None]:
        with held(database_of(house.house)):
            yield

    for _ in range(often(1, 2)):
        house.strike(record, lock, LOCKED_S)
    keep(record)


def test_on_a_full_disk_nothing_is_half_written_and_no_log_stops_anything(house: Suffering) -> None:
    record = Record(GROUP, "the disk is full", mended_by=f"one transaction a turn; {REPEATS}")
    assert (disk := house.disk)
    for _ in range(often(1, 5)):
        house.strike(record, lambda: disk.full(house.house), 3)
    keep(record)


def test_a_database_that_cannot_be_written_any_more_is_waited_for(house: Suffering) -> None:
    record = Record(GROUP, "the database is read-only", mended_by=REPEATS)
    for _ in range(often(1, 5)):
        house.strike(record, lambda: unwritable(house.house), 3)
    keep(record)


def test_a_log_that_somebody_deleted_is_saved_by_an_orderly_end(house: Suffering) -> None:
    record = Record(GROUP, "SQLite's log deleted under it", times=1, mended_by="all connections are closed at the end")
    record.note = "health says so; no connection can be opened any more, those that are open go on"
    crowds = lose_the_log(house)
    house.begin()
    house.count(record, *crowds)
    keep(record)


def lose_the_log(house: Suffering, hard: bool = False) -> list[Crowd]:
    """Delete the file that holds what was written last; customers go on, and then every part is asked to end."""
    crowds = [house.crowd(4).begin()]
    crowds[0].finish()
    database = database_of(house.house)
    database.with_name(f"{database.name}-wal").unlink()
    house.comes_to(503, health.LOG_LOST)
    crowds.append(house.crowd(8).begin())
    crowds[1].finish()
    with pytest.raises(AssertionError, match="Unavailable"):
        house.house.command("promises")
    for name in list(house.house.parts):
        house.house.stop(name, hard)
    return crowds
