"""What each command does; `handoff.__main__` reads the words."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from argparse import Namespace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from handoff import bootstrap, companies, company_rota, verify
from handoff import dump as dumps
from handoff.check import check as check_company
from handoff.companies import NoCompany
from handoff.company import load
from handoff.model import Company
from handoff.store import Conflict, Tx, Unavailable

log = logging.getLogger("handoff")


def migrate(_: Namespace) -> int:
    """Bring the database up to date."""
    from migrations.upgrade import upgrade  # Alembic is needed by nothing else

    upgrade(bootstrap.settings().database_url)
    if bootstrap.settings().ledger_key:
        bootstrap.store().write(lambda tx: tx.seal_as_a_whole())
    print("The database is up to date.")
    return 0


def import_(_: Namespace) -> int:
    """Load the company folder, unless somebody could be left without a promise in it."""
    folder = Path(bootstrap.settings().company)
    company = load(folder)
    if not _report(company):
        print(f"{folder} was not imported; the company of before goes on.", file=sys.stderr)
        return 1
    version, new = companies.import_folder(bootstrap.store(), company, folder, bootstrap.clock().now())
    print(f"{folder}: {'imported as' if new else 'unchanged since'} version {version}.")
    return 0


def check(_: Namespace) -> int:
    """Judge the company folder, or what was imported where there is no folder."""
    folder = Path(bootstrap.settings().company)
    if not _report(load(folder) if folder.exists() else bootstrap.company()):
        return 1
    print("A promise can be made at any time.")
    return 0


def _report(company: Company) -> bool:
    """Print what is wrong with a company; False for one in which somebody could be left without a promise."""
    report = check_company(company, bootstrap.clock().now())
    for line in report.warnings:
        print(f"warning: {line}")
    for line in report.errors:
        print(f"error: {line}", file=sys.stderr)
    return not report.errors


def keep(_: Namespace) -> int:
    """Sweep until told to stop; a database that does not answer, or holds no company yet, is waited for."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    watcher, period = bootstrap.watcher(), bootstrap.settings().keeper_period_s
    office = bootstrap.post_office()
    office.start()
    log.info("keeper started")
    said = ""
    while not stop.is_set():
        try:
            watcher.sweep()
            said = ""
        except (Unavailable, Conflict, NoCompany) as error:
            if said != str(error):  # a log that grows every second would fill the disk that perhaps is full already
                log.error("the keeper tries again until it can work: %s", error)
            said = str(error)
        stop.wait(period)
    office.stop()
    log.info("keeper stopped")
    return 0


def promises(arguments: Namespace) -> int:
    """List promises."""
    with bootstrap.store().read() as tx:
        shown = listed(tx, bootstrap.companies().current(tx).timezone)
    if arguments.json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        for row in shown:
            print(f"{row['due_at']}  {row['state']:9} {row['kind']:9} {row['owner']}（{row['title']}）  {row['case']}")
    return 0


def listed(tx: Tx, zone: tzinfo) -> list[dict[str, Any]]:
    """All promises, soonest first, as `--json` shows them."""
    return [_promise(row, zone) for row in tx.rows("promises", order="due_at")]


def _promise(row: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    at = {name: row[name].astimezone(zone).isoformat() if row[name] else None
          for name in ("slot_start", "due_at", "made_at", "ended_at")}  # fmt: skip
    return {
        "id": row["id"], "case": row["case_id"], "kind": row["kind"], "state": row["state"], "owner": row["owner_name"],
        "owner_id": row["owner_id"], "title": row["owner_title"], "channel": row["channel"], "made_by": row["made_by"],
        "previous": row["previous_id"], "gave_way": row["gave_way"], **at,
    }  # fmt: skip


def people(arguments: Namespace) -> int:
    """List people with the intents of their team."""
    company = bootstrap.company()
    shown = [
        {"name": p.name, "title": p.title, "team": p.team, "organisation": p.organisation,
         "intents": list(company.teams[p.team].intents) if p.team in company.teams else [], "id": p.id, "role": p.role}
        for p in company.people.values()
    ]  # fmt: skip
    if arguments.json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        for one in shown:
            print(f"{one['id']:12} {one['name']}（{one['title']}）  {one['team']}  {one['role']}")
    return 0


def rota(arguments: Namespace) -> int:
    """Print the weekly shifts."""
    company = bootstrap.company()
    if arguments.csv:
        sys.stdout.buffer.write(company_rota.to_table(company).encode())  # the very bytes that a file should hold
    else:
        for shift in company_rota.by_person(company):
            name, days = company.people[shift.person].name, company_rota.days(shift.weekdays)
            print(f"{shift.person:12} {name}  {company_rota.hours(shift)}  {days}")
    return 0


def password(arguments: Namespace) -> int:
    """Set a password, read from standard input so that it stands in no process list."""
    company = bootstrap.company()
    person = next((p for p in company.people.values() if arguments.person in (p.id, p.name)), None)
    if person is None:
        print(f"nobody is called {arguments.person}; `python -m handoff people` lists everybody", file=sys.stderr)
        return 1
    hashed = companies.hash_password(sys.stdin.readline().rstrip("\n"))
    bootstrap.store().write(lambda tx: tx.set_password(person.id, hashed))
    print(f"The password of {person.name} is set.")
    return 0


def verify_ledger(_: Namespace) -> int:
    """Say whether the ledger holds."""
    events, wrong = verify.verify(bootstrap.store(), bootstrap.settings().ledger_key)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{events} events, {len(wrong)} contradictions.")
    return 1 if wrong else 0


def dump(arguments: Namespace) -> int:
    """Write the whole database into a file."""
    rows = dumps.dump(bootstrap.store(), arguments.file, _progress)
    held = "It holds customers' words and password hashes: keep it as you keep the database."
    print(f"{arguments.file}: {rows} rows. {held}")
    return 0


def restore(arguments: Namespace) -> int:
    """Fill an empty database from a file."""
    rows = dumps.restore(bootstrap.store(), arguments.file, _progress)
    print(f"{rows} rows were restored. Now: python -m handoff ledger verify")
    return 0


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
