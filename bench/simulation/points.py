"""Where a worker can be lost: the named steps are put into the core from outside, for this process only.

A worker that is lost raises `Killed` through whatever it was doing, which undoes its transaction as a lost process
does; its connections are closed. A part of them is killed in earnest: a forked process that ends by signal 9.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from bench.simulation.faults import WARY, Faults, Killed, write_of
from handoff import commitments
from handoff.store import Row, Store, Tx, Unavailable
from handoff.store.access import Access
from handoff.store.deferred import Deferred


class Losable(Protocol):
    """Somebody at work."""

    def may_be_lost(self) -> bool: ...

    def doomed(self, step: str) -> bool: ...


class Points:
    """Who is at work in which thread, and what happens when they come to a step."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.away = False
        self._local = threading.local()

    def enter(self, worker: Losable | None) -> None:
        """From now on this thread works for them."""
        self._local.worker = worker

    def reached(self, step: str, cursor: Any = None) -> None:
        """Somebody has come to a step. Raises Killed, or what a cut line raises."""
        worker = getattr(self._local, "worker", None)
        if worker is None or worker.doomed(step) or not worker.may_be_lost() or not self.faults.strikes(step):
            return
        if cursor is None or not self.faults.cut():
            raise Killed(step)
        if hasattr(cursor.connection, "closed"):
            cursor.connection.close()
        raise Cut("the line was cut")


class Cut(Exception):
    """The line to the database is gone."""


class Struck(Store):
    """A store whose transactions are lost when their worker is. Nothing waits for the disk: it is processes that die
    here, and not the machine."""

    def __init__(self, url: str, key: str, points: Points, shared: Any = None) -> None:
        super().__init__(url, key)
        self._points = points
        self._statements = shared or self._statements

    @property
    def statements(self) -> Any:
        """What was compiled so far, for the next store."""
        return self._statements

    def write(self, work: Callable[[Tx], Any], durable: bool = True) -> Any:
        try:
            done = super().write(work, False)
        except Cut as error:
            raise Unavailable(str(error)) from error
        self._points.reached("after commit")
        return done

    def _transaction(self, begin: str, *before: str, apart: bool = False) -> Any:
        if self._points.away:
            raise Unavailable("the database refuses")
        return super()._transaction(begin, *before, apart=apart)

    def _finish(self, tx: Tx, work: Callable[[Tx], Any]) -> Any:
        done = super()._finish(tx, work)
        self._points.reached("before commit", tx.cursor)
        return done


def install(points: Points) -> Callable[[], None]:
    """Put the steps in; what is returned takes them out again."""
    run, later, end, alarm = Access._run, Deferred._later, commitments.end, commitments.alarm

    def watched(self: Access, key: Any, build: Any, values: Any) -> Any:
        writes = None if key in WARY else write_of(key)
        if writes is None:
            return run(self, key, build, values)
        points.reached(f"before write: {writes}", self.cursor)
        done = run(self, key, build, values)
        points.reached(f"after write: {writes}", self.cursor)
        return done

    def put_off(self: Deferred, key: Any, build: Any, values: Any) -> None:
        """Where writes wait for each other, whoever is lost beside one is lost with all that waits."""
        writes = None if self.sqlite else write_of(key)
        if writes is None:
            later(self, key, build, values)
            return
        points.reached(f"before write: {writes}", self.cursor)
        later(self, key, build, values)
        points.reached(f"after write: {writes}", self.cursor)

    def ended(scene: Any, bound: Row, state: str, **values: Any) -> bool:
        done = end(scene, bound, state, **values)
        if state == "broken":
            points.reached("keeper: between break and tell", scene.tx.cursor)
        return done

    def alarmed(scene: Any, kind: str, case_id: str | None, detail: Any) -> None:
        if kind == "broken":
            points.reached("keeper: between tell and alarm", scene.tx.cursor)
        alarm(scene, kind, case_id, detail)

    def undo() -> None:
        Access._run, Deferred._later = run, later  # type: ignore[method-assign]
        commitments.end, commitments.alarm = end, alarm

    Access._run, Deferred._later = watched, put_off  # type: ignore[method-assign]
    commitments.end, commitments.alarm = ended, alarmed
    return undo
