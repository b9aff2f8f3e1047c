"""The processes of the house: each with its own store and its own copy of the core, lost and begun anew."""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bench.simulation.faults import Killed
from bench.simulation.points import Struck
from handoff.casework import Casework
from handoff.companies import Companies
from handoff.delivery import Delivery
from handoff.intake import Intake
from handoff.phone import Phone
from handoff.reach import channels
from handoff.store import Conflict, Unavailable
from handoff.watcher import Watcher

if TYPE_CHECKING:
    from bench.simulation.world import World

T = TypeVar("T")
KILL_WAIT_S = 30.0
UNTOLD_S = 120
BACKLOG = 20
UNANSWERED_S = 8.0
ONE_AT_A_TIME = timedelta(seconds=1)


class Gone(Exception):
    """The process is not there, or was lost over this."""


# What whoever asks a process has to reckon with; they ask again.
LOST = (Gone, Unavailable, Conflict)


class Worker:
    """A bot, a keeper, the desk, or the post office."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.back: list[Callable[[], None]] = []
        self._down_until: datetime | None = None
        self._doom = 0
        self._kept: list[Struck] = []
        self._random = random.Random(f"{world.seed} {name}")
        self.store = Struck(world.url, world.key, world.points, world.statements)
        world.statements = self.store.statements
        self._core()

    def _core(self) -> None:
        store, clock, rules = self.store, self.world.clock, channels(sms_free_text=False, wechat_template=True)
        self.companies = Companies()
        self.intake = Intake(store, clock, self.companies, BACKLOG, rules)
        self.phone = Phone(store, clock, self.companies, self.intake, copies=True)
        self.delivery = Delivery(store, clock, self.companies, rules, UNTOLD_S)
        self.casework = Casework(store, clock, self.companies, rules)
        self.watcher = Watcher(store, clock, self.companies, self.intake, UNANSWERED_S)

    @property
    def up(self) -> bool:
        """Whether it runs."""
        return self._down_until is None or self.world.clock.true >= self._down_until

    def may_be_lost(self) -> bool:
        """The house has several keepers, of which one at a time is lost, or its line: the others have the second in
        which everything due has to be seen."""
        if not self.name.startswith("keeper"):
            return True
        apart = self.world.clock.true - self.world.keeper_lost_at
        return apart > ONE_AT_A_TIME and all(k.up for k in self.world.keepers)

    def doomed(self, step: str) -> bool:
        """Whether this is a forked process on its way to its end; it dies here when its time has come."""
        if self._doom:
            self._doom -= 1
            if not self._doom:
                os.kill(os.getpid(), signal.SIGKILL)
            return True
        return False

    def run(self, work: Callable[[], T]) -> T:
        """Let it do something. Raises Gone where it is not there or dies over it, Unavailable, Conflict."""
        if not self.up:
            raise Gone(self.name)
        if self.may_be_lost() and self.world.kills_now():
            self._killed(work)
            self.lost()
            raise Gone(self.name)
        self.world.points.enter(self)
        try:
            return work()
        except Killed as error:
            self.lost()
            raise Gone(self.name) from error
        except Unavailable:
            self._one_less()
            raise
        finally:
            self.world.points.enter(None)

    def _one_less(self) -> None:
        if self.name.startswith("keeper"):
            self.world.keeper_lost_at = self.world.clock.true

    def lost(self, for_s: float | None = None) -> None:
        """It is gone, its connections are closed; after a few seconds it is begun anew."""
        self._one_less()
        self.store.close()
        pause = for_s or self._random.uniform(1.0, 6.0)
        self._down_until = self.world.clock.true + timedelta(seconds=pause)
        self._core()
        for begin in self.back:
            self.world.agenda.at(self._down_until, begin)

    def _killed(self, work: Callable[[], object]) -> None:
        """A forked process does it, and is killed by signal 9 at some step, at the latest before it could answer."""
        self.world.close_connections()
        child = os.fork()
        if child == 0:
            try:
                self._kept.append(self.store)  # must not be closed here: it is the other process's
                self.store = Struck(self.world.url, self.world.key, self.world.points, self.store.statements)
                self._core()
                self._doom = self._random.randint(1, 24)
                self.world.points.enter(self)
                with contextlib.suppress(Exception):
                    work()
            finally:
                os.kill(os.getpid(), signal.SIGKILL)
        ended = os.pidfd_open(child)
        if not select.select([ended], [], [], KILL_WAIT_S)[0]:
            os.kill(child, signal.SIGKILL)
        os.close(ended)
        os.waitpid(child, 0)
