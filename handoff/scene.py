"""What a use case works with, and how it comes by a promise that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from handoff import breach, promise, routing
from handoff.free_slots import counts_by_the_hour
from handoff.model import Commitment, Company, Person, Request, Window
from handoff.routing import Level
from handoff.store import Row, Tx


@dataclass(frozen=True)
class Scene:
    """What a use case works with: its transaction, the company as it stands, and the time."""

    tx: Tx
    company: Company
    now: datetime

    def busy(self, stretch: Window, people: Sequence[str]) -> Mapping[str, Sequence[Window]]:
        """The slots given in a stretch of time."""
        return self.tx.busy(people, stretch.starts, stretch.ends)

    def load(self, day: date, people: Sequence[str]) -> Mapping[str, int]:
        """How many promises these people have to keep on a day: what lies ahead for months says nothing about it."""
        starts = datetime.combine(day, time(), self.company.timezone)
        return self.tx.load(people, starts, starts + timedelta(days=1))

    def commit(self, request: Request) -> Commitment:
        """A promise that can be kept."""
        late = self.tx.late_minutes()
        busy, given = self.busy, self.tx.given_at
        chosen = self._taking(lambda: promise.commit(self.company, request, self.now, busy, self.load, late, given))
        return cast("Commitment", chosen)

    def commit_to(self, person: Person, request: Request) -> Commitment | None:
        """A promise that this very person can keep; None when they have no time."""
        return self._searching([("owner", [person])], request)

    def commit_without(self, owner_id: str, request: Request) -> Commitment | None:
        """A promise that somebody else can keep; None where only this person could."""
        rungs = [
            (name, [p for p in people if p.id != owner_id]) for name, people in routing.levels(self.company, request)
        ]
        return self._searching([rung for rung in rungs if rung[1]], request)

    def _searching(self, asked: Sequence[Level], request: Request) -> Commitment | None:
        hours = promise.limit_hours(self.company.policy, request)
        return self._taking(
            lambda: promise.search(self.company, asked, request.wish, hours, self.now, self.busy, self.load)
        )

    def commit_after(self, owner_id: str, request: Request) -> Commitment:
        """The promise that follows one which this owner broke."""
        chosen = self._taking(
            lambda: breach.next_promise(self.company, owner_id, request, self.now, self.busy, self.load)
        )
        return cast("Commitment", chosen)

    def _taking(self, choose: Callable[[], Commitment | None]) -> Commitment | None:
        """What is chosen once its slot is this transaction's: on PostgreSQL others choose at the same moment, and what
        one of them is giving counts as given. Only how many calls an hour has can nobody count beside others."""
        if counts_by_the_hour(self.company):
            self.tx.lock_slots()
        while True:
            made = choose()
            if made is None:
                return None
            able = {person.id: person for person in (made.owner, *made.others)}
            owner_id = self.tx.take_slot(list(able), Window(made.slot_start, made.due_at))
            if owner_id:
                return replace(made, owner=able[owner_id], others=())

    def excluded(self, case: Row) -> frozenset[str]:
        """Whoever must neither own nor see this case."""
        return routing.excluded(self.company, frozenset(case["about"]))
