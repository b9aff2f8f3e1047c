"""What mends failing parts and a clock that is set, each switched off: changes for `tests.drills.process`."""

from __future__ import annotations


def note_of_a_failed_action() -> None:
    """As in stock Rasa, whoever sees an action fail logs it, and the talk goes on."""
    from channels import fast_schema, inside, turn
    from channels.base import Turns

    for module in (turn, inside, fast_schema):
        module.fail = lambda reason: None  # type: ignore[attr-defined]

    understand = Turns._understand

    async def believes(self: Turns, *given: object) -> tuple[list[str], str]:
        texts, _ = await understand(self, *given)  # type: ignore[arg-type]
        return texts or ["好的，马上为您处理。"], ""

    Turns._understand = believes  # type: ignore[method-assign, assignment]


def timers_in_memory() -> None:
    """As with Rasa's reminders, only who lives when a promise falls due sees it break."""
    from handoff import bootstrap, breaking
    from handoff.scene import Scene

    began, break_it = bootstrap.clock().now(), breaking.break_it

    def own_timer(scene: Scene, promise_id: str) -> bool:
        due_at = (scene.tx.row("promises", promise_id) or {})["due_at"]
        return due_at > began and break_it(scene, promise_id)

    breaking.break_it = own_timer


def heartbeat() -> None:
    """Nobody looks at when the keeper last was seen."""
    from handoff import health

    health.KEEPER_LIMIT_S = 1e9


def second_look() -> None:
    """A keeper believes what it saw when its round began, and takes its time."""
    import time

    from handoff import commitments
    from handoff.scene import Scene
    from handoff.store import Row, Tx
    from handoff.together import Act
    from handoff.watcher import Watcher

    row = Tx.row

    def as_it_was(self: Tx, table: str, row_id: object, lock: bool = False) -> Row | None:
        found = row(self, table, row_id, lock)
        return {**found, "state": "open"} if found and table == "promises" else found

    def end(scene: Scene, bound: Row, state: str, **values: object) -> bool:
        return scene.tx.update("promises", bound, {"state": state, "ended_at": scene.now, **values})

    def slowly(self: Watcher, ids: list[str], act: Act) -> int:
        time.sleep(1)
        return self._store.write(lambda tx: sum(act(self._scene(tx), one) for one in ids))

    Tx.row, commitments.end, Watcher._share = as_it_was, end, slowly  # type: ignore[method-assign, assignment]


def key_that_outlives_the_desk() -> None:
    """Each desk signs its cookies with a key that dies with it."""
    import secrets

    from desk.sessions import Sessions

    begin = Sessions.__init__

    def with_own_key(self: Sessions, secret: str, clock: object) -> None:
        begin(self, secrets.token_hex(32), clock)  # type: ignore[arg-type]

    Sessions.__init__ = with_own_key  # type: ignore[method-assign]


def messages_from_ahead() -> None:
    """Only the clock says whether a message waited for too long."""
    from datetime import datetime, timedelta

    from handoff.store import Row, Tx

    waiting = Tx.waiting

    def by_the_clock(self: Tx, before: datetime, now: datetime) -> list[Row]:
        return waiting(self, before, now + timedelta(days=365))

    Tx.waiting = by_the_clock  # type: ignore[method-assign, assignment]


def end_of_all_leases() -> None:
    """A lease binds until its time, whatever the clock has done since."""
    from datetime import timedelta

    from handoff import journal

    journal.NEVER = timedelta(days=365)


def open_case_first() -> None:
    """A customer's case is the one that began last by the clock."""
    from handoff.store import Row, Tx

    def newest(self: Tx, customer_id: str) -> Row | None:
        found = self.rows("cases", order="opened_at", newest_first=True, limit=1, customer_id=customer_id)
        return next(iter(found), None)

    Tx.latest_case = newest  # type: ignore[method-assign, assignment]
