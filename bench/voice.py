"""Whole telephone calls through the JSON door, many at once.

`python -m bench.voice --help`. Once each caller speaks again as soon as they are answered, and once at the pace of
people.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import audit, house, machine
from bench.calls import Order
from bench.command import figures_of
from bench.figures import percentile
from bench.house import House
from bench.slices import SLACK_S, Spoilt
from bench.tables import lines
from launcher import model, parts
from launcher.process import Child
from launcher.screen import Screen

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("docs/bench.md")
TITLE = "## On the telephone"
# A sentence takes so long to be heard and to be said.
LEAST_S, MOST_S = 3.0, 6.0
WARM_S = 3.0
RULE_MS = 300.0
RULE_CALLS = 20
HEAD = ("callers", "what", "times", "p50 ms", "p95 ms", "longest ms")
SERIES = {"rings": "ringing, to the greeting", "ms": "a sentence, to the dialogue's answer",
          "short": "a sentence, to an answer without the dialogue"}  # fmt: skip


async def callers(one: House, **order: Any) -> dict[str, Any]:
    """Send callers in; what they report, with the processor time that each process took meanwhile."""
    given = Order(one.urls[0], one.environ["YINUO_VOICE_SECRET"], **order)
    before, said = one.used(), list[str]()
    child = await Child.start((*house.PYTHON, "bench.calls", json.dumps(asdict(given))), house.environment({}),
                              said.append)  # fmt: skip
    try:
        code = await asyncio.wait_for(child.ended(), given.seconds + SLACK_S)
    finally:
        await asyncio.shield(child.stop())
    if code:
        raise Spoilt("\n".join(said[-5:]))
    after = one.used()
    heard: dict[str, Any] = json.loads(said[-1])
    return heard | {"cpu_s": {part: cpu - before[part][1] for part, (_, cpu) in after.items()}}


def figures(heard: Mapping[str, Any]) -> dict[str, Any]:
    """As they are reported."""
    answers = max(sum(len(heard[name]) for name in SERIES), 1)
    return {
        **{name: _shares(heard[name]) for name in SERIES},
        "answers_per_s": round(answers / heard["elapsed"], 1) if heard["elapsed"] else 0.0,
        "cpu_ms_per_answer": {part: round(s * 1000 / answers, 2) for part, s in heard["cpu_s"].items()},
        "cores": round(sum(heard["cpu_s"].values()) / heard["elapsed"], 2) if heard["elapsed"] else 0.0,
        "client_share": round(heard["client_s"] / heard["elapsed"], 3) if heard["elapsed"] else 0.0,
        "calls": heard["customers"], "promised": heard["promised"], "waited": heard["waited"],
        "errors": dict(heard["errors"]),
    }  # fmt: skip


def _shares(ms: Sequence[float]) -> dict[str, float]:
    ordered = sorted(ms)
    return {
        "times": len(ordered), "p50": round(percentile(ordered, 50), 1), "p95": round(percentile(ordered, 95), 1),
        "max": round(ordered[-1], 1) if ordered else 0.0,
    }  # fmt: skip


async def measure(arguments: argparse.Namespace, screen: Screen) -> dict[str, Any]:
    """The whole run."""
    trained = await model.ensure(ROOT, parts.environment(os.environ, Path(os.devnull)), screen)
    found: dict[str, Any] = {"machine": machine.describe(), "calls": arguments.calls}
    with tempfile.TemporaryDirectory(prefix="yinuo-bench-") as folder:
        product = await house.product(Path(folder), trained, "", screen)
        try:
            warm = await callers(product, calls=arguments.calls, seconds=WARM_S)
            first = warm["customers"]
            ways = {
                "at once": {"seconds": arguments.seconds},
                "as people": {"seconds": arguments.paced, "least": LEAST_S, "most": MOST_S},
            }
            for name, way in ways.items():
                heard = await callers(product, calls=arguments.calls, first=first, **way)
                first += heard["customers"]
                found[name] = figures(heard) | {"seconds": way["seconds"]}
                screen.say("calls", f"{name}: 95% of the answers within {found[name]['ms']['p95']} ms")
            found["audit"] = await audit.product(product)
        finally:
            await product.stop()
    found["ok"] = good(found)
    return found


def good(found: Mapping[str, Any]) -> bool:
    """Every caller had a promise of the dialogue's, and the ledger holds."""
    ways = [found[name] for name in ("at once", "as people")]
    return not any(way["errors"] for way in ways) and bool(found["audit"]["ok"])


def table(found: Mapping[str, Any]) -> str:
    """The times, for a screen and for the page."""
    rows = [
        (name, said, *(str(found[name][series][key]) for key in ("times", "p50", "p95", "max")))
        for name in ("at once", "as people")
        for series, said in SERIES.items()
    ]
    return "\n".join(lines(HEAD, rows))


def section(found: Mapping[str, Any]) -> str:
    """What the page says of the telephone."""
    m, crowd, people = found["machine"], found["at once"], found["as people"]
    return "\n\n".join([
        TITLE,
        "Written by `python -m bench.voice`, which `make bench` runs too.",
        f"{found['calls']} calls at once on {m['cores']} cores ({m['processor']}), {m['date']}, load before the run "
        f"{m['load_before']}; one bot, SQLite {sqlite3.sqlite_version}. Each call is a whole story in Jambonz's "
        "form: it rings, says what is wrong, hears a name and a time, is asked for a number where there is none, adds "
        "something, says goodbye and hangs up. A time lasts from the POST of what was said until the whole answer is "
        "there, whose first word can be spoken then. Callers “at once” speak again the moment that they are answered "
        f"({crowd['seconds']:g} s); “as people” they take {LEAST_S:g} to {MOST_S:g} s to hear an answer and to say a "
        f"sentence ({people['seconds']:g} s). Recognition and synthesis are the telephone application's and are not in "
        "it: the real calls of `tests/calls` time them, as seconds of work for a second of sound.",
        table(found),
        f"At once: {_work(crowd)}. As people: {_work(people)}.",
        f"The rule is 95% of the answers within {RULE_MS:g} ms at {RULE_CALLS} calls at once. "
        + f"{_held('People', people)} "
        + _held(f"With {found['calls']} sentences waiting for their answer at every moment", crowd),
        f"{crowd['promised'] + people['promised']} of {crowd['calls'] + people['calls']} callers heard a name and a "
        f"time, {crowd['waited'] + people['waited']} times somebody was asked to wait. "
        f"{found['audit']['promises']} promises; `ledger verify`: {found['audit']['ledger'].rstrip('.')}. "
        + ("No call went wrong." if found["ok"] else "**Something went wrong: " + _wrong(found) + ".**"),
    ]) + "\n"  # fmt: skip


def _held(who: str, way: Mapping[str, Any]) -> str:
    p95 = way["ms"]["p95"]
    return f"{who}: {p95} ms, it holds." if p95 < RULE_MS else f"{who}: {p95} ms, **it does not hold.**"


def _work(way: Mapping[str, Any]) -> str:
    cpu = ", ".join(f"{part} {ms}" for part, ms in way["cpu_ms_per_answer"].items())
    return (
        f"{way['answers_per_s']} answers a second, {way['cores']} cores busy in the house, ms of processor for an "
        f"answer: {cpu}; the callers' own share of a core: {way['client_share']:.0%}"
    )


def _wrong(found: Mapping[str, Any]) -> str:
    errors = [f"{what} ({n})" for name in ("at once", "as people") for what, n in found[name]["errors"].items()]
    return "; ".join(errors) or "promises or ledger"


def placed(page: str, text: str) -> str:
    """The page with this section in the place of the one that it had, or at its end."""
    found = re.search(rf"^{re.escape(TITLE)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if found is None:
        return page.rstrip("\n") + "\n\n" + text
    rest = page[found.end() :]
    return page[: found.start()] + text + ("\n" + rest if rest else "")


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    words = argparse.ArgumentParser(prog="python -m bench.voice", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--calls", type=int, default=RULE_CALLS, help=f"how many at once ({RULE_CALLS})")
    words.add_argument("--seconds", type=float, default=30, help="of callers who speak again at once (30)")
    words.add_argument("--paced", type=float, default=90, help="seconds at the pace of people (90)")
    words.add_argument("--out", type=Path, help="write the figures there as JSON")
    words.add_argument("--page", type=Path, default=PAGE, help=f"the page whose section is written ({PAGE})")
    words.add_argument("--without-page", action="store_true", help="write no page")
    return words


def main(argv: Sequence[str] | None = None) -> int:
    """0 when no call went wrong."""
    arguments = parser().parse_args(argv)
    os.chdir(ROOT)
    screen = Screen()
    found = figures_of(measure(arguments, screen), screen, arguments.out)
    if not found:
        return 1
    if not arguments.without_page:
        page = arguments.page.read_text(encoding="utf-8") if arguments.page.exists() else ""
        arguments.page.write_text(placed(page, section(found)), encoding="utf-8")
    print(section(found))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
