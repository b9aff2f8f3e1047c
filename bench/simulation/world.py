"""Everything of one run in one place."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from bench.simulation import company as companies
from bench.simulation.agenda import Agenda, Time
from bench.simulation.faults import Faults
from bench.simulation.points import Points
from bench.simulation.tables import Own
from bench.simulation.workers import Worker

KEY = "simulated-" + "k" * 24


class World:
    """Clock, agenda, faults, processes; who else takes part is added to it."""

    def __init__(self, url: str, key: str, seed: int, days: int, faults: int, keepers: int = 2) -> None:
        self.url, self.key, self.seed, self.days = url, key, seed, days
        self.start: datetime = companies.begins(seed, days)
        self.end = self.start + timedelta(days=days)
        self.clock = Time(self.start)
        self.agenda = Agenda(self.clock)
        self.faults = Faults(faults, seed)
        self.points = Points(self.faults)
        self.random = random.Random(seed)
        self.company = companies.company()
        self.own = Own(url)
        self.counted: Counter[str] = Counter()
        self.statements: Any = None
        self.keepers: list[Worker] = []
        self.bots = [Worker(self, f"bot {n}") for n in range(2)]
        self.keepers += [Worker(self, f"keeper {n}") for n in range(keepers)]
        self.desk, self.office = Worker(self, "desk"), Worker(self, "office")
        self.changed_at = self.keeper_lost_at = self.start
        self.alone = False

    @property
    def part(self) -> float:
        """How much of the run has passed."""
        return (self.clock.true - self.start) / (self.end - self.start)

    @property
    def workers(self) -> list[Worker]:
        """All processes."""
        return [*self.bots, *self.keepers, self.desk, self.office]

    def kills_now(self) -> bool:
        """Whether whoever works next is killed in earnest; never while two work at once."""
        if self.alone or not self.faults.due("killed -9", self.part):
            return False
        self.faults.note("killed -9")
        return True

    def close_connections(self) -> None:
        """No connection may be open where a process is forked."""
        for worker in self.workers:
            worker.store.close()
        self.own.close()

    def bot(self) -> Worker | None:
        """One that runs."""
        up = [bot for bot in self.bots if bot.up]
        return self.random.choice(up) if up else None
