"""Two keepers or more, each at its own half seconds; they sweep where something is due, at times all at one instant."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bench.simulation.tables import BY_DUE
from bench.simulation.workers import LOST, Worker
from handoff.watcher import ANSWER_LIMIT, CALL_LIMIT, CALLER_SILENT

if TYPE_CHECKING:
    from bench.simulation.world import World

PERIOD_S = 0.5
FIRST_PHASE_S = 0.11
REMIND, OVERRUN = timedelta(minutes=15), timedelta(minutes=10)
SILENCE = timedelta(seconds=8)
_VERSION = "SELECT max(version) FROM company"
_LIVE = "state IN ('open', 'calling')"
_DUE = f"SELECT min(due_at) FROM promises {BY_DUE} WHERE {_LIVE}"
# What the keepers do next, by the instants in the rows: (question, what is given to it, how long after the answer).
_NEXT = (
    (f"{_DUE} AND state = 'open'", None, timedelta()),
    (f"{_DUE} AND state = 'open' AND reminded_at IS NULL AND due_at > ?", REMIND, -REMIND),
    (f"{_DUE} AND due_at > ?", OVERRUN, -OVERRUN),
    (f"SELECT min(calling_at) FROM promises WHERE {_LIVE} AND state = 'calling'", None, CALL_LIMIT),
    ("SELECT min(at) FROM messages WHERE closed_at IS NULL", None, SILENCE),
    ("SELECT min(heard_at) FROM phone_calls WHERE settled_at IS NULL AND state = 'open'", None, CALLER_SILENT),
    ("SELECT min(heard_at) FROM phone_calls WHERE settled_at IS NULL AND state = 'over'", None, timedelta()),
)  # fmt: skip
# All of them in one go: on PostgreSQL the ways to the server would take longer than everything that is simulated.
_TOGETHER = "SELECT " + ", ".join(f"({question})" for question in (*(one for one, _, _ in _NEXT), _VERSION))
_CLOSING = "SELECT min(proposed_at) FROM cases WHERE state = 'closing'"
LOOK_EVERY = timedelta(minutes=10)
IDLE_S = 5.0
PATIENT = 8


class Keepers:
    """When they sweep next is read from the rows, as they have no timers to ask; a sweep that finds nothing due where
    this says that something is shows as a promise that was seen late."""

    def __init__(self, world: World, stir: Callable[[], None]) -> None:
        self._world, self._stir = world, stir
        self._closing: datetime | None = None
        self._looked: datetime | None = None
        self._version = 0
        self._idle = 0
        self._planned: datetime | None = None
        self._swept = self._ended = False

    def next_at(self) -> datetime:
        """The true time of the next sweep."""
        world, clock = self._world, self._world.clock
        own, now = world.own, world.clock.now()
        found = [now + LOOK_EVERY]
        # What the sweeps leave as it is for now, such as a call that still lasts, is looked at less often.
        soonest = now + timedelta(seconds=IDLE_S) if self._idle >= PATIENT else now
        given = [own.instant(now + ahead) for _, ahead, _ in _NEXT if ahead is not None]
        *instants, newest = own.ask(_TOGETHER, given)[0]
        for (_, _, pause), instant in zip(_NEXT, instants, strict=True):
            at = own.read(instant)
            found += [max(at + pause, soonest) if at + pause <= now else at + pause] if at else []
        asked_until = self._closing + ANSWER_LIMIT if self._closing else now
        if self._looked is None or asked_until <= now or abs(now - self._looked) > LOOK_EVERY:
            self._looked, self._closing = now, own.read(own.ask(_CLOSING)[0][0])
        found += [max(self._closing + ANSWER_LIMIT, soonest)] if self._closing else []
        if int(newest) != self._version:
            found.append(soonest)
        return max(min(found), now) - clock.apart

    def _newest(self) -> int:
        return int(self._world.own.ask(_VERSION)[0][0])

    def plan(self) -> None:
        """See to it that all sweep in time for what is due next. Whatever else has happened since the last sweep, they
        look as often as they do."""
        if not self._swept:
            self._idle = 0
        self._swept = False
        at = self.next_at()
        if self._planned is not None and self._world.clock.true <= self._planned <= at:
            return
        count = len(self._world.keepers)
        first = [_grid(at, FIRST_PHASE_S + PERIOD_S * n / count) for n in range(count)]
        if self._planned is None or self._planned < self._world.clock.true or min(first) < self._planned:
            self._planned = min(first)
            for keeper, when in zip(self._world.keepers, first, strict=True):
                self._world.agenda.at(when, partial(self._sweep, keeper))

    def _sweep(self, keeper: Worker) -> None:
        world, self._swept = self._world, True
        newest, self._ended = self._newest(), False
        if world.faults.due("two keepers at once", world.part) and all(k.up for k in world.keepers):
            world.faults.note("two keepers at once")
            done = self._all_at_once()
        else:
            done = self._one(keeper)
        if self._ended:  # a changed rota is looked at again and again until some keeper came to the end of a sweep
            self._version = newest
        if done:
            self._stir()
            self._idle = 0
        else:
            self._idle += 1

    def _one(self, keeper: Worker) -> int:
        try:
            done = keeper.run(keeper.watcher.sweep)
        except LOST:
            return 1
        self._ended = True
        return done

    def _all_at_once(self) -> int:
        """At the very same instant, in threads with a connection each."""
        self._world.alone = True
        together, done = threading.Barrier(len(self._world.keepers)), list[int]()

        def work(keeper: Worker) -> None:
            together.wait(10)
            done.append(self._one(keeper))

        threads = [threading.Thread(target=work, args=(keeper,)) for keeper in self._world.keepers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._world.alone = False
        return sum(done)


def _grid(at: datetime, phase: float) -> datetime:
    """The first half second of this phase that is not before."""
    seconds = at.timestamp()
    number = math.ceil((seconds - phase) / PERIOD_S - 1e-9)
    return datetime.fromtimestamp(number * PERIOD_S + phase, at.tzinfo)
