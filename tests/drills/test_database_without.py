"""The same faults without what mends them: each must go wrong, and what went wrong stands beside the drill."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drills.conftest import Zygote
from tests.drills.database_faults import database_of, held, unwritable
from tests.drills.database_house import GROUP, Suffering, on_a_small_disk
from tests.drills.insistent import Bystander
from tests.drills.record import Record, shown
from tests.drills.test_database_postgresql import Wired, cut_commits, wired
from tests.drills.test_database_sqlite import lose_the_log

pytestmark = [pytest.mark.counter, pytest.mark.timeout(300)]
WITHOUT = "tests.drills.without_database:"
HELD_S = 6.0
IN_VAIN_S = 25.0


@contextmanager
def sqlite(tmp_path: Path, zygote: Zygote, *changes: str, keeper: bool = True) -> Iterator[Suffering]:
    with on_a_small_disk(tmp_path, zygote, begin=False) as house:
        house.house.prepare()
        house.begin(tuple(WITHOUT + change for change in changes), keeper=keeper)
        yield house


@contextmanager
def postgresql(tmp_path: Path, zygote: Zygote, *changes: str) -> Iterator[Wired]:
    yield from wired(tmp_path, zygote, tuple(WITHOUT + change for change in changes))


def test_without_threads_everybody_waits_for_the_database(tmp_path: Path, zygote: Zygote) -> None:
    with sqlite(tmp_path, zygote, "threads") as house:
        with Bystander(house.house) as bystander, held(database_of(house.house)):
            crowd = house.crowd(8).begin()
            time.sleep(HELD_S)
        crowd.close()
    assert bystander.worst_s > 1.5
    shown(GROUP, "SQLite locked by another process",
          f"without threads for the database: a bystander's page took {bystander.worst_s:.1f} s")  # fmt: skip


def test_without_a_trial_health_is_good_while_nothing_can_be_written(tmp_path: Path, zygote: Zygote) -> None:
    with sqlite(tmp_path, zygote, "trial") as house, unwritable(house.house):
        time.sleep(2)
        status, _ = house.health()
    assert status == 200
    shown(GROUP, "the database is read-only", "without the trial: health said 200 all the while")


def test_without_transactions_a_full_disk_leaves_halves_behind(tmp_path: Path, zygote: Zygote) -> None:
    record = Record(GROUP, "the disk is full")
    with sqlite(tmp_path, zygote, "transactions") as house:
        assert house.disk
        for _ in range(6):  # until the last free byte goes in the middle of what belongs together
            if not record.clean:
                break
            crowd = house.crowd(48).begin()
            with house.disk.full(house.house):  # while turns are being answered
                time.sleep(2)
            in_vain(crowd.finish)
            house.count(record, crowd)
    assert not record.clean
    shown(GROUP, record.fault, f"without the transaction: {record.ledger} contradictions in the ledger, "
                               f"{record.nameless} of {record.messages} without name and time")  # fmt: skip


def test_without_a_second_try_those_in_the_middle_of_their_turns_hear_nothing(tmp_path: Path, zygote: Zygote) -> None:
    record = Record(GROUP, "PostgreSQL restarted (immediate)")
    with postgresql(tmp_path, zygote, "second_try") as house:
        house.suffering.house.stop("keeper")
        crowd = house.suffering.crowd(16).begin()
        time.sleep(0.1)
        with house.server.stopped("immediate"):
            time.sleep(1)
        in_vain(crowd.finish)
        house.suffering.count(record, crowd)
    assert record.nameless
    shown(GROUP, record.fault, f"without sweep and keeper: {record.nameless} of {record.messages} without name or time")


def test_without_a_look_at_the_line_a_restarted_server_is_refused(tmp_path: Path, zygote: Zygote) -> None:
    with postgresql(tmp_path, zygote, "look_at_the_line") as house:
        in_vain(house.suffering.crowd(8).begin().finish)  # every thread has a connection now
        with house.server.stopped("fast"):
            time.sleep(0.2)
        crowd = house.suffering.crowd(8).begin()
        crowd.finish()
        refused = crowd.statuses()[503]
        crowd.close()
    assert refused
    shown(GROUP, "PostgreSQL restarted (fast)",
          f"without a look at the line: {refused} attempts were refused after the server was back")  # fmt: skip


def test_without_limits_dead_connections_hold_every_thread_for_good(tmp_path: Path, zygote: Zygote) -> None:
    with postgresql(tmp_path, zygote, "limits") as house:
        warm = house.suffering.crowd(8).begin()
        warm.finish()
        assert house.wire.swallow()
        crowd = house.suffering.crowd(16).begin()
        missing = in_vain(crowd.finish)
        status, _ = house.suffering.health()
        crowd.close()
    assert missing and status == 503
    shown(GROUP, "connections to PostgreSQL go dead silently",
          f"without the client's own limit: no answers and health {status} still after {IN_VAIN_S:.0f} s")  # fmt: skip


def test_without_the_claim_a_lost_commit_is_answered_twice(tmp_path: Path, zygote: Zygote) -> None:
    record = Record(GROUP, "the connection breaks during COMMIT")
    with postgresql(tmp_path, zygote, "claim") as house:
        times, _ = cut_commits(house, record, 24)
    assert record.doubled
    shown(GROUP, record.fault, f"without the claim: {record.doubled} second answers at {times} cuts")


def test_without_the_hint_an_empty_database_only_does_not_answer(tmp_path: Path, zygote: Zygote) -> None:
    with on_a_small_disk(tmp_path, zygote, begin=False) as house:
        house.begin((WITHOUT + "migrate_hint",), ready=False)
        house.comes_to(503, "does not answer", 60)
        _, said = house.health()
    assert "migrate" not in said
    shown(GROUP, "no tables yet", "without the hint: health only said that the database does not answer")


def test_without_an_orderly_end_all_since_the_last_checkpoint_goes_with_the_log(
    tmp_path: Path, zygote: Zygote
) -> None:
    record = Record(GROUP, "SQLite's log deleted under it")
    with sqlite(tmp_path, zygote) as house:
        crowds = lose_the_log(house, hard=True)
        house.begin()
        house.count(record, *crowds)
    assert record.lost
    shown(GROUP, record.fault, f"killed instead of ended: {record.lost} of {record.messages} messages lost")


def in_vain(finish: Callable[[float], list[float]]) -> bool:
    """Whether somebody waited in vain."""
    try:
        finish(IN_VAIN_S)
    except AssertionError:
        return True
    return False
