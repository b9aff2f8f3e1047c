"""One transaction: plain reads and writes by table name, and the ledger's events.

Changes of tracked tables are gathered until `event` writes them down; a transaction that changed a tracked row without
an event cannot commit.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from handoff import ledger
from handoff.model import Window
from handoff.store.access import LIVE
from handoff.store.bells import Rung
from handoff.store.boards import Boards
from handoff.store.deferred import Deferred
from handoff.store.erased import Erasing
from handoff.store.figures import Figures
from handoff.store.finding import Finding
from handoff.store.given import Given
from handoff.store.people import People
from handoff.store.phone import Phones
from handoff.store.post import Post
from handoff.store.prepared import Row, Statements
from handoff.store.queries import Queries
from handoff.store.seals import Seals
from handoff.store.signals import Signals
from handoff.store.sounds import Sounds
from handoff.store.teams import Teams
from handoff.store.whole import Whole

SLOTS_LOCK = 5006_0001
# The end of a chain that has no event yet.
BEGINNING = (0, "")


class Unrecorded(Exception):
    """A tracked row was changed and no event tells it."""


class Tx(
    Seals, Deferred, Queries, Given, Signals, Post, People, Phones, Sounds, Rung, Teams, Erasing, Figures, Whole,
    Boards, Finding,
):  # fmt: skip
    """What a use case may do inside one transaction."""

    def __init__(self, cursor: Any, statements: Statements, key: str) -> None:
        super().__init__(cursor, statements)
        self._key = key
        self._changes: dict[str, list[Row]] = {}
        self._hashes: dict[int, list[str]] = {}
        self._held: dict[tuple[str, Any], Row] = {}
        self._numbers: list[int] = []
        self._live: dict[str, list[Row]] = {}
        self._tails: dict[str, tuple[int, str]] = {}

    def key_for(self, use: str) -> bytes:
        """A key of its own for something that is kept as a hash only."""
        return hmac.new(self._key.encode(), use.encode(), hashlib.sha256).digest()

    def lock_slots(self) -> None:
        """From here to the commit nobody else who asks for this lock chooses a slot. SQLite's one writer has that
        anyway."""
        if not self.sqlite:
            self.cursor.execute(f"SELECT pg_advisory_xact_lock({SLOTS_LOCK})")

    def hold(self, table: str, ids: Sequence[Any]) -> list[Row]:
        """Many rows at once, which nobody else writes until the transaction ends; with cases, their promises. From here
        on `row` and `live_promises` know them without asking. In order of their ids, so that two who hold many never
        wait for each other."""
        found = self.rows(table, order="id", lock=True, id=sorted(ids))
        self._held |= {(table, row["id"]): row for row in found}
        if table == "cases":  # whoever has a case has the end of its chain
            self._tails |= self.last_events([row["id"] for row in found])
            self._live = {row["id"]: [] for row in found}
            for bound in self.rows("promises", case_id=list(self._live), lock=True):
                self._held["promises", bound["id"]] = bound
                self._live[bound["case_id"]].append(bound)
            self._numbers = [] if self.sqlite else self.next_messages(2 * len(found))
        return found

    def live_promises(self, case_id: str) -> list[Row]:
        """See `Given.live_promises`."""
        if case_id not in self._live:
            return super().live_promises(case_id)
        return sorted((p for p in self._live[case_id] if p["state"] in LIVE), key=itemgetter("due_at"))

    def row(self, table: str, row_id: Any, lock: bool = False) -> Row | None:
        """See `Access.row`. A conversation that is locked is known from then on: every use case comes back to it."""
        found = self._held.get((table, row_id)) or super().row(table, row_id, lock)
        if found and lock and table == "conversations":
            self._held[table, row_id] = found
        return found

    def turn(self, turn_id: int) -> tuple[Row, Row] | None:
        """See `Queries.turn`."""
        found = super().turn(turn_id)
        if found:
            self._held["conversations", found[1]["id"]] = found[1]
        return found

    def insert(self, table: str, row: Row) -> Row:
        """Write a new row; returns it with its number where the database gives one."""
        if table in ledger.TRACKED:
            row.setdefault("salt", secrets.token_hex(16))
        if "id" in row:
            self._later(*self._inserting(table, row), row)
        elif not self._write_numbered(table, row):
            self._insert(table, row, unless_there=False)
        self._track(table, row, row)
        if table == "promises":
            self._now_given(row)
        if table == "cases":
            self._tails[row["id"]] = BEGINNING
        return row

    def _write_numbered(self, table: str, row: Row) -> bool:
        """Write a message with a number that was taken in advance, where there are some."""
        if table != "messages" or not self._numbers:
            return False
        row["id"] = self._numbers.pop(0)
        self._later(*self._inserting(table, row), row)
        return True

    def _now_given(self, bound: Row) -> None:
        if bound["slot_start"]:
            self.slot_given(bound["owner_id"], Window(bound["slot_start"], bound["due_at"]))
        if bound["case_id"] in self._live:
            self._live[bound["case_id"]].append(bound)
            self._held["promises", bound["id"]] = bound

    def insert_later(self, table: str, row: Row) -> None:
        """Write a row whose number nothing in this transaction needs."""
        self._later(*self._inserting(table, row), row)

    def insert_unless_there(self, table: str, row: Row) -> bool:
        """Write a new row of something that is not tracked yet, unless a unique column says that it is there."""
        row.setdefault("salt", secrets.token_hex(16))
        return self._insert(table, row, unless_there=True)

    def update(self, table: str, row: Row, values: Mapping[str, Any], **only_if: Any) -> bool:
        """Change a row that was read before; False when `only_if` no longer holds. `row` is brought up to date."""
        held = self._held.get((table, row["id"]))
        if held is None:
            if not self._update(table, row["id"], values, only_if):
                return False
        elif any(held[name] != wanted for name, wanted in only_if.items()):
            return False
        else:  # nobody else can have changed it
            self._later(*self._updating(table, row["id"], values, {}))
            held.update(values)
        if table == "promises" and "state" in values:
            self.slot_freed(row["owner_id"])
        row.update(values)
        self._track(table, row, values)
        return True

    def attach(self, messages: Sequence[Row], case_id: str) -> None:
        """Make messages part of a case: from now on the ledger knows them."""
        for message in messages:
            self._later(*self._updating("messages", message["id"], {"case_id": case_id}, {}))
            message["case_id"] = case_id
            self._track("messages", message, message)

    def _track(self, table: str, row: Row, values: Mapping[str, Any]) -> None:
        case_id = row["id"] if table == "cases" else row.get("case_id")
        if table not in ledger.TRACKED or case_id is None:
            return
        change = {"t": table, "id": row["id"], "set": ledger.shown_row(table, values, row["salt"])}
        if change["set"]:
            self._changes.setdefault(case_id, []).append(change)

    def event(self, case_id: str, kind: str, actor: str, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Write down what was changed of a case and why. `detail` must hold nothing personal."""
        n, prev = self._tails.get(case_id) or self.last_event(case_id)
        body: Row = {"case_id": case_id, "n": n + 1, "at": at, "actor": actor, "kind": kind, "prev": prev,
                     "data": {"changes": self._changes.pop(case_id, []), "detail": dict(detail or {})}}  # fmt: skip
        body["hash"] = ledger.digest(self._key, body["prev"], body)
        self.insert_later("events", body)
        self._tails[case_id] = (body["n"], body["hash"])
        self._hashes.setdefault(ledger.shard_of(case_id), []).append(body["hash"])

    def seal(self) -> None:
        """Bring the running totals up to date, last of all, so that their rows are locked as briefly as can be."""
        if any(self._changes.values()):
            raise Unrecorded(", ".join(sorted({c["t"] for changes in self._changes.values() for c in changes})))
        if self._hashes:
            self._add_to_totals(self._hashes)
        self.write_waiting()
