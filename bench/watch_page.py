"""The figures of `bench.watch` as a page, and whether they hold."""

from __future__ import annotations

from typing import Any

from bench.tables import lines

RATIO, SECONDS, BARE = 1.5, 5.0, 10.0


def wrong(found: dict[str, Any]) -> list[str]:
    """A sentence for each rule that a figure breaks."""
    said = []
    for name, one in found["databases"].items():
        if one["idle"]["ratio"] >= RATIO:
            said.append(f"{name}: a sweep with nothing due takes {one['idle']['ratio']} times as long")
        for due in one["due"]:
            if due["seconds"] > SECONDS or not due["each_once"]:
                said.append(f"{name}: {due['due']} due, {due['keepers']} keepers, {due['seconds']} s"
                            + ("" if due["each_once"] else ", not each once"))  # fmt: skip
        commit = one["commit"]
        if commit["lost"] or commit["doubled"] or commit["bare_commits"] > BARE:
            said.append(f"{name}: a promise costs {commit['bare_commits']} bare commits, {commit['lost']} lost, "
                        f"{commit['doubled']} doubled")  # fmt: skip
    return said


def holds(found: dict[str, Any]) -> bool:
    """Whether all rules do."""
    return not wrong(found)


def page(found: dict[str, Any]) -> str:
    """docs/watch.md."""
    m, plan, figures = found["machine"], found["plan"], found["databases"]
    idle = [
        (name, str(one["idle"]["few_ms"]), str(one["idle"]["many_ms"]), str(one["idle"]["ratio"]),
         str(one["idle"]["post_few_ms"]), str(one["idle"]["post_many_ms"]))
        for name, one in figures.items()
    ]  # fmt: skip
    due = [
        (name, f"{row['open']:,}", f"{row['due']:,}", str(row["keepers"]), str(row["seconds"]),
         "yes" if row["each_once"] else "NO")
        for name, one in figures.items() for row in one["due"]
    ]  # fmt: skip
    commit = [
        (name, str(one["commit"]["promises"]), f"{one['commit']['promise_p50_ms']} / {one['commit']['promise_p95_ms']}",
         f"{one['commit']['bare_p50_ms']} / {one['commit']['bare_p95_ms']}", str(one["commit"]["bare_commits"]),
         f"{one['commit']['lost']} / {one['commit']['doubled']}")
        for name, one in figures.items()
    ]  # fmt: skip
    loads = ", ".join(f"{one['load_after']} after {name}" for name, one in figures.items() if "load_after" in one)
    return "\n\n".join([
        "# What a million open promises cost",
        "Written by `make watch`; run it again rather than change this page.",
        f"Measured on {m['date']}: {m['cores']} cores ({m['processor']}), Python {m['python']}. Load before the run: "
        f"{m['load_before']}; {loads}. {plan['open']:,} open promises of 1,200 agents with customers, conversations, "
        "cases and messages as the product writes them, put there past it and without a ledger event each: the figures "
        "are of the keeper's sweep and of committing. PostgreSQL as it comes, fsync on; SQLite with "
        "`synchronous=FULL`.",
        "## A sweep with nothing due",
        f"Medians of {plan['sweeps']} sweeps each, in turns with those of a database with {plan['few']:,} open; the "
        f"rule is a ratio below {RATIO}.",
        "\n".join(lines(("", f"ms at {plan['few']:,}", f"ms at {plan['open']:,}", "ratio", "post office, few",
                         "post office, many"), idle)),
        "## Promises due in one second",
        f"Until the last is marked, passed on by name, told and in the ledger; the rule is {SECONDS:g} s. Each once: "
        "broken, passed on, told and alarmed exactly so often.",
        "\n".join(lines(("", "open", "due", "keepers", "seconds", "each once"), due)),
        f"## Committing, {plan['writers']} writers at once",
        f"ms, p50 / p95. A bare commit is one row inserted and committed by the same writers in the same minutes; the "
        f"rule is that p95 of a promise is at most {BARE:g} of its p95.",
        "\n".join(lines(("", "promises", "a promise", "a bare commit", "ratio of p95", "slots lost / doubled"),
                        commit)),
        "Everything holds." if holds(found) else "**Does not hold:** " + "; ".join(wrong(found)) + ".",
    ]) + "\n"  # fmt: skip
