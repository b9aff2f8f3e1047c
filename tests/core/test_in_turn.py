"""Writers of one process come to SQLite in the order in which they asked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from handoff.store.in_turn import InTurn
from tests.acceptance.talking import until


def has(lock: InTurn, waiting: int) -> bool:
    """So many wait for it."""
    return len(lock._waiting) == waiting


def test_whoever_has_waited_longest_comes_next() -> None:
    lock, order = InTurn(), list[int]()

    def work(number: int) -> None:
        assert lock.acquire(10)
        order.append(number)
        lock.release()

    assert lock.acquire(1)
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(work, number)
            until(partial(has, lock, number + 1), "the one behind has come")
        lock.release()
    assert order == list(range(8))
    assert lock.acquire(0)


def test_a_busy_writer_does_not_overtake_who_waits() -> None:
    lock, came = InTurn(), threading.Event()

    def waits() -> None:
        assert lock.acquire(10)
        came.set()
        lock.release()

    assert lock.acquire(1)
    waiting = threading.Thread(target=waits)
    waiting.start()
    until(partial(has, lock, 1), "somebody waits")
    lock.release()
    assert lock.acquire(10)  # at once again, as a writer in a loop does
    assert came.is_set()
    lock.release()
    waiting.join(10)


def test_whose_patience_is_over_is_passed_by() -> None:
    lock = InTurn()
    assert lock.acquire(0)
    assert not lock.acquire(0.01)
    lock.release()
    assert lock.acquire(0)
