"""PostgreSQL: restarted, crashed, frozen, crowded out, and cut off in the middle of a COMMIT."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drills.conftest import Zygote
from tests.drills.database_house import GROUP, Changes, Suffering, keep
from tests.drills.database_server import Server
from tests.drills.database_wire import Wire
from tests.drills.house import Standing
from tests.drills.record import LONG, Record, often

pytestmark = pytest.mark.timeout(240)
RENEWS = "a connection that the server has ended is never handed out; the journal, and clients that repeat"
LIMITS = "a time limit of the client's own on every statement"
CLAIM = "a turn is claimed in the transaction that answers it"
# A crash is the hardest of the three; the short run has no time for the others.
MODES = ["fast", "immediate", "kill"] if LONG else ["kill"]
FROZEN_S = often(6, 10)
# What hangs is hung up on after 4 s, the sweep comes each second, the keeper after 8 s.
RENEWED_S = 20.0


@dataclass
class Wired:
    """A house, its server and the wire between them."""

    suffering: Suffering
    server: Server
    wire: Wire


def wired(folder: Path, zygote: Zygote, changes: Changes = ()) -> Iterator[Wired]:
    """Everything started; ended afterwards."""
    server = Server(folder / "data")
    wire = Wire(server.port)
    (folder / "house").mkdir()
    house = Standing(folder / "house", YINUO_DATABASE_URL=wire.url("postgres"))
    try:
        house.prepare()
        suffering = Suffering(house, zygote)
        suffering.begin(changes)
        yield Wired(suffering, server, wire)
    finally:
        house.hang_up()
        house.down()
        wire.close()
        server.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Wired]:
    """One house for all drills of this file."""
    yield from wired(tmp_path_factory.mktemp("postgresql"), zygote)


@pytest.mark.parametrize("mode", MODES)
def test_a_restarted_server_is_found_again_and_every_message_is_answered_once(house: Wired, mode: str) -> None:
    record = Record(GROUP, f"PostgreSQL restarted ({mode})", mended_by=RENEWS)
    for _ in range(often(1, 3)):
        house.suffering.strike(record, lambda: house.server.stopped(mode), 1)
    keep(record)


def test_a_frozen_server_costs_only_its_own_time(house: Wired) -> None:
    record = Record(GROUP, "PostgreSQL frozen", mended_by=LIMITS)
    house.suffering.strike(record, house.server.frozen, FROZEN_S)
    keep(record)


def test_without_a_free_connection_the_doors_say_so(house: Wired) -> None:
    record = Record(GROUP, "all connections of PostgreSQL taken", mended_by=RENEWS)
    house.suffering.strike(record, house.server.crowded, 2)
    keep(record)


def test_connections_that_swallow_everything_are_given_up_and_renewed(house: Wired) -> None:
    record = Record(GROUP, "connections to PostgreSQL go dead silently", mended_by=LIMITS)
    for _ in range(often(1, 5)):
        before = house.suffering.crowd(4).begin()
        time.sleep(0.2)
        assert house.wire.swallow() > 0
        began = time.monotonic()
        crowd = house.suffering.crowd(8).begin()
        record.waited_s += before.finish() + crowd.finish()
        house.suffering.comes_to(200)
        assert time.monotonic() - began < RENEWED_S
        assert max(one.took_s for one in crowd.attempts()) > 1, "nobody met a dead connection"
        record.times += 1
        house.suffering.count(record, before, crowd)
    keep(record)


def test_a_commit_of_unknown_outcome_ends_in_exactly_one_promise(house: Wired) -> None:
    record = Record(GROUP, "the connection breaks during COMMIT", mended_by=CLAIM)
    record.times, record.note = cut_commits(house, record, often(10, 60))
    keep(record)


def cut_commits(house: Wired, record: Record, customers: int) -> tuple[int, str]:
    """Every third COMMIT is cut while so many customers send; how often that was, and in words."""
    house.wire.cut = {"before": 0, "after": 0}
    house.wire.cut_every = 3
    try:
        crowd = house.suffering.crowd(customers).begin(0.05)
        record.waited_s += crowd.finish()
    finally:
        house.wire.cut_every = 0
    house.suffering.comes_to(200)
    before, after = house.wire.cut["before"], house.wire.cut["after"]
    assert before and after, "no COMMIT was cut"
    house.suffering.count(record, crowd)
    return before + after, f"{before} not done, {after} done without the house hearing of it"
