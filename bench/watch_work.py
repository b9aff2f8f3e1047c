"""What is measured of the keeper and of committing, each on connections of its own: the product's own classes."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Any

from bench import large
from handoff.clock import SetClock
from handoff.companies import Companies
from handoff.delivery import Delivery
from handoff.intake import Intake
from handoff.reach import channels
from handoff.recordings import Recordings
from handoff.store import Store
from handoff.watcher import Watcher

START_S = 6.0
# The keeper's period.
ROUND_S = 0.5


class Keeper:
    """A keeper with what it does beside the sweep: recordings, and looking for what is to be sent or said."""

    def __init__(self, url: str) -> None:
        self.store, self.clock, companies = Store(url, large.KEY), SetClock(large.NOW), Companies()
        intake = Intake(self.store, self.clock, companies, 20, channels())
        recordings = Recordings(self.store, self.clock, companies, 60, 90)
        self.watcher = Watcher(self.store, self.clock, companies, intake, 8.0, (recordings.sweep,))
        self.delivery = Delivery(self.store, self.clock, companies, channels(), untold_s=120)

    def round_ms(self) -> tuple[float, float]:
        """One sweep, and one look of the post office, in ms."""
        began = time.perf_counter()
        self.watcher.sweep()
        swept = time.perf_counter()
        self.delivery.pending(())
        return (swept - began) * 1000, (time.perf_counter() - swept) * 1000


def sweep_at(url: str, at: datetime, start: float) -> tuple[int, float, float]:
    """In a process of its own: what one sweep at `at` did, and when it began and ended."""
    keeper = Keeper(url)
    keeper.watcher.sweep()
    keeper.clock.set(at)
    time.sleep(max(0.0, start - time.time()))
    began = time.time()
    done = keeper.watcher.sweep()
    ended = time.time()
    keeper.store.close()
    return done, began, ended


def keepers(url: str, at: datetime, count: int) -> tuple[int, float]:
    """So many keepers sweep at the same moment: how much they did together, and the seconds until the last was done."""
    start = time.time() + START_S
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        found = [one.result() for one in [pool.submit(sweep_at, url, at, start) for _ in range(count)]]
    return sum(done for done, _, _ in found), max(end for *_, end in found) - min(begin for _, begin, _ in found)


class Writer:
    """One of those who commit at the same time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.intake = Intake(store, SetClock(large.NOW), Companies(), 20, channels())

    def promises(self, count: int, start: float) -> list[float]:
        """Complaints that are handed off, in ms each; each customer's words were journaled before. The first is not
        timed: with it a process that has just begun reads its company."""
        turns = []
        for _ in range(1 + count):
            came = self.intake.receive("webchat", f"anon:{uuid.uuid4().hex}", "m1", "洗衣机坏了没人管", worker="bot")
            assert came.turn is not None
            turns.append((came.turn.id, {**came.turn.known, "intent": "complaint"}))
        self.intake.hand_off(*turns[0])
        return _timed([partial(self.intake.hand_off, turn, known) for turn, known in turns[1:]], start)

    def bare(self, count: int, start: float) -> list[float]:
        """One row inserted and committed, in ms each."""
        mark = "?" if self.store.sqlite else "%s"
        statement = f"INSERT INTO watch_bare (id) VALUES ({mark})"

        def one() -> None:
            self.store.write(lambda tx: tx.cursor.execute(statement, (uuid.uuid4().hex,)))

        one()
        return _timed([one] * count, start)


def _timed(acts: list[Callable[[], object]], start: float) -> list[float]:
    time.sleep(max(0.0, start - time.time()))
    found = []
    for act in acts:
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return found


def write_alone(url: str, kind: str, count: int, start: float) -> list[float]:
    """In a process of its own."""
    store = Store(url, large.KEY)
    try:
        found: list[float] = getattr(Writer(store), kind)(count, start)
        return found
    finally:
        store.close()


@contextmanager
def written_back(store: Store) -> Iterator[None]:
    """SQLite's log is written back meanwhile, as the keeper does each round."""
    over = threading.Event()

    def rounds() -> None:
        while not over.wait(ROUND_S):
            store.write_back()

    with ThreadPoolExecutor(1) as keeper:
        keeping = keeper.submit(rounds)
        try:
            yield
        finally:
            over.set()
        keeping.result()


@contextmanager
def writers(url: str, many: int) -> Any:
    """So many who write at once: processes on PostgreSQL; on SQLite threads of one process, as in one bot. Yields what
    lets each of them write so many of a kind, and gives the ms of all."""
    store = Store(url, large.KEY)
    store.write(lambda tx: tx.cursor.execute("CREATE TABLE IF NOT EXISTS watch_bare (id TEXT PRIMARY KEY)"))
    apart = not store.sqlite
    pool: Executor = ProcessPoolExecutor(many, mp_context=get_context("spawn")) if apart else ThreadPoolExecutor(many)

    def run(kind: str, count: int) -> list[float]:
        start = time.time() + (START_S if kind == "promises" else START_S / 2)
        if apart:
            asked = [pool.submit(write_alone, url, kind, count, start) for _ in range(many)]
        else:
            asked = [pool.submit(getattr(Writer(store), kind), count, start) for _ in range(many)]
        return sorted(ms for one in asked for ms in one.result())

    try:
        with written_back(store):
            yield run
    finally:
        pool.shutdown()
        store.close()
