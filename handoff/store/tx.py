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
from typing import Any

import sqlalchemy as sa

from handoff import ledger, tables
from handoff.store.bells import Rung
from handoff.store.erased import Erasing
from handoff.store.figures import Figures
from handoff.store.given import Given
from handoff.store.people import People
from handoff.store.phone import Phones
from handoff.store.post import Post
from handoff.store.prepared import Row, Statements
from handoff.store.queries import Queries
from handoff.store.signals import Signals
from handoff.store.sounds import Sounds
from handoff.store.teams import Teams

SLOTS_LOCK = 5006_0001


class Unrecorded(Exception):
    """A tracked row was changed and no event tells it."""


class Tx(Queries, Given, Signals, Post, People, Phones, Sounds, Rung, Teams, Erasing, Figures):
    """What a use case may do inside one transaction."""

    def __init__(self, cursor: Any, statements: Statements, key: str) -> None:
        super().__init__(cursor, statements)
        self._key = key
        self._changes: dict[str, list[Row]] = {}
        self._hashes: dict[int, list[str]] = {}
        self._held: dict[tuple[str, Any], Row] = {}

    def key_for(self, use: str) -> bytes:
        """A key of its own for something that is kept as a hash only."""
        return hmac.new(self._key.encode(), use.encode(), hashlib.sha256).digest()

    def lock_slots(self) -> None:
        """From here to the commit nobody else chooses a slot. SQLite's one writer has that anyway; on PostgreSQL the
        unique index alone would make everybody who wants the same first free slot try again and again."""
        if not self.sqlite:
            self.cursor.execute(f"SELECT pg_advisory_xact_lock({SLOTS_LOCK})")

    def hold(self, table: str, ids: Sequence[Any]) -> list[Row]:
        """Many rows at once, which nobody else writes until the transaction ends. From here on `row` knows them without
        asking. In order of their ids, so that two who hold many never wait for each other."""
        found = self.rows(table, order="id", lock=True, id=sorted(ids))
        self._held |= {(table, row["id"]): row for row in found}
        return found

    def row(self, table: str, row_id: Any, lock: bool = False) -> Row | None:
        """See `Access.row`."""
        return self._held.get((table, row_id)) or super().row(table, row_id, lock)

    def insert(self, table: str, row: Row) -> Row:
        """Write a new row; returns it with its number where the database gives one."""
        if table in ledger.TRACKED:
            row.setdefault("salt", secrets.token_hex(16))
        self._insert(table, row, unless_there=False)
        self._track(table, row, row)
        return row

    def insert_unless_there(self, table: str, row: Row) -> bool:
        """Write a new row of something that is not tracked yet, unless a unique column says that it is there."""
        row.setdefault("salt", secrets.token_hex(16))
        return self._insert(table, row, unless_there=True)

    def update(self, table: str, row: Row, values: Mapping[str, Any], **only_if: Any) -> bool:
        """Change a row that was read before; False when `only_if` no longer holds. `row` is brought up to date."""
        if not self._update(table, row["id"], values, only_if):
            return False
        row.update(values)
        if (table, row["id"]) in self._held:
            self._held[table, row["id"]].update(values)
        self._track(table, row, values)
        return True

    def attach(self, messages: Sequence[Row], case_id: str) -> None:
        """Make messages part of a case: from now on the ledger knows them."""
        for message in messages:
            self._update("messages", message["id"], {"case_id": case_id}, {})
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
        last = self.last_event(case_id)
        body: Row = {"case_id": case_id, "n": (last["n"] if last else 0) + 1, "at": at, "actor": actor, "kind": kind,
                     "data": {"changes": self._changes.pop(case_id, []), "detail": dict(detail or {})}}  # fmt: skip
        body["prev"] = last["hash"] if last else ""
        body["hash"] = ledger.digest(self._key, body["prev"], body)
        self._insert("events", body, unless_there=False)
        self._hashes.setdefault(ledger.shard_of(case_id), []).append(body["hash"])

    def seal(self) -> None:
        """Bring the running totals up to date, last of all, so that their rows are locked as briefly as can be."""
        if any(self._changes.values()):
            raise Unrecorded(", ".join(sorted({c["t"] for changes in self._changes.values() for c in changes})))
        for shard, hashes in sorted(self._hashes.items()):
            self._seal_shard(shard, hashes)

    def _seal_shard(self, shard: int, hashes: list[str]) -> None:
        t = tables.checkpoints
        row = self._one(
            "shard", lambda: sa.select(t).where(t.c.shard == sa.bindparam("p_shard")).with_for_update(), p_shard=shard
        )
        count, total = (row["events"], row["total"]) if row else (0, "0")
        broken = row is not None and row["mac"] != ledger.checkpoint_mac(self._key, shard, count, total)
        count, total = count + len(hashes), ledger.add(total, hashes)
        mac = ledger.checkpoint_mac(self._key, shard, count, total)
        # A broken seal must not be mended by the next event.
        values = {"events": count, "total": total, "mac": row["mac"] if row and broken else mac}
        if row:
            self._update("checkpoints", shard, values, {}, key="shard")
        else:
            self._insert("checkpoints", {"shard": shard, **values}, unless_there=False)
