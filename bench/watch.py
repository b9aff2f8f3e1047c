"""What a million open promises cost the keeper and whoever commits the next one: `python -m bench.watch`.

The databases are filled past the product (`bench/large.py`); everything that is timed is the product's own. Filled ones
stay in the folder, and copies of them are measured, so that a second run begins at once.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2

from bench import large, machine, watch_page
from bench.figures import percentile
from bench.watch_work import Keeper, keepers, writers
from handoff.store import Store
from migrations.upgrade import upgrade

FEW = 1000
SWEEPS = 60
ROUNDS = 3


@dataclass
class Plan:
    """How much is measured."""

    open: int = 1_000_000
    few: int = FEW
    due: int = 1000
    writers: int = 8
    commits: int = 25
    sweeps: int = SWEEPS


class Sqlite:
    """Files in the folder."""

    name, many_keepers = "SQLite", (1,)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, count: int) -> str:
        """A copy of the database with so many open promises, which is filled where it is not there."""
        kept, work = self._folder / f"open-{count}.db", self._folder / f"work-{count}.db"
        if not kept.exists():
            began = kept.with_suffix(".part")
            began.unlink(missing_ok=True)
            large.prepare(f"sqlite:///{began}", count)
            began.rename(kept)
        upgrade(f"sqlite:///{kept}")
        for rest in self._folder.glob(f"{work.name}*"):
            rest.unlink()
        shutil.copy(kept, work)
        return f"sqlite:///{work}"


class Postgres:
    """Databases of a server of its own, which waits for the disk."""

    name, many_keepers = "PostgreSQL", (1, 2, 4)

    def __init__(self, server: Any) -> None:
        self._server = server

    def copy(self, count: int) -> str:
        """As above."""
        with closing(psycopg2.connect(self._server.get_uri())) as raw:
            raw.autocommit = True
            cursor = raw.cursor()
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (f"open_{count}",))
            if not cursor.fetchone():
                cursor.execute("DROP DATABASE IF EXISTS filling")
                cursor.execute("CREATE DATABASE filling")
                large.prepare(self._server.get_uri("filling"), count)
                cursor.execute(f"ALTER DATABASE filling RENAME TO open_{count}")
            upgrade(self._server.get_uri(f"open_{count}"))
            cursor.execute(f"DROP DATABASE IF EXISTS work_{count}")
            cursor.execute(f"CREATE DATABASE work_{count} TEMPLATE open_{count}")
        return str(self._server.get_uri(f"work_{count}"))


@contextmanager
def databases(names: Sequence[str], folder: Path) -> Iterator[list[Any]]:
    """Those that are asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Any] = [Sqlite(folder)] if "sqlite" in names else []
    if "postgresql" not in names:
        yield found
        return
    import pgserver  # only where it is wanted: it brings a whole PostgreSQL along

    server = pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield [*found, Postgres(server)]
    finally:
        server.cleanup()


def measure(database: Any, plan: Plan, say: Callable[[str], None] = print) -> dict[str, Any]:
    """All figures of one database."""
    few, many = database.copy(plan.few), database.copy(plan.open)
    say(f"{database.name}: {plan.few} and {plan.open} open")
    found: dict[str, Any] = {"idle": idle(few, many, plan.sweeps), "due": []}
    say(f"{database.name}: sweeps with nothing due: {found['idle']}")
    rounds = [(few, plan.few, 1), *((many, plan.open, keepers) for keepers in database.many_keepers)]
    instants = {few: large.NOW, many: large.NOW}
    for url, count, together in rounds:
        for due in sorted({plan.due // 10, plan.due}) if together == 1 else [plan.due]:
            instants[url] += timedelta(minutes=20)
            found["due"].append(broken(url, instants[url], due, together) | {"open": count})
            say(f"{database.name}: {found['due'][-1]}")
    found["commit"] = committing(many, plan)
    say(f"{database.name}: {found['commit']}")
    return found


def idle(few: str, many: str, sweeps: int) -> dict[str, float]:
    """Sweeps with nothing due, in turns, in ms."""
    house = {"few": Keeper(few), "many": Keeper(many)}
    for keeper in house.values():
        keeper.round_ms()
        keeper.round_ms()
    ms: dict[str, list[tuple[float, float]]] = {name: [] for name in house}
    for _ in range(sweeps):
        for name, keeper in house.items():
            ms[name].append(keeper.round_ms())
    for keeper in house.values():
        keeper.store.close()
    sweep, post = ({name: median(one[n] for one in both) for name, both in ms.items()} for n in (0, 1))
    return {
        "few_ms": round(sweep["few"], 2), "many_ms": round(sweep["many"], 2),
        "ratio": round(sweep["many"] / sweep["few"], 2), "post_few_ms": round(post["few"], 2),
        "post_many_ms": round(post["many"], 2), "post_ratio": round(post["many"] / post["few"], 2),
    }  # fmt: skip


def broken(url: str, at: Any, due: int, together: int) -> dict[str, Any]:
    """Promises that fall due in the same second, until the last of them is marked, passed on and told."""
    large.due(url, at, due)
    before = _counts(url)
    done, seconds = keepers(url, at, together)
    after = _counts(url)
    large.forget_due(url)
    exact = all(after[name] - before[name] == due for name in before) and done == due
    return {"due": due, "keepers": together, "seconds": round(seconds, 2), "each_once": exact}


def _counts(url: str) -> dict[str, int]:
    """What each promise that breaks leaves behind exactly once."""
    asked = {
        "broken": "FROM promises WHERE state = 'broken'", "event": "FROM events WHERE kind = 'broken'",
        "new": "FROM promises WHERE made_by = 'keeper'", "told": "FROM messages WHERE kind = 'changed'",
        "alarm": "FROM alarms WHERE kind = 'broken'",
    }  # fmt: skip
    store, found = Store(url, large.KEY), {}
    with store.snapshot() as tx:
        for name, what in asked.items():
            tx.cursor.execute(f"SELECT count(*) {what}")
            found[name] = int(tx.cursor.fetchone()[0])
    store.close()
    return found


def committing(url: str, plan: Plan) -> dict[str, Any]:
    """Promises and bare commits by the same writers, in turns."""
    promises: list[float] = []
    bare: list[float] = []
    with writers(url, plan.writers) as run:
        for _ in range(ROUNDS):
            bare += run("bare", plan.commits)
            promises += run("promises", plan.commits)
    lost, doubled = large.audit(url, len(promises) + ROUNDS * plan.writers)
    p95 = {"promise": percentile(sorted(promises), 95), "bare": percentile(sorted(bare), 95)}
    return {
        "writers": plan.writers, "promises": len(promises), "lost": lost, "doubled": doubled,
        "promise_p50_ms": round(median(promises), 1), "promise_p95_ms": round(p95["promise"], 1),
        "bare_p50_ms": round(median(bare), 1), "bare_p95_ms": round(p95["bare"], 1),
        "bare_commits": round(p95["promise"] / p95["bare"], 1),
    }  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    words = argparse.ArgumentParser(prog="python -m bench.watch", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--open", type=int, default=Plan.open, help=f"open promises ({Plan.open})")
    words.add_argument("--due", type=int, default=Plan.due, help=f"due in one second ({Plan.due})")
    words.add_argument("--databases", default="sqlite,postgresql", help="which (sqlite,postgresql)")
    words.add_argument("--folder", type=Path, default=Path("var/watch"), help="where they stay (var/watch, 6 GB)")
    words.add_argument("--out", type=Path, help="write the figures there as JSON")
    words.add_argument("--page", type=Path, default=Path("docs/watch.md"), help="the page that is written")
    words.add_argument("--without-page", action="store_true", help="write no page")
    return words


def main(argv: Sequence[str] | None = None) -> int:
    """0 when everything holds."""
    arguments = parser().parse_args(argv)
    plan, found = Plan(open=arguments.open, due=arguments.due), {"machine": machine.describe()}
    figures: dict[str, Any] = {}
    with databases(arguments.databases.split(","), arguments.folder.absolute()) as wanted:
        for database in wanted:
            figures[database.name] = measure(database, plan)
            figures[database.name]["load_after"] = round(os.getloadavg()[0], 1)
    found |= {"plan": vars(plan), "databases": figures}
    if arguments.out:
        arguments.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = watch_page.page(found)
    if not arguments.without_page:
        arguments.page.write_text(page, encoding="utf-8")
    print(page)
    return 0 if watch_page.holds(found) else 1


if __name__ == "__main__":
    sys.exit(main())
