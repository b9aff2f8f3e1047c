"""The core's commands: `python -m handoff --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from handoff import commands, record_commands
from handoff.companies import NoCompany
from handoff.files import CompanyError
from handoff.store import Unavailable


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = argparse.ArgumentParser(prog="python -m handoff", description="Cases, promises, people: Yinuo's core.")
    sub = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add(sub, "migrate", commands.migrate, "create the database or bring it up to date")
    _add(sub, "check", commands.check, "make sure that a promise can be made at any time")
    _add(sub, "import", commands.import_, "load the company folder into the database")
    _add(sub, "keep", commands.keep, "run the keeper, which watches promises")
    _add(sub, "promises", commands.promises, "list promises, soonest first").add_argument(
        "--json", action="store_true", help="as JSON, all fields"
    )
    _add(sub, "people", commands.people, "list the company's people").add_argument(
        "--json", action="store_true", help="as JSON: name, title, team, organisation, intents"
    )
    _add(sub, "rota", commands.rota, "list the weekly shifts").add_argument(
        "--csv", action="store_true", help="as company/shifts.csv, for a spreadsheet"
    )
    password = _add(sub, "password", commands.password, "set a password for the desk, read from standard input")
    password.add_argument("person", help="the person's id or name")
    record_commands.add(sub)
    for name, run, text in (
        ("dump", commands.dump, "write the whole database into a new file, for a back-up or for another database"),
        ("restore", commands.restore, "write a dumped file into an empty, migrated database"),
    ):
        _add(sub, name, run, text).add_argument("file", type=Path, help="compressed lines of JSON")
    ledger = sub.add_parser("ledger", help="the ledger of every change").add_subparsers(
        dest="ledger", required=True, metavar="COMMAND"
    )
    _add(ledger, "verify", commands.verify_ledger, "replay all events and compare every row with what they give")
    return top


Parsers = argparse._SubParsersAction


def _add(
    sub: Parsers[argparse.ArgumentParser], name: str, run: object, text: str
) -> argparse.ArgumentParser:
    made = sub.add_parser(name, help=text, description=text)
    made.set_defaults(run=run)
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. What went wrong is one sentence on standard error."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (CompanyError, NoCompany, RuntimeError, Unavailable) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
