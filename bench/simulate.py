"""A simulated company on the real core, and whether any rule was broken: `python -m bench.simulate --help`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.simulation import mutate
from bench.simulation.judge import RULES, Verdict, judge
from bench.simulation.running import NotEmpty, prepare, run
from bench.simulation.world import KEY, World


def main(words: Sequence[str] | None = None) -> int:
    """0 where every rule held and every step was struck; 1 where not."""
    asked = _asked(words)
    key = os.environ.get("YINUO_LEDGER_KEY") or KEY
    world = World(_url(asked.db), key, asked.seed, asked.days, asked.faults, asked.keepers)
    began = time.monotonic()
    try:
        prepare(world)
    except NotEmpty:
        print(f"{asked.db} is not empty. Name a database that is.", file=sys.stderr)
        return 2
    undo = mutate.install(asked.mutate, world) if asked.mutate else None
    try:
        run(world, asked.customers, _say)
    finally:
        if undo:
            undo()
    ran = time.monotonic() - began
    verdict = judge(world.url, key)
    told = _told(asked, world, verdict, ran, time.monotonic() - began)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _shown(told, verdict, world)


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keepers", type=int, default=2)
    parser.add_argument("--db", default="sqlite:///var/simulation/company.db", help="an empty database; it stays")
    parser.add_argument("--out", type=Path, default=Path("var/simulation/result.json"))
    parser.add_argument("--mutate", choices=RULES, help="break this rule on purpose: it must be reported")
    return parser.parse_args(words)


def _url(db: str) -> str:
    return db if "://" in db else f"sqlite:///{db}"


def _say(line: str) -> None:
    print(line, flush=True)


def _told(asked: argparse.Namespace, world: World, verdict: Verdict, ran: float, all_s: float) -> dict[str, Any]:
    return {
        "customers": asked.customers, "days": asked.days, "seed": asked.seed, "keepers": asked.keepers,
        "mutate": asked.mutate,
        "database": "SQLite" if world.own.sqlite else "PostgreSQL", "faults": world.faults.counted(),
        "faults_in_all": world.faults.total, "not_struck": list(world.faults.missing()),
        "promises": sum(verdict.promises.values()), "ended_as": dict(verdict.promises),
        "violations": {rule: verdict.violations[rule] for rule in RULES}, "examples": verdict.examples,
        "kept_rate": round(verdict.kept_rate, 4), "happened": dict(sorted(world.counted.items())),
        "ran_s": round(ran, 1), "seconds": round(all_s, 1),
    }  # fmt: skip


def _shown(told: dict[str, Any], verdict: Verdict, world: World) -> int:
    _say(f"seed {told['seed']}: {told['customers']} customers, {told['promises']} promises, "
         f"{told['faults_in_all']} faults at {len(told['faults'])} steps, kept {told['kept_rate']:.1%}, "
         f"{told['seconds']} s")  # fmt: skip
    for rule, times in told["violations"].items():
        _say(f"  {rule:22} {times}")
        for example in verdict.examples.get(rule, ()):
            _say(f"      {example}")
    missing = world.faults.missing()
    if missing:
        _say(f"  never struck: {', '.join(missing)}")
    return 1 if missing or any(told["violations"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
