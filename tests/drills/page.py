"""Writes docs/reliability.md from what the drills have kept: `python -m tests.drills.page [PYTEST'S EXIT CODE]`.

What went wrong stands on the page as well, and so does what did not run; both make the command fail.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pgserver

from bench.machine import describe
from tests.drills import waits
from tests.drills.kept import Found, drill_files, gather
from tests.drills.record import OUT, Record

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURE = "pictures/reliability-waits.svg"
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
TITLES = {
    "kill": "Killed at every step",
    "parts": "Parts that fail",
    "database": "The database and its disk",
    "clock": "The clock",
    "order": "Order, and the same message again",
    "hostile": "Hostile senders",
    "growth": "Many conversations, and long ones",
}
NUMBERS = ("struck", "messages", "lost", "doubled", "no name or time", "ledger", "median s", "p95 s", "worst s")
PROMISE = """\
Whatever dies, no message is lost, nothing happens twice, and the customer has a name and a time. Processes are killed,
disks fill up, databases stop and clocks jump; Yinuo is built to go on afterwards as if nothing had been. A message that
was acknowledged is on the disk, and is answered once and in order. If the dialogue cannot answer, the channel or the
keeper names a person and a time by itself. Every change stands in a ledger that can be replayed. What to do when a part
stays down is in [Operations](operations.md)."""
HOW = """\
The drills start the real processes, strike, wait, and then count from outside: what customers sent against what they
read in their chat, what the house says is promised, and what `ledger verify` finds. *Lost*: a message that was sent and
is not in the conversation. *Doubled*: a message, case or promise too many, or messages out of order. *No name or time*:
a customer without a live promise at the end. *Ledger*: contradictions in it. Waits are in seconds, from the sending, or
from the restart, until name and time could be read; a dash is a figure that was not measured, or a 95th percentile of
too few waits."""


def page(found: Found, machine: dict[str, Any], bench: str, picture: str) -> str:
    """The whole page; `bench` is the text of docs/bench.md, `picture` the address of that of the waits, or nothing."""
    sections = [
        "# What happens when something dies",
        "Written by `make drills`; run it again rather than change this page.",
        PROMISE,
        f"{'Measured' if found.records else 'Written'} on {machine['date']}: {machine['cores']} cores "
        f"({machine['processor']}), {machine['system']}, Python {machine['python']}, Rasa {machine['rasa']}, "
        f"{databases()}.",
        "## In short",
        *_short(found),
        HOW,
    ]
    if picture:
        measured = [one for one in found.records if one.waited_s]
        sections.append(f"![{plain(waits.described(measured))}]({picture})")
    for group in found.all_groups():
        sections += _group(group, found)
    sections += _bench(bench)
    return "\n\n".join(sections) + "\n"


def title(group: str) -> str:
    """The heading of a group."""
    return plain(TITLES.get(group) or group[:1].upper() + group[1:])


def failed(what: str) -> str:
    """As red as Markdown can be."""
    return f"**🔴 FAILED: {plain(what)}**"


def plain(text: str) -> str:
    """Text that neither breaks a table nor is taken for markup, on one line, in characters that can be written."""
    one_line = " ".join(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "&#92;").replace("|", "\\|")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """A Markdown table whose first `words` columns are text and whose others are numbers."""
    marks = ["---"] * words + ["--:"] * (len(head) - words)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *rows))


def _short(found: Found) -> list[str]:
    records = found.records
    said = [failed(what) for what in found.broken_off]
    said += [failed(f"{title(group)}: did not run; nothing is known of it") for group in found.missing()]
    said += [failed(f"{test}: {why}") for group, test, why in found.failed if group not in found.all_groups()]
    wrong = sum(bool(_faults(one)) for one in records)
    if wrong or found.failed:
        said.append(failed(f"{wrong} of {len(records)} faults with a wrong count, {len(found.failed)} failed drills"))
    if not records:
        return [*said, "There are no records: nothing was measured."]
    rows = [("**all faults**", *_numbers(records))]
    shown = sum(bool(one.without) for one in records)
    said.append(table((f"{len(records)} faults", *NUMBERS), rows))
    said.append(f"{shown} of {len(records)} were also shown to go wrong once without what mends them.")
    return said


def _numbers(records: Sequence[Record]) -> tuple[str, ...]:
    names = ("times", "messages", "lost", "doubled", "nameless", "ledger")
    counts = [f"{sum(getattr(one, name) for one in records):,}" for name in names]
    return (*counts, *waits.figures([wait for one in records for wait in one.waited_s]))


def _faults(one: Record) -> str:
    """What is wrong with a record, in words."""
    counts = (
        ("lost", one.lost), ("doubled", one.doubled), ("without name and time", one.nameless),
        ("contradictions in the ledger", one.ledger),
    )  # fmt: skip
    wrong = [f"{number:,} {what}" for what, number in counts if number]
    return ", ".join(wrong if one.times else [*wrong, "the fault never struck"])


def _group(group: str, found: Found) -> list[str]:
    records = sorted(found.of(group), key=lambda one: one.fault)
    said = [f"## {title(group)}"]
    said += [failed(f"{test}: {why}") for of, test, why in found.failed if of == group]
    if not records:
        return [*said, "No record: this group did not run, and nothing is known of it."]
    said += [failed(f"{one.fault}: {_faults(one)}") for one in records if _faults(one)]
    told = [(plain(one.fault), plain(one.mended_by) or waits.NONE, plain(one.without) or "not shown", plain(one.note))
            for one in records]  # fmt: skip
    return [
        *said,
        table(("fault", *NUMBERS), [(plain(one.fault), *_numbers([one])) for one in records]),
        table(("fault", "what mends it", "once without it", "note"), told, words=4),
    ]


def _bench(text: str) -> list[str]:
    """From docs/bench.md: what it was measured on, its pictures, and the tables of crowds with their headings."""
    said = ["## And how fast it is meanwhile"]
    measured = re.search(r"^Measured on .+$", text, re.MULTILINE)
    tables = re.finditer(r"^\| at once .+(?:\n\|.+)+", text, re.MULTILINE)
    rows = [part for found in tables for part in (_heading(text[: found.start()]), found.group())]
    if not (measured and rows):
        return [*said, "`make bench` has not been run: nothing is known of it."]
    said += [f"From [the bench](bench.md). {measured.group()}", *(shown.group() for shown in IMAGE.finditer(text))]
    return said + [part for part in rows if part]


def _heading(before: str) -> str:
    """The last heading, one level further down; nothing where only that of the page stands before."""
    found = re.findall(r"^##+ .+$", before, re.MULTILINE)
    return f"#{found[-1]}" if found else ""


def databases() -> str:
    """The versions that the drills ran on."""
    server = Path(pgserver.__file__).parent / "pginstall/bin/postgres"
    said = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    return f"SQLite {sqlite3.sqlite_version}, PostgreSQL {said.split()[-1]}"


def write(found: Found, docs: Path = DOCS) -> None:
    """Page and picture; a picture of before that nothing was measured for is taken away."""
    bench, drawn = docs / "bench.md", docs / PICTURE
    measured = [one for one in sorted(found.records, key=lambda one: (one.group, one.fault)) if one.waited_s]
    drawn.parent.mkdir(parents=True, exist_ok=True)
    if measured:
        drawn.write_text(waits.picture(measured), encoding="utf-8")
    else:
        drawn.unlink(missing_ok=True)
    text = bench.read_text(encoding="utf-8") if bench.exists() else ""
    text = IMAGE.sub(lambda shown: shown.group() if (docs / shown.group(1)).exists() else "", text)
    made = page(found, describe(), text, PICTURE if measured else "")
    (docs / "reliability.md").write_text(made, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """0 when everything ran and nothing was lost."""
    words = argparse.ArgumentParser(prog="python -m tests.drills.page", description=(__doc__ or "").split("\n")[0])
    words.add_argument("ended", nargs="?", type=int, default=0, help="how pytest ended (0)")
    found = gather(OUT, drill_files(), words.parse_args(argv).ended)
    write(found)
    state = "everything holds" if found.holds else "SOMETHING FAILED OR DID NOT RUN: see the page"
    print(f"docs/reliability.md: {len(found.records)} faults, {state}.")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
