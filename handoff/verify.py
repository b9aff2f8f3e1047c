"""`ledger verify`: replays every event and compares every tracked row with what the events give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from handoff import ledger
from handoff.store import Store, Tx

State = dict[tuple[str, Any], dict[str, Any]]
# No row is written into these without an event.
_WITH_AN_EVENT = ("events", "cases", "promises", "notices")


def verify(store: Store, key: str) -> tuple[int, list[str]]:
    """The number of events, and a sentence for each thing that is wrong (empty when nothing is)."""
    with store.snapshot() as tx:
        events = tx.rows("events", order="id")
        state: State = {}
        wrong = _replay(events, key, state)
        wrong += _compare_totals(tx, events, key)
        wrong += _compare_rows(tx, state)
    return len(events), wrong


def _replay(events: list[dict[str, Any]], key: str, state: State) -> list[str]:
    wrong = []
    tails: dict[str, tuple[int, str]] = defaultdict(lambda: (0, ""))
    for event in sorted(events, key=lambda e: (e["case_id"], e["n"])):
        case, (n, prev) = event["case_id"], tails[event["case_id"]]
        if event["n"] != n + 1:
            wrong.append(f"case {case}: event {n + 1} is missing")
        if event["prev"] != prev:
            wrong.append(f"case {case}: event {event['n']} does not follow the one before it")
        if event["hash"] != ledger.digest(key, event["prev"], event):
            wrong.append(f"case {case}: event {event['n']} was changed")
        tails[case] = (event["n"], event["hash"])
        for change in event["data"]["changes"]:
            state.setdefault((change["t"], change["id"]), {}).update(change["set"])
    return wrong


def _compare_totals(tx: Tx, events: list[dict[str, Any]], key: str) -> list[str]:
    wrong = []
    hashes: dict[int, list[str]] = defaultdict(list)
    for event in events:
        hashes[ledger.shard_of(event["case_id"])].append(event["hash"])
    seals = {row["shard"]: row for row in tx.rows("checkpoints")}
    whole = _sealed_as_a_whole(tx, seals.values(), key)
    for shard in sorted({*hashes, *seals, *(range(ledger.SHARDS) if whole else ())}):
        seal = seals.get(shard)
        if seal is None or not ledger.sealed(key, seal, whole):
            wrong.append(f"checkpoint {shard}: missing or not sealed with this key")
        elif seal["events"] != len(hashes[shard]):
            wrong.append(f"checkpoint {shard}: {seal['events']} events were written, {len(hashes[shard])} are here")
        elif seal["total"] != ledger.add("0", hashes[shard]):
            wrong.append(f"checkpoint {shard}: the events are not those that were written")
    return wrong


def _sealed_as_a_whole(tx: Tx, seals: Collection[dict[str, Any]], key: str) -> bool:
    """Whether every shard must have a seal: once one says so, and where something was written and none is left."""
    if seals:
        return any(ledger.sealed(key, seal, whole=True) for seal in seals)
    return any(tx.rows(table, limit=1) for table in _WITH_AN_EVENT)


def _compare_rows(tx: Tx, state: State) -> list[str]:
    wrong = []
    for table in ledger.TRACKED:
        for row in tx.rows(table):
            if table == "messages" and row["case_id"] is None and (table, row["id"]) not in state:
                continue  # said before there was a case
            expected = state.pop((table, row["id"]), None)
            wrong += _compare_row(table, row, expected)
    wrong += [f"{table} {row_id}: the row is gone" for table, row_id in state]
    return wrong


def _compare_row(table: str, row: dict[str, Any], expected: dict[str, Any] | None) -> list[str]:
    if expected is None:
        return [f"{table} {row['id']}: no event tells of this row"]
    found = ledger.shown_row(table, row, row["salt"])
    return [
        f"{table} {row['id']}: {column} is not what the events give"
        for column in ledger.TRACKED[table]
        if found[column] != expected.get(column)
    ]
