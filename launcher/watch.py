"""Keeps one part standing: starts it, waits for its door, and starts it again when it dies, slower each time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from launcher import ready
from launcher.logs import PartLog
from launcher.process import Child, ending
from launcher.screen import Screen, loud


@dataclass(frozen=True)
class Part:
    """`door` is asked for readiness; a part without one is ready when it has lived for `settle_s`."""

    name: str
    command: tuple[str, ...]
    door: str = ""
    settle_s: float = 1.0


@dataclass(frozen=True)
class Patience:
    """`tries`: deaths in a row before the part was ever ready, after which starting again is pointless."""

    first_s: float = 1.0
    longest_s: float = 30.0
    steady_s: float = 60.0
    tries: int = 3
    ready_s: float = 120.0


class GivenUp(Exception):
    """A part never came up; its reason is already on the screen."""


@dataclass
class Watch:
    """One part's life. `ready` is set once its door has answered for the first time."""

    part: Part
    environ: Mapping[str, str]
    log: PartLog
    screen: Screen
    patience: Patience = field(default_factory=Patience)
    deaths: int = 0
    child: Child | None = None

    def __post_init__(self) -> None:
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Whatever ends it, the process is stopped before it returns."""
        pause = self.patience.first_s
        while True:
            began = monotonic()
            code = await self._once()
            if monotonic() - began >= self.patience.steady_s:
                pause, self.deaths = self.patience.first_s, 0
            self.deaths += 1
            self._tell(code)
            if not self.ready.is_set() and self.deaths >= self.patience.tries:
                raise GivenUp(self.part.name)
            self.screen.say(self.part.name, f"starting again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.patience.longest_s)

    async def _once(self) -> int:
        self.log.forget()
        self.child = await Child.start(self.part.command, self.environ, self._heard)
        watching = asyncio.ensure_future(self._wait_ready())
        try:
            return await self.child.ended()
        finally:
            watching.cancel()
            await asyncio.shield(self.child.stop())

    async def _wait_ready(self) -> None:
        """A part that lives and is not ready, such as a bot without a model, is waited for as long as it lives."""
        began = monotonic()
        opening = asyncio.ensure_future(
            ready.until(self.part.door) if self.part.door else asyncio.sleep(self.part.settle_s)
        )
        try:
            done, _ = await asyncio.wait({opening}, timeout=self.patience.ready_s)
            if not done:
                self.screen.say(self.part.name, f"not ready after {self.patience.ready_s:g} s; see {self.log.path}")
            await opening
        finally:
            opening.cancel()
        self.screen.say(self.part.name, f"ready after {monotonic() - began:.0f} s")
        self.ready.set()

    def _heard(self, line: str) -> None:
        self.log.write(line)
        if loud(line):
            self.screen.say(self.part.name, line[:300])

    def _tell(self, code: int) -> None:
        self.screen.say(self.part.name, f"ended by itself ({ending(code)}); its last lines, from {self.log.path}:")
        for line in self.log.reason():
            self.screen.say(self.part.name, f"  | {line[:300]}")
