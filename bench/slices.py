"""One run over one or two houses: who is measured when, and what is noted of it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bench import house
from bench.figures import AROUND, MARKS, Tally, ratio, usual
from bench.house import House
from bench.load import Order
from launcher.process import Child
from launcher.screen import Screen

SLICE_S = 5.0
SLACK_S = 90.0
GROWTH_LIMIT_S = 600.0


class Spoilt(Exception):
    """The customers could not do their work: nothing can be said about the houses."""


async def customers(order: Order, limit_s: float) -> dict[str, Any]:
    """Send the customers in and wait for what they report."""
    lines: list[str] = []
    child = await Child.start(
        (*house.PYTHON, "bench.load", json.dumps(asdict(order))), house.environment({}), lines.append
    )
    try:
        code = await asyncio.wait_for(child.ended(), limit_s)
    finally:
        await asyncio.shield(child.stop())
    if code:
        raise Spoilt("\n".join(lines[-5:]))
    found: dict[str, Any] = json.loads(lines[-1])
    return found


class Bench:
    """One run over one or two houses."""

    def __init__(self, houses: Sequence[House], screen: Screen, first: int = 0) -> None:
        self.houses, self.screen = houses, screen
        self.customers = first  # each has a number, and so has the next

    async def slice(self, one: House, tally: Tally, **order: Any) -> dict[str, Any]:
        """Measure one house once, with the processor time that each of its processes took for it."""
        before = one.used()
        limit_s = order.get("seconds", GROWTH_LIMIT_S) + SLACK_S
        heard = await customers(Order(one.door, one.urls, **order), limit_s)
        after = one.used()
        tally.add(heard, {part: cpu - before[part][1] for part, (_, cpu) in after.items()})
        self.customers += int(heard["customers"])
        return heard

    async def crowd(self, conversations: int, seconds: float) -> dict[str, Any]:
        """So many conversations at once, the houses in turns."""
        tallies = {one.name: Tally() for one in self.houses}
        rounds = max(1, round(seconds / SLICE_S))
        for number in range(rounds):
            for one in self.houses if number % 2 == 0 else reversed(self.houses):
                await self.slice(
                    one, tallies[one.name], conversations=conversations, seconds=seconds / rounds,
                    first=self.customers,
                )  # fmt: skip
        found: dict[str, Any] = {name: tally.figures() for name, tally in tallies.items()}
        if len(found) > 1:
            found["ratio"] = ratio(found["product"], found["stock"])
        for name in tallies:
            self.screen.say(name, f"{conversations:3d} at once: {found[name]['turns_per_s']} turns a second")
        return found

    async def grow(self, turns: int) -> dict[str, Any]:
        """One long conversation at each house, and at each mark a new one in the same seconds: a machine that is
        slower just then is slower for both."""
        found: dict[str, dict[str, Any]] = {one.name: {"errors": {}} for one in self.houses}
        keys = dict.fromkeys(found, "")
        first = 0
        for mark in [mark for mark in MARKS if mark <= turns]:
            end = min(mark + AROUND, turns)
            for one in self.houses:
                tally = Tally()
                heard = await self.slice(one, tally, turns=end - first, first=first, key=keys[one.name])
                keys[one.name] = heard["key"]
                new = await self.slice(one, tally, turns=2 * AROUND)
                found[one.name][str(mark)] = [usual(heard["ms"]), usual(new["ms"])]
                found[one.name]["errors"] = dict(tally.errors + Counter(found[one.name]["errors"]))
            first = end
            self.screen.say("bench", f"one conversation has reached turn {end}")
        return found

    def memory(self) -> dict[str, dict[str, float]]:
        """Resident megabytes of each process."""
        return {one.name: {part: round(mb, 1) for part, (mb, _) in one.used().items()} for one in self.houses}
