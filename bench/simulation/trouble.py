"""What befalls the whole house: the clock goes wrong and is set right, the database refuses for a minute."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.simulation.absences import Absences
    from bench.simulation.world import World

LOOK_EVERY_S = 420
AWAY_S = 60


class Trouble:
    """One at a time."""

    def __init__(self, world: World, absences: Absences) -> None:
        self._world, self._absences = world, absences
        self._random = random.Random(f"trouble {world.seed}")

    def look(self) -> None:
        """Whether one is due."""
        world = self._world
        world.agenda.after(LOOK_EVERY_S, self.look)
        if world.clock.apart or world.points.away:
            return
        if world.faults.due("database away", world.part):
            self._away()
        elif self._absences.quiet():
            for name, sign in (("clock forward", 1), ("clock back", -1)):
                if world.faults.due(name, world.part):
                    world.faults.note(name)
                    self._set(sign * timedelta(seconds=self._random.uniform(40, 1500)), name)
                    world.agenda.after(self._random.uniform(30, 400), partial(self._set, timedelta(), name))
                    break

    def _set(self, apart: timedelta, why: str) -> None:
        """The clock shows something else from now on; what it jumps over, nobody can see."""
        before = self._world.clock.now()
        self._world.clock.apart = apart
        if self._world.clock.now() > before:
            self._world.own.gap(before, self._world.clock.now(), why)

    def _away(self) -> None:
        self._world.faults.note("database away")
        self._world.points.away = True
        began = self._world.clock.now()

        def back() -> None:
            self._world.points.away = False
            self._world.own.gap(began, self._world.clock.now(), "database away")

        self._world.agenda.after(AWAY_S, back)
