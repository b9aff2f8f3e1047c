"""The commands about what is kept: give one case away, give a customer what is theirs, erase it."""

from __future__ import annotations

import argparse
import os
import sys
from argparse import Namespace
from pathlib import Path

from handoff import bootstrap, erasure, sound
from handoff.model import NotFound, Refused
from handoff.recordings import LONGEST_PART
from handoff.records import ADMINISTRATOR, MEDIA, Form
from handoff.scene import Scene
from handoff.store import Row, Tx, log

STILL_READABLE = (
    "SQLite's log beside the database (its name ends in -wal) still holds what was erased, as others were reading all "
    "the time. Run the same command again, or restart the house: either empties it."
)


def add(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The words of these commands."""
    export_ = _add(sub, "export", export, "write one case as a document, for a regulator for instance")
    export_.add_argument("case", help="the case's number")
    export_.add_argument("--out", required=True, help="the file to write: .html to read and print, .json for programs")
    customer_ = _add(sub, "customer", customer, "write everything that is kept of one customer, for that customer")
    _whom(customer_)
    customer_.add_argument("--out", required=True, help="the .json to write; the same as .html, and sound, beside it")
    erase_ = _add(sub, "erase", erase, "erase what is kept of one customer; the ledger still verifies afterwards")
    _whom(erase_)
    erase_.add_argument("--yes", action="store_true", help="for scripts: do not ask")


def _add(
    sub: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object, text: str
) -> argparse.ArgumentParser:
    made = sub.add_parser(name, help=text, description=text)
    made.set_defaults(run=run)
    return made


def _whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", help="a telephone number that was verified to be the customer's")
    parser.add_argument("--case", help="or the number of one of their cases")


def export(arguments: Namespace) -> int:
    """Write one case."""
    target = Path(arguments.out)
    form: Form = "json" if target.suffix == ".json" else "html"
    if target.suffix[1:] not in MEDIA:
        return _refuse("--out must end in .html or .json")
    try:
        paper = bootstrap.records().export(ADMINISTRATOR, arguments.case, form)
    except NotFound:
        return _refuse(f"there is no case {arguments.case}")
    _write(target, paper.data)
    print(f"{target}: SHA-256 {paper.sha256}, noted on the case's ledger.")
    return 0


def customer(arguments: Namespace) -> int:
    """Write everything of one customer."""
    target = Path(arguments.out)
    if target.suffix != ".json":
        return _refuse("--out must end in .json")
    who = _one(arguments)
    if who is None:
        return 1
    data, page = bootstrap.records().all_of(who["id"])
    _write(target, data.data)
    _write(target.with_suffix(".html"), page.data)
    tapes = _tapes(who["id"], target)
    print(f"{target} and {target.with_suffix('.html')}; recordings: {tapes}. Give them to this customer only.")
    return 0


def erase(arguments: Namespace) -> int:
    """Erase one customer, once it is sure that they are meant."""
    who = _one(arguments)
    if who is None:
        return 1
    with bootstrap.store().read() as tx:
        blocked = erasure.in_the_way(_scene(tx), who["id"])
        cases = [case["id"] for case in tx.rows("cases", order="opened_at", customer_id=who["id"])]
    if blocked:
        return _refuse("Nothing was erased; this must end first:\n  " + "\n  ".join(blocked))
    asked = cases[-1] if cases else str(arguments.number)
    print(f"Everything of the customer of {', '.join(cases) or asked} is erased for good.")
    if not arguments.yes:
        print(f"Type {asked} to go on: ", end="", flush=True)
        if sys.stdin.readline().strip() != asked:
            return _refuse("Nothing was erased.")
    try:
        done = bootstrap.store().write(lambda tx: erasure.erase(_scene(tx), who["id"], ADMINISTRATOR))
    except Refused as refused:
        return _refuse(f"Nothing was erased: {refused.message}")
    print("Erased: " + ", ".join(f"{count} {table}" for table, count in done.items() if count))
    if not log.empty(bootstrap.store()):
        print(STILL_READABLE, file=sys.stderr)
    return 0


def _one(arguments: Namespace) -> Row | None:
    """The customer who is meant; None, and said why, where that is not clear."""
    if bool(arguments.case) == bool(arguments.number):
        _refuse("give either a verified number or --case and the number of a case")
        return None
    with bootstrap.store().read() as tx:
        found = [erasure.customer_of_case(tx, arguments.case)] if arguments.case else []
        found += erasure.customers_with(tx, arguments.number) if arguments.number else []
    known = [one for one in found if one]
    if len(known) == 1:
        return known[0]
    if known:
        _refuse("two customers had this number before they were known to be one; say which by --case")
    else:
        _refuse("nobody is known by that; a number counts only where it was verified")
    return None


def _scene(tx: Tx) -> Scene:
    return Scene(tx, bootstrap.companies().current(tx), bootstrap.clock().now())


def _tapes(customer_id: str, target: Path) -> int:
    """Write the sound of their calls beside the rest; how many."""
    folder, count = target.with_suffix(".recordings"), 0
    with bootstrap.store().read() as tx:
        talks = [c["id"] for c in tx.rows("conversations", customer_id=customer_id)]
        calls = tx.rows("phone_calls", conversation_id=talks) if talks else []
        for call in calls:
            for row in tx.rows("recordings", id=call["id"], state="kept"):
                last = sound.whole(row["size"]) - 1
                parts = tx.parts(row["id"], *sound.samples(0, last), LONGEST_PART)
                kept = [(part["starts"], bytes(part["audio"])) for part in parts]
                folder.mkdir(mode=0o700, exist_ok=True)
                name = f"{row['began_at']:%Y%m%d-%H%M%S}-{row['id'][:6]}.wav"
                _write(folder / name, sound.stretch(row["size"], 0, last, kept))
                count += 1
    return count


def _write(target: Path, data: bytes) -> None:
    """For nobody else on this machine to read."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
