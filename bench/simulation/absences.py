"""What changes of the rota: sick at 08:55, on leave, in meetings, swapped, and on duty on a holiday."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.simulation.workers import LOST
from handoff import document, roster
from handoff.hours import is_working
from handoff.model import Refused
from handoff.scene import Scene

if TYPE_CHECKING:
    from bench.simulation.world import World

QUIET = timedelta(minutes=40)


class Absences:
    """Everything that is reported, day by day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random.Random(f"absences {world.seed}")

    def plan(self) -> None:
        """For the whole run."""
        for n in range(self._world.days):
            day = self._world.start + timedelta(days=n)
            self._world.agenda.at(day + timedelta(hours=7), partial(self._day, day))

    def _day(self, day: datetime) -> None:
        r, plan = self._random, self._world.agenda
        agents = [p for p in self._world.company.people.values() if p.role == "agent"]
        if not is_working(self._world.company.calendar, day.date()):
            if r.random() < 0.4:
                on = r.choice(agents)
                plan.at(day + timedelta(hours=7.5), partial(self._change, on.id, roster.DUTY, day, 10, 14))
            return
        for n in range(r.choices((0, 1, 2), (6, 3, 1))[0]):
            when = day + timedelta(hours=8, minutes=55, seconds=n)
            plan.at(when, partial(self._change, r.choice(agents).id, roster.SICK, day, 8, r.choice((13, 24, 48))))
        if r.random() < 0.5:
            plan.at(
                day + timedelta(hours=10.4), partial(self._change, r.choice(agents).id, roster.MEETING, day, 14, 15)
            )
        if r.random() < 0.15:
            later = day + timedelta(days=r.randint(2, 6))
            plan.at(day + timedelta(hours=11.1), partial(self._change, r.choice(agents).id, roster.LEAVE, later, 0, 24))
        if r.random() < 0.2:
            one, other = r.sample(agents, 2)
            plan.at(
                day + timedelta(hours=12.3),
                partial(self._swap, one.id, other.id, day + timedelta(days=r.randint(1, 4))),
            )

    def _change(self, person: str, kind: str, day: datetime, first: float, last: float) -> None:
        world = self._world
        by = world.company.people[person if kind in roster.OWN else world.company.duty_manager]
        starts, ends = day + timedelta(hours=first), day + timedelta(hours=last)
        self._write(
            lambda scene: roster.change(scene, by, person, kind, starts, ends), kind,
            partial(self._change, person, kind, day, first, last),
        )  # fmt: skip

    def _swap(self, one: str, other: str, day: datetime) -> None:
        by = self._world.company.people[self._world.company.duty_manager]
        self._write(lambda scene: roster.swap(scene, by, one, other, day.date()), "swap",
                    partial(self._swap, one, other, day))  # fmt: skip

    def _write(self, work: Callable[[Scene], Any], kind: str, again: Callable[[], None]) -> None:
        """Not while the clock is wrong: whoever judges could not say which rota was the newer."""
        world, desk = self._world, self._world.desk
        if world.clock.apart:
            world.agenda.after(120, again)
            return
        try:
            desk.run(lambda: desk.store.write(
                lambda tx: work(Scene(tx, desk.companies.current(tx), world.clock.now()))))  # fmt: skip
        except LOST:
            world.agenda.after(4, again)
            return
        except Refused as refused:
            world.counted[f"refused: {refused.code}"] += 1
            return
        world.counted[f"rota: {kind}"] += 1
        world.changed_at = world.clock.true
        with desk.store.read() as tx:
            row = tx.current_company() or {}
        world.company = document.from_document(row["document"], row["version"])

    def quiet(self) -> bool:
        """Whether the rota was left alone for a while, and will be: the clock may go wrong now."""
        now = self._world.clock.true
        hour = now.hour + now.minute / 60
        return now - self._world.changed_at > QUIET and hour > 13.0
