"""What happens when: an injected clock, and the next thing on it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

Act = Callable[[], None]


class Time:
    """The clock that everybody of the house reads. `true` is what really passes; a fault sets what is read apart."""

    def __init__(self, start: datetime) -> None:
        self.true = start
        self.apart = timedelta()

    def now(self) -> datetime:
        """What the house's clock shows."""
        return self.true + self.apart

    def elapsed_s(self) -> float:
        """Seconds that run on whatever the clock is set to."""
        return self.true.timestamp()


class Agenda:
    """Acts in the order of their true time; of the same time, as they were planned."""

    def __init__(self, clock: Time) -> None:
        self.clock = clock
        self._planned: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, when: datetime, act: Act) -> None:
        """Do it then, or at once where that has passed."""
        self._count += 1
        heapq.heappush(self._planned, (max(when, self.clock.true), self._count, act))

    def after(self, seconds: float, act: Act) -> None:
        """Do it so much later."""
        self.at(self.clock.true + timedelta(seconds=seconds), act)

    def next_at(self) -> datetime | None:
        """When something is planned next."""
        return self._planned[0][0] if self._planned else None

    def step(self) -> None:
        """Go on to what is next, and do it."""
        when, _, act = heapq.heappop(self._planned)
        self.clock.true = when
        act()
