"""Where the milliseconds of a turn go in the bot's process, by the stop-watch of `bench.watched`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bench.house import House
from bench.watched import STEPS

WATCHED = "bench.watched"
LOOK_S = 10.0
PATIENCE_S = 10.0
Sums = dict[str, list[float]]


async def look(house: House, load: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """Run a load against a watched house; the steps of one turn on average, in the order in which they happen."""
    before = await asyncio.to_thread(_sums, house)
    loaded = await load()
    after = await asyncio.to_thread(_sums, house)
    turns = int(loaded[house.name]["turns"])
    return {"turns": turns, "steps": per_turn(before, after, turns)}


def _sums(house: House) -> Sums:
    """What the watched bot has summed up so far."""
    target = Path(house.environ["BENCH_WHERE"])
    target.unlink(missing_ok=True)
    os.kill(house.children["bot"].pid, signal.SIGUSR1)
    for _ in range(int(PATIENCE_S * 20)):
        if target.exists():
            sums: Sums = json.loads(target.read_text(encoding="utf-8"))
            return sums
        time.sleep(0.05)
    raise TimeoutError("the watched bot does not say where its time goes")


def per_turn(before: Sums, after: Sums, turns: int) -> dict[str, dict[str, float]]:
    """How often a turn takes each step, and what the step costs it, on the clock and of the processor."""
    found = {}
    for step, _ in STEPS:
        then, now = before.get(step, [0, 0.0, 0.0]), after.get(step, [0, 0.0, 0.0])
        times, wall, cpu = (late - early for early, late in zip(then, now, strict=True))
        share = max(turns, 1)
        found[step] = {
            "times": round(times / share, 2), "wall_ms": round(wall * 1000 / share, 2),
            "cpu_ms": round(cpu * 1000 / share, 2),
        }  # fmt: skip
    return found
