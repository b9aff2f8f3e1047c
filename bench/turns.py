"""Whole turns through the web chat's door, beside the stock recipe in the same run.

`python -m bench.turns --help`. Both houses stand at the same time and are measured in turns, a few seconds each, so
that whatever else the machine does hits both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import audit, house, machine, stock_model
from bench.figures import AROUND, MARKS, Tally, ratio, usual
from bench.house import Fallen, House
from bench.load import Order
from bench.report import page, table
from bench.where import LOOK_S, WATCHED, look
from launcher import model, parts
from launcher.house import until_told
from launcher.process import Child
from launcher.screen import Screen

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("docs/bench.md")
SLICE_S = 5.0
WARM_S = 3.0
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

    def __init__(self, houses: Sequence[House], screen: Screen) -> None:
        self.houses, self.screen = houses, screen
        self._customers = 0

    async def slice(self, one: House, tally: Tally, **order: Any) -> dict[str, Any]:
        """Measure one house once, with the processor time that each of its processes took for it."""
        before = one.used()
        limit_s = order.get("seconds", GROWTH_LIMIT_S) + SLACK_S
        heard = await customers(Order(one.door, one.url, **order), limit_s)
        after = one.used()
        tally.add(heard, {part: cpu - before[part][1] for part, (_, cpu) in after.items()})
        self._customers += int(heard["customers"])
        return heard

    async def crowd(self, conversations: int, seconds: float) -> dict[str, Any]:
        """So many conversations at once, the houses in turns."""
        tallies = {one.name: Tally() for one in self.houses}
        rounds = max(1, round(seconds / SLICE_S))
        for number in range(rounds):
            for one in self.houses if number % 2 == 0 else reversed(self.houses):
                await self.slice(
                    one, tallies[one.name], conversations=conversations, seconds=seconds / rounds,
                    first=self._customers,
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


async def measure(arguments: argparse.Namespace, screen: Screen) -> dict[str, Any]:
    """The whole run."""
    environ = parts.environment(os.environ, Path(os.devnull))
    trained = await model.ensure(ROOT, environ, screen)
    stock_trained = None if arguments.without_stock else await stock_model.ensure(ROOT, environ, screen)
    found: dict[str, Any] = {"machine": machine.describe(), "seconds": arguments.seconds}
    found["database"] = "PostgreSQL" if arguments.db.startswith("postgres") else "SQLite"
    async with AsyncExitStack() as standing:
        folder = Path(standing.enter_context(tempfile.TemporaryDirectory(prefix="yinuo-bench-")))
        product = await house.product(folder, trained, arguments.db, screen)
        standing.push_async_callback(product.stop)
        houses = [product]
        if stock_trained is not None:
            houses.append(await house.stock(folder, stock_trained, arguments.stock_db))
            standing.push_async_callback(houses[-1].stop)
        bench = Bench(houses, screen)
        before = bench.memory()
        for one in houses:
            await bench.slice(one, Tally(), conversations=1, seconds=WARM_S)
        found["crowds"] = {str(n): await bench.crowd(n, arguments.seconds) for n in arguments.conversations}
        found["growth"] = await bench.grow(arguments.growth) if arguments.growth else {}
        found["memory_mb"] = {"before": before, "after": bench.memory()}
        found["audit"] = await audit.product(product)
        if arguments.where:
            watched = await house.product(folder / "where", trained, "", screen, bot=(WATCHED,))
            standing.push_async_callback(watched.stop)
            watching = Bench([watched], screen)
            await watching.slice(watched, Tally(), conversations=1, seconds=WARM_S)
            found["where"] = await look(watched, lambda: watching.crowd(8, LOOK_S))
    found["ok"] = _ok(found)
    return found


def _ok(found: dict[str, Any]) -> bool:
    """No turn of the product went wrong, every promise is the dialogue's, the ledger holds. What the stock recipe gets
    wrong is shown, and is not the bench's fault."""
    measured = [one["product"]["errors"] for one in found["crowds"].values()]
    errors = [*measured, found["growth"].get("product", {}).get("errors")]
    return not any(errors) and bool(found["audit"]["ok"])


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    words = argparse.ArgumentParser(prog="python -m bench.turns", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--seconds", type=float, default=30, help="for each number of conversations and each house (30)")
    words.add_argument(
        "--conversations", type=lambda text: [int(n) for n in text.split(",")], default=[1, 8, 32],
        help="how many at once, separated by commas (1,8,32)",
    )  # fmt: skip
    words.add_argument("--growth", type=int, default=500, help="turns of one long conversation, 0 for none (500)")
    words.add_argument("--without-stock", action="store_true", help="measure the product alone")
    words.add_argument("--where", action="store_true", help="also say where the time of a turn goes")
    words.add_argument("--db", default="", help="an EMPTY database for the product (a new SQLite file)")
    words.add_argument("--stock-db", default="", help="an EMPTY database for the stock recipe (a new SQLite file)")
    words.add_argument("--out", type=Path, help="write the figures there as JSON")
    words.add_argument(
        "--page", type=Path, default=PAGE,
        help=f"write the report of a whole run, beside the stock recipe and with growth, there ({PAGE})",
    )  # fmt: skip
    return words


def main(argv: Sequence[str] | None = None) -> int:
    """0 when nothing went wrong in any turn."""
    arguments = parser().parse_args(argv)
    os.chdir(ROOT)
    screen, found = Screen(), dict[str, Any]()

    async def work() -> int:
        try:
            found.update(await measure(arguments, screen))
        except (Spoilt, Fallen) as error:
            screen.say("bench", str(error))
            return 1
        return 0

    if asyncio.run(until_told(work(), screen)) or not found:
        return 1
    if arguments.out:
        arguments.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not arguments.without_stock and found["growth"]:
        arguments.page.write_text(page(found), encoding="utf-8")
    print(table(found))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
