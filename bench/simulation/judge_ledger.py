"""The ledger, checked with the key alone: hashes, totals, and every tracked row against what the events give."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from datetime import datetime, timezone
from typing import Any

from bench.simulation.judge_rows import Row, Rows

_TRACKED = {
    "cases": "id customer_id conversation_id state intent severity owner_id first_owner_id about facts opened_at "
             "proposed_at closed_at closed_by",
    "promises": "id case_id kind state owner_id owner_name owner_title slot_start due_at channel reach words what "
                "evidence made_by made_at previous_id gave_way reminded_at calling_at ended_at",
    "messages": "id conversation_id case_id at sender author text promise_id",
}  # fmt: skip
_PERSONAL = {"cases": {"facts"}, "promises": {"words", "what", "evidence"}, "messages": {"text"}}
_SHARDS, _MODULUS = 16, 1 << 256


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _sealed(salt: str, value: Any) -> str:
    return "#" + hashlib.sha256(f"{salt}|{_text(_plain(value))}".encode()).hexdigest()


def _mac(key: str, said: str) -> str:
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def wrong(rows: Rows, key: str) -> list[str]:
    """A sentence for each contradiction."""
    state: dict[tuple[str, Any], Row] = {}
    return [*_chains(rows, key, state), *_totals(rows, key), *_rows(rows, state)]


def _chains(rows: Rows, key: str, state: dict[tuple[str, Any], Row]) -> list[str]:
    found, ends = [], dict[str, tuple[int, str]]()
    for event in sorted(rows["events"], key=lambda e: (e["case_id"], e["n"])):
        n, prev = ends.get(event["case_id"], (0, ""))
        body = _text({name: _plain(event[name]) for name in ("case_id", "n", "at", "actor", "kind", "data")})
        if (event["n"], event["prev"]) != (n + 1, prev) or event["hash"] != _mac(key, f"{event['prev']}|{body}"):
            found.append(f"case {event['case_id']}: event {event['n']} is not what was written")
        ends[event["case_id"]] = (event["n"], event["hash"])
        for change in event["data"]["changes"]:
            state.setdefault((change["t"], change["id"]), {}).update(change["set"])
    return found


def _totals(rows: Rows, key: str) -> list[str]:
    sums: dict[int, list[int]] = defaultdict(list)
    for event in rows["events"]:
        shard = hashlib.sha256(event["case_id"].encode()).digest()[0] % _SHARDS
        sums[shard].append(int(event["hash"], 16))
    seals = {row["shard"]: row for row in rows["checkpoints"]}
    found = []
    for shard in {*sums, *seals}:
        seal, hashes = seals.get(shard), sums[shard]
        total = f"{sum(hashes) % _MODULUS:064x}"
        if seal is None or (seal["events"], seal["total"]) != (len(hashes), total):
            found.append(f"checkpoint {shard}: {len(hashes)} events are not those that were counted")
        elif seal["mac"] != _mac(key, f"checkpoint of {_SHARDS}|{shard}|{seal['events']}|{seal['total']}"):
            found.append(f"checkpoint {shard}: not sealed with this key")
    return found


def _rows(rows: Rows, state: dict[tuple[str, Any], Row]) -> list[str]:
    found = []
    for table, columns in _TRACKED.items():
        for row in rows[table]:
            expected = state.pop((table, row["id"]), None)
            if expected is None:
                if table != "messages" or row["case_id"] is not None:
                    found.append(f"{table} {row['id']}: no event tells of this row")
                continue
            for column in columns.split():
                value = row[column]
                shown = _sealed(row["salt"], value) if column in _PERSONAL[table] else _plain(value)
                if shown != expected.get(column):
                    found.append(f"{table} {row['id']}: {column} is not what the events give")
    return found + [f"{table} {one}: the row is gone" for table, one in state]
