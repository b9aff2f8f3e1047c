"""A customer who said what it is about, was asked something, and says no more: a name and a time all the same.

Nobody must go without a promise because a question of ours stayed unanswered.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from handoff.clock import Clock
from handoff.intake import Intake
from handoff.quiet import places
from handoff.store import Row, Store, Tx, Unavailable

log = logging.getLogger("handoff.silent")
# Long enough to look for an order number.
PATIENCE = timedelta(minutes=3)
CURSOR = "silent"
NOTED_EVERY = timedelta(minutes=5)


class Silent:
    """Looks at what was asked since it looked last. How far that is stands in the database now and then, so that a
    keeper that begins need not read all that was ever said."""

    def __init__(self, store: Store, clock: Clock, intake: Intake) -> None:
        self._store, self._clock, self._intake = store, clock, intake
        self._passed: int | None = None
        self._noted: datetime | None = None
        self._failed: list[Row] = []

    def sweep(self) -> int:
        """Promise a call to everybody whose silence has lasted long enough; returns to how many. Raises Unavailable."""
        now = self._clock.now()
        with self._store.read() as tx:
            since = _cursor(tx) if self._passed is None else self._passed
            passed = tx.last_message_before(since, now - PATIENCE)
            asked = tx.said_outside_cases(since, passed) if passed > since else []
        done = sum(self._promised(one["conversation_id"], one["id"]) for one in [*self._failed, *asked])
        self._passed = passed
        if asked or self._noted is None or not timedelta() <= now - self._noted < NOTED_EVERY:
            self._store.write(lambda tx: _note(tx, passed, now), durable=False)
            self._noted = now
        return done

    def _promised(self, conversation_id: str, asked: int) -> bool:
        """One with whom it fails must not keep the others waiting; it is tried again next round."""
        one: Row = {"conversation_id": conversation_id, "id": asked}
        try:
            done = self._intake.went_silent(conversation_id, asked)
        except Unavailable:
            raise
        except Exception as error:
            log.error("nothing could be promised after a silence: %s", places(error))
            self._failed = [*self._failed, one] if one not in self._failed else self._failed
            return False
        self._failed = [other for other in self._failed if other != one]
        return done


def _cursor(tx: Tx) -> int:
    found: list[Row] = tx.rows("cursors", name=CURSOR)
    return int(found[0]["value"]) if found else 0


def _note(tx: Tx, passed: int, now: datetime) -> None:
    values = {"value": str(passed), "at": now}
    if not tx.update_named("cursors", CURSOR, values):
        tx.insert("cursors", {"name": CURSOR, **values})
