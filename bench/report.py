"""The figures as a table for people, and as the page that goes with the product."""

from __future__ import annotations

from typing import Any

from bench import picture
from bench.tables import lines

HEAD = ("at once", "house", "turns/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms a turn", "client's share", "errors")


def _crowds(crowds: dict[str, Any]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for many, houses in crowds.items():
        for name, one in houses.items():
            if name == "ratio":
                shares = (f"x {one['p50']}", f"x {one['p95']}", f"x {one['p99']}")
                rows.append((many, "product / stock", f"x {one['turns_per_s']}", *shares, "", "", ""))
                continue
            cpu = ", ".join(f"{part} {ms}" for part, ms in one["cpu_ms_per_turn"].items())
            rows.append((
                many, name, str(one["turns_per_s"]), str(one["p50_ms"]), str(one["p95_ms"]), str(one["p99_ms"]), cpu,
                f"{one['client_share']:.0%}", str(sum(one["errors"].values())),
            ))  # fmt: skip
    return lines(HEAD, rows)


def _growth(growth: dict[str, Any]) -> list[str]:
    marks = [mark for mark in next(iter(growth.values())) if mark != "errors"]
    rows = [(name, *(f"{one[mark][0]} ({one[mark][1]})" for mark in marks)) for name, one in growth.items()]
    return lines(("ms at turn (of a new one)", *marks), rows)


def _memory(memory: dict[str, Any]) -> list[str]:
    rows = [
        (f"{name} {part}", f"{mb:.0f}", f"{memory['after'][name][part]:.0f}")
        for name, houses in memory["before"].items()
        for part, mb in houses.items()
    ]
    return lines(("resident MB", "before", "after"), rows)


def _where(where: dict[str, Any]) -> list[str]:
    rows = [
        (step.replace("  ", "· "), f"{one['times']:.1f}", f"{one['wall_ms']:.2f}", f"{one['cpu_ms'] or '':}")
        for step, one in where["steps"].items()
    ]
    return lines(("step", "times a turn", "ms on the clock", "ms of processor"), rows)


def _promised(audit: dict[str, Any]) -> str:
    return (
        f"{audit['promises']} promises, made by {', '.join(audit['made_by']) or 'nobody'}; in {audit['gave_way']} of "
        f"them a rule had to give way. `ledger verify`: {audit['ledger']}"
    )


def table(found: dict[str, Any]) -> str:
    """What is printed at the end of a run."""
    blocks = [_crowds(found["crowds"])]
    if found["growth"]:
        blocks.append(_growth(found["growth"]))
    blocks.append(_memory(found["memory_mb"]))
    if "pair" in found:
        blocks.append([f"{found['pair']['bots']} bots, {found['pair']['database']}:"])
        blocks.append(_crowds(found["pair"]["crowds"]))
    if "where" in found:
        blocks.append(_where(found["where"]))
    blocks.append([
        *(_promised(one["audit"]) for one in (found, found.get("pair")) if one),
        "Nothing went wrong." if found["ok"] else "SOMETHING WENT WRONG: see the errors above.",
    ])  # fmt: skip
    return "\n\n".join("\n".join(block) for block in blocks)


def page(found: dict[str, Any]) -> str:
    """docs/bench.md."""
    m = found["machine"]
    sections = [
        "# How fast a turn is",
        "Written by `make bench`; run it again rather than change this page.",
        f"Measured on {m['date']}: {m['cores']} cores ({m['processor']}), {m['system']}, Python {m['python']}, Rasa "
        f"{m['rasa']}. Load before the run: {m['load_before']}.",
        "A turn lasts from the POST of a customer's message until its answer is there: at the product on the event "
        "stream of the web chat, at the stock recipe in the reply of Rasa's REST channel. Both stand on the same "
        f"machine and are measured a few seconds each in turns, {found['seconds']:g} s altogether for each line. The "
        "product's turns include journal, promise, ledger and a commit that waits for the disk; its company has 300 "
        "agents on duty day and night, so that the rota does not fill up. The stock recipe (`bench/stock/`) is what "
        "Rasa's documentation suggests for Chinese: jieba, count vectors, DIET, TED and rules, a form, one custom "
        "action on an action server, an SQL tracker store (an SQLite file: it is faster there than on PostgreSQL). The "
        "customers say the same at both and live in a process of their own, whose share of a core stands in the table.",
        f"![{picture.words(found)}](bench.svg)",
        f"## One bot, {found['database']}",
        "\n".join(_crowds(found["crowds"])),
        f"## Two bots, {found['pair']['database']}",
        "Two processes over one database, the customers spread over both doors; the stock recipe as above, measured "
        "again beside them. One event loop of Rasa's uses one core; so both cores are at work here, for the bots, the "
        "database and the customers together.",
        "\n".join(_crowds(found["pair"]["crowds"])),
    ]
    if found["growth"]:
        sections += ["## One long conversation", "The usual time of a turn when nobody else is there; behind it, "
                     "that of a conversation begun in the same seconds.",
                     "\n".join(_growth(found["growth"]))]  # fmt: skip
    sections += ["## Memory", "\n".join(_memory(found["memory_mb"]))]
    if "where" in found:
        sections += [
            "## Where the time goes",
            "Eight conversations at once, averages over "
            f"{found['where']['turns']} turns with a stop-watch on each step. What stands indented is part of what "
            "stands above it; time on the clock includes waiting for the other seven.",
            "\n".join(_where(found["where"])),
        ]
    sections += [
        "## What was promised meanwhile",
        f"One bot: {_promised(found['audit'])}",
        f"Two bots: {_promised(found['pair']['audit'])}",
        "No turn went wrong." if found["ok"] else "**Something went wrong: see the errors.**",
    ]
    return "\n\n".join(sections) + "\n"
