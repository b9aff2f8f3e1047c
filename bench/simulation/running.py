"""One run, from an empty database to the last hour of its last day."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from bench.simulation import points as steps
from bench.simulation.absences import Absences
from bench.simulation.bots import Bots
from bench.simulation.callers import Callers
from bench.simulation.customers import Customers
from bench.simulation.keepers import Keepers
from bench.simulation.owners import Owners
from bench.simulation.post import Post
from bench.simulation.tables import GAPS
from bench.simulation.trouble import Trouble
from bench.simulation.world import World
from handoff import watcher
from handoff.document import to_document
from handoff.store import Store
from migrations.upgrade import upgrade

Say = Callable[[str], None]


class NotEmpty(Exception):
    """There is something in this database already."""


def prepare(world: World) -> None:
    """Tables, and the company as on the first day. Raises NotEmpty."""
    upgrade(world.url)
    store = Store(world.url, world.key)
    try:
        with store.read() as tx:
            if tx.current_company():
                raise NotEmpty(world.url)
        row = {"version": 1, "imported_at": world.start - timedelta(days=1), "document": to_document(world.company)}
        store.write(lambda tx: tx.insert("company", row))
    finally:
        store.close()
    world.own.ask(GAPS)


def run(world: World, customers: int, say: Say) -> None:
    """Let all of it happen."""
    seen, before = logging.root.manager.disable, vars(watcher)["elapsed_s"]
    logging.disable(logging.CRITICAL)  # faults by the thousand; the judge reads what came of them
    watcher.elapsed_s = world.clock.elapsed_s  # type: ignore[attr-defined]
    take_out = steps.install(world.points)
    try:
        _happen(world, customers, say)
    finally:
        take_out()
        watcher.elapsed_s = before  # type: ignore[attr-defined]
        logging.disable(seen)
        world.close_connections()


def _happen(world: World, customers: int, say: Say) -> None:
    post = Post(world)
    bots = Bots(world, post.stir)
    callers, absences = Callers(world, bots), Absences(world)
    people = Customers(world, bots, callers.rings)
    callers.customers = people
    keepers, owners = Keepers(world, post.stir), Owners(world, people, callers, post.stir)
    people.plan(customers)
    absences.plan()
    owners.look()
    Trouble(world, absences).look()
    said, began = 0, time.monotonic()
    while (planned := world.agenda.next_at()) is not None and planned < world.end:
        world.agenda.step()
        world.faults.progress(world.part)
        if not world.points.away:
            keepers.plan()
        if int(world.part * 20) > said:
            said = int(world.part * 20)
            happened = f"{world.counted['messages']} messages, {world.counted['calls']} calls"
            took = time.monotonic() - began
            say(f"{world.clock.true:%Y-%m-%d} {world.part:4.0%}  {happened}, {world.faults.total} faults, {took:.0f} s")
