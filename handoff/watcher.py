"""The keeper: sees by itself what is due, broken or unanswered, and acts on it once, however many keepers there are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from handoff import alarms, at_risk, breaking, commitments, health, punctuality, resting, together
from handoff.clock import Clock, elapsed_s
from handoff.companies import Companies
from handoff.intake import Intake
from handoff.quiet import places
from handoff.scene import Scene
from handoff.silent import Silent
from handoff.store import Store, Tx, Unavailable
from handoff.use_cases import UseCases
from handoff.waiting import Waiting

log = logging.getLogger("handoff.watcher")
# A call that "lasts" longer than this is one that somebody forgot to end.
CALL_LIMIT = timedelta(hours=1)
# A call of which nothing was heard for so long is over, whatever its vendor forgot to say.
CALLER_SILENT = timedelta(minutes=3)
# How long the customer has to answer a proposal to close; afterwards the case rests and can be reopened.
ANSWER_LIMIT = timedelta(days=3)
MEASURED_EVERY = timedelta(hours=1)
CALENDAR_WARNING = timedelta(days=45)
CALENDAR_REPEAT = timedelta(days=7)


class Watcher(UseCases):
    """One round is one `sweep`: what is overdue is derived from the rows alone, so there is no timer to lose."""

    def __init__(
        self, store: Store, clock: Clock, companies: Companies, intake: Intake, unanswered_s: float,
        chores: Sequence[Callable[[], int]] = (),
    ) -> None:  # fmt: skip
        """`chores` are what others want done each round; each says how much it did."""
        super().__init__(store, clock, companies)
        self._intake = intake
        self._unanswered = timedelta(seconds=unanswered_s)
        self._calendar_seen: date | None = None
        self._ahead: dict[int, float] = {}
        self._changes = at_risk.Changes()
        self._measured: datetime | None = None
        self._silent = Silent(store, clock, intake)
        self._waiting = Waiting(store, clock, companies)
        self._chores = (self._silent.sweep, self._waiting.sweep, *chores)

    def sweep(self) -> int:
        """Do everything that is due now; returns how much that was. Raises Unavailable."""
        now = self._clock.now()
        self._store.write(lambda tx: tx.beat(health.KEEPER, now), durable=False)
        with self._store.read() as tx:
            company = self._companies.current(tx)
            remind = timedelta(minutes=company.policy.remind_minutes)
            changed = self._changes.at_risk(tx, company, now)
            risky = changed + at_risk.soon(tx, company, now, remind)
            soon = [p["id"] for p in tx.due(now + remind, unreminded=True) if p["due_at"] > now]
            late = [p["id"] for p in tx.due(now)]
            late += [p["id"] for p in tx.due(now, state="calling") if now - p["calling_at"] > CALL_LIMIT]
            turns = self._unanswered_turns(tx, now)
            calls = [c["id"] for c in tx.unsettled_calls(now - CALLER_SILENT)]
            asked = [c["id"] for c in tx.rows("cases", state="closing") if now - c["proposed_at"] > ANSWER_LIMIT]
        done = self._each(turns, self._answer) + self._together(late, breaking.break_it)
        done += self._together(risky, at_risk.cover) + self._together(soon, tell_owner)
        if not changed and company.version != self._changes.judged:
            self._store.write(lambda tx: self._changes.note(self._scene(tx)), durable=False)
        self._measure(now)
        done += self._each(calls, self._intake.hung_up) + self._each(asked, self._rest)
        return done + self._watch_calendar() + sum(self._done(chore) for chore in self._chores)

    def _done(self, chore: Callable[[], int]) -> int:
        try:
            return chore()
        except Unavailable:
            raise
        except Exception as error:
            log.error("%s failed: %s", getattr(chore, "__qualname__", "a chore"), places(error))
            return 0

    def _unanswered_turns(self, tx: Tx, now: datetime) -> list[str]:
        """Turns that waited too long; one from ahead of the clock, which was set back, from when it is seen here."""
        limit, seen_at = self._unanswered, elapsed_s()
        waiting = tx.waiting(now - limit, now)
        self._ahead = {m["id"]: self._ahead.get(m["id"], seen_at) for m in waiting if m["at"] > now}
        patience = {one: since + limit.total_seconds() for one, since in self._ahead.items()}
        return [str(m["id"]) for m in waiting if seen_at >= patience.get(m["id"], seen_at)]

    def _each(self, ids: list[str], act: Callable[[str], bool]) -> int:
        done = 0
        for one in ids:
            try:
                done += act(one)
            except Unavailable:
                raise
            except Exception as error:
                # One that cannot be dealt with must not keep the others waiting; it is tried again next round.
                log.error("%s of %s failed: %s", act.__name__, one, places(error))
        return done

    def _answer(self, turn_id: str) -> bool:
        return self._intake.dead_man(turn_id, by="keeper", reason="unanswered")

    def _together(self, ids: Sequence[str], act: together.Act) -> int:
        return sum(self._share(share, act) for share in together.shares(ids))

    def _share(self, ids: list[str], act: together.Act) -> int:
        """Some promises in one transaction; where that fails, each by itself, so that one does not spoil the others."""
        try:
            return self._store.write(lambda tx: together.act_on(self._scene(tx), ids, act))
        except Unavailable:
            raise
        except Exception as error:
            log.error("%s of %d together failed: %s", act.__name__, len(ids), places(error))

        def alone(one: str) -> bool:
            return self._store.write(lambda tx: act(self._scene(tx), one))

        alone.__name__ = act.__name__
        return self._each(ids, alone)

    def _rest(self, case_id: str) -> bool:
        def work(tx: Tx) -> bool:
            scene = self._scene(tx)
            case = commitments.lock_case(scene, case_id)
            if case is None or not resting.rests(scene, case, state="closing"):
                return False
            tx.event(case_id, "rested", "keeper", scene.now)
            return True

        return self._store.write(work)

    def _measure(self, now: datetime) -> None:
        """How late the teams are is reckoned once an hour; a clock that was set back is none the less now."""
        if self._measured is None or not timedelta() <= now - self._measured < MEASURED_EVERY:
            self._store.write(lambda tx: punctuality.measure(self._scene(tx)), durable=False)
            self._measured = now

    def _watch_calendar(self) -> int:
        today = self._clock.now().date()
        if self._calendar_seen == today:
            return 0
        self._calendar_seen = today
        return self._store.write(lambda tx: _warn_of_calendar(self._scene(tx)))


def tell_owner(scene: Scene, promise_id: str) -> bool:
    """Its time is near: its owner is told once."""
    bound = scene.tx.row("promises", promise_id)
    reminded = {"reminded_at": scene.now}
    if bound is None or not scene.tx.update("promises", bound, reminded, state="open", reminded_at=None):
        return False
    commitments.notice(scene, bound["owner_id"], "soon", bound)
    scene.tx.event(bound["case_id"], "reminded", "keeper", scene.now)
    return True


def _warn_of_calendar(scene: Scene) -> int:
    until = scene.company.calendar.announced_until
    if until - scene.now.date() > CALENDAR_WARNING:
        return 0
    return int(alarms.remind(scene, "calendar_ends", {"until": until.isoformat()}, CALENDAR_REPEAT))
