"""Whole turns through the web chat's door, beside the stock recipe in the same run.

`python -m bench.turns --help`. Both houses stand at the same time and are measured in turns, a few seconds each, so
that whatever else the machine does hits both.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bench import audit, house, machine, picture, postgres, stock_model
from bench.command import figures_of
from bench.figures import Tally
from bench.house import House
from bench.report import page, table
from bench.slices import Bench
from bench.where import LOOK_S, WATCHED, look
from launcher import model, parts
from launcher.screen import Screen

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("docs/bench.md")
WARM_S = 3.0
PAIR = 2


class Run:
    """One run: the stock recipe stands from the beginning to the end, products come and go beside it."""

    def __init__(self, arguments: argparse.Namespace, screen: Screen, folder: Path, trained: Path) -> None:
        self.arguments, self.screen, self.folder, self.trained = arguments, screen, folder, trained
        self.stock: list[House] = []
        self._first = 0

    async def stand(self, standing: AsyncExitStack, name: str, url: str, **how: Any) -> House:
        """A product over an empty database, until `standing` ends."""
        made = await house.product(self.folder / name, self.trained, url, self.screen, **how)
        standing.push_async_callback(made.stop)
        return made

    async def bench(self, product: House) -> Bench:
        """The product beside the stock recipe, both warm."""
        bench = Bench([product, *self.stock], self.screen, self._first)
        for one in bench.houses:
            await bench.slice(one, Tally(), conversations=len(one.urls), seconds=WARM_S)
        return bench

    async def one(self) -> dict[str, Any]:
        """As many conversations as wanted, a long one, the memory and what was promised."""
        wanted = self.arguments
        async with AsyncExitStack() as standing:
            url, server = wanted.db, 0
            if wanted.postgres:
                url, server = await standing.enter_async_context(postgres.server(self.folder / "pg"))
            product = await self.stand(standing, "product", url, bots=wanted.bots)
            product.server = server
            before = Bench([product, *self.stock], self.screen).memory()
            bench = await self.bench(product)
            found: dict[str, Any] = {"database": _named(url), "bots": wanted.bots}
            found["crowds"] = {str(n): await bench.crowd(n, wanted.seconds) for n in wanted.conversations}
            found["growth"] = await bench.grow(wanted.growth) if wanted.growth else {}
            found["memory_mb"] = {"before": before, "after": bench.memory()}
            found["audit"] = await audit.product(product)
            self._first = bench.customers
        return found

    async def pair(self) -> dict[str, Any]:
        """Two bots over one PostgreSQL."""
        async with AsyncExitStack() as standing:
            url, server = await standing.enter_async_context(postgres.server(self.folder / "pg-pair"))
            product = await self.stand(standing, "pair", url, bots=PAIR)
            product.server = server
            bench = await self.bench(product)
            many = [n for n in self.arguments.conversations if n >= PAIR]
            crowds = {str(n): await bench.crowd(n, self.arguments.seconds) for n in many}
            self._first = bench.customers
            return {
                "database": _named(url), "bots": PAIR, "crowds": crowds, "audit": await audit.product(product),
            }  # fmt: skip

    async def where(self) -> dict[str, Any]:
        """The steps of a turn, by the stop-watch."""
        async with AsyncExitStack() as standing:
            watched = await self.stand(standing, "where", "", bot=(WATCHED,))
            watching = Bench([watched], self.screen)
            await watching.slice(watched, Tally(), conversations=1, seconds=WARM_S)
            return await look(watched, lambda: watching.crowd(8, LOOK_S))


def _named(url: str) -> str:
    return postgres.describe(url) if url.startswith("postgres") else f"SQLite {sqlite3.sqlite_version}"


async def measure(arguments: argparse.Namespace, screen: Screen) -> dict[str, Any]:
    """The whole run."""
    environ = parts.environment(os.environ, Path(os.devnull))
    trained = await model.ensure(ROOT, environ, screen)
    stock_trained = None if arguments.without_stock else await stock_model.ensure(ROOT, environ, screen)
    found: dict[str, Any] = {"machine": machine.describe(), "seconds": arguments.seconds}
    async with AsyncExitStack() as standing:
        folder = Path(standing.enter_context(tempfile.TemporaryDirectory(prefix="yinuo-bench-")))
        run = Run(arguments, screen, folder, trained)
        if stock_trained is not None:
            run.stock.append(await house.stock(folder, stock_trained, arguments.stock_db))
            standing.push_async_callback(run.stock[0].stop)
        found |= await run.one()
        if arguments.pair:
            found["pair"] = await run.pair()
        if arguments.where:
            found["where"] = await run.where()
    found["ok"] = _ok(found)
    return found


def _ok(found: dict[str, Any]) -> bool:
    """No turn of the product went wrong, every promise is the dialogue's, the ledger holds. What the stock recipe gets
    wrong is shown, and is not the bench's fault."""
    measured = [found, *([found["pair"]] if "pair" in found else [])]
    errors = [crowd["product"]["errors"] for one in measured for crowd in one["crowds"].values()]
    errors.append(found["growth"].get("product", {}).get("errors"))
    return not any(errors) and all(one["audit"]["ok"] for one in measured)


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    words = argparse.ArgumentParser(prog="python -m bench.turns", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--seconds", type=float, default=30, help="for each number of conversations and each house (30)")
    words.add_argument(
        "--conversations", type=lambda text: [int(n) for n in text.split(",")], default=[1, 8, 32],
        help="how many at once, separated by commas (1,8,32)",
    )  # fmt: skip
    words.add_argument("--growth", type=int, default=500, help="turns of one long conversation, 0 for none (500)")
    words.add_argument("--bots", type=int, default=1, help="bot processes of the product, with customers at each (1)")
    words.add_argument("--pair", action="store_true", help="then also two bots over a PostgreSQL of the run's own")
    words.add_argument("--without-stock", action="store_true", help="measure the product alone")
    words.add_argument("--where", action="store_true", help="also say where the time of a turn goes")
    database = words.add_mutually_exclusive_group()
    database.add_argument("--db", default="", help="an EMPTY database for the product (a new SQLite file)")
    database.add_argument("--postgres", action="store_true", help="a PostgreSQL of the run's own for the product")
    words.add_argument("--stock-db", default="", help="an EMPTY database for the stock recipe (a new SQLite file)")
    words.add_argument("--out", type=Path, help="write the figures there as JSON")
    words.add_argument(
        "--page", type=Path, default=PAGE,
        help=f"write the report of a whole run, with the stock recipe, growth and pair, there ({PAGE})",
    )  # fmt: skip
    return words


def main(argv: Sequence[str] | None = None) -> int:
    """0 when nothing went wrong in any turn."""
    arguments = parser().parse_args(argv)
    os.chdir(ROOT)
    screen = Screen()
    found = figures_of(measure(arguments, screen), screen, arguments.out)
    if not found:
        return 1
    if not arguments.without_stock and found["growth"] and "pair" in found:
        arguments.page.write_text(page(found), encoding="utf-8")
        arguments.page.with_suffix(".svg").write_text(picture.draw(found), encoding="utf-8")
    print(table(found))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
