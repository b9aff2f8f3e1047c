"""Who has waited long is more pressing by that alone, at the moment when it becomes so: the keeper sees it."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from itertools import takewhile

from handoff import commitments, pressing
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.quiet import places
from handoff.scene import Scene
from handoff.store import Row, Store, Tx, Unavailable
from handoff.use_cases import UseCases

log = logging.getLogger("handoff.waiting")
BY = "keeper"
CURSOR = "waited"
# So many a round: all that was opened over a weekend has waited long at one moment, and promises fall due meanwhile.
AT_ONCE = 100
# A case by when it was opened; the number tells apart those of one instant.
Place = tuple[datetime, str]
BEGINNING: Place = (datetime(1, 1, 1, tzinfo=timezone.utc), "")


class Waiting(UseCases):
    """Looks at the cases in the order in which they were opened, at each once: patience is over for all in this order,
    so that a round asks for the first that was not looked at, however many are open. How far that is stands in the
    database, for a keeper that begins."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        super().__init__(store, clock, companies)
        self._passed: Place | None = None
        self._failed: list[str] = []

    def sweep(self) -> int:
        """Raise every case of which patience is over by now; returns how many were. Raises Unavailable."""
        now = self._clock.now()
        with self._store.read() as tx:
            passed = self._passed or _cursor(tx)
            if passed[0] > now:  # the clock was set back: what is opened from here on lies before that place
                passed = BEGINNING
            looked_at = self._next(tx, passed, now)
        self._passed = passed
        waiting = [case["id"] for case in looked_at if case["state"] != "closed"]
        done = sum(self._raised(one) for one in [*self._failed, *waiting])
        if looked_at:
            self._passed = place = (looked_at[-1]["opened_at"], looked_at[-1]["id"])
            self._store.write(lambda tx: _note(tx, place, now), durable=False)
        return done

    def _next(self, tx: Tx, passed: Place, now: datetime) -> list[Row]:
        company = self._companies.current(tx)

        def over(case: Row) -> bool:
            return pressing.long_ago(company, case["opened_at"], now)

        # Most rounds find that the first is not so far, and need no more of them.
        first = tx.opened_behind(*passed, limit=1)
        return list(takewhile(over, tx.opened_behind(*passed, limit=AT_ONCE))) if first and over(first[0]) else []

    def _raised(self, case_id: str) -> bool:
        """One with which it fails must not keep the others waiting; it is tried again next round."""
        try:
            # Nothing is lost with a machine that dies: how far it was looked is written after this.
            done = self._store.write(lambda tx: raise_it(self._scene(tx), case_id), durable=False)
        except Unavailable:
            raise
        except Exception as error:
            log.error("a case that waits could not be raised: %s", places(error))
            self._failed = [*self._failed, case_id] if case_id not in self._failed else self._failed
            return False
        self._failed = [other for other in self._failed if other != case_id]
        return done


def raise_it(scene: Scene, case_id: str) -> bool:
    """The case is as pressing as waiting makes it, and its times stay as they are; False where nothing is changed."""
    case = commitments.lock_case(scene, case_id)
    if case is None or case["state"] == "closed" or not pressing.has_waited(scene, case):
        return False
    if not pressing.more_pressing(scene, case, pressing.WAITED):
        return False
    scene.tx.event(case_id, "waited", BY, scene.now)
    return True


def _cursor(tx: Tx) -> Place:
    found: list[Row] = tx.rows("cursors", name=CURSOR)
    if not found:
        return BEGINNING
    opened_at, case_id = found[0]["value"].split()
    return datetime.fromisoformat(opened_at), case_id


def _note(tx: Tx, place: Place, now: datetime) -> None:
    values = {"value": f"{place[0].isoformat()} {place[1]}", "at": now}
    if not tx.update_named("cursors", CURSOR, values):
        tx.insert("cursors", {"name": CURSOR, **values})
