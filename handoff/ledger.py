"""The ledger's arithmetic: keyed hashes chained per case, totals over all cases, commitments in place of personal text.

An event holds the columns it sets, so that replaying all events gives every tracked row again. Personal columns enter
as a salted commitment: erasing text and salt keeps the chain verifiable and the text unguessable (see `erasure`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

TRACKED: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "id", "customer_id", "conversation_id", "state", "intent", "severity", "owner_id", "first_owner_id", "about",
        "facts", "opened_at", "proposed_at", "closed_at", "closed_by",
    ),
    "promises": (
        "id", "case_id", "kind", "state", "owner_id", "owner_name", "owner_title", "slot_start", "due_at", "channel",
        "reach", "words", "what", "evidence", "made_by", "made_at", "previous_id", "gave_way", "reminded_at",
        "calling_at", "ended_at",
    ),
    "messages": ("id", "conversation_id", "case_id", "at", "sender", "author", "text", "promise_id"),
}  # fmt: skip
PERSONAL: Mapping[str, frozenset[str]] = {
    "cases": frozenset({"facts"}),
    "promises": frozenset({"words", "what", "evidence"}),
    "messages": frozenset({"text"}),
}
SHARDS = 16
_MODULUS = 1 << 256


def plain(value: Any) -> Any:
    """A value as it stands in an event: instants as UTC text, everything else as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return value


def canonical(value: Any) -> str:
    """One text for one value, whatever wrote it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)


def commitment(salt: str, value: Any) -> str:
    """Stands for a personal value without giving it away."""
    return "#" + hashlib.sha256(f"{salt}|{canonical(value)}".encode("utf-8", "surrogatepass")).hexdigest()


def shown(table: str, column: str, value: Any, salt: str) -> Any:
    """What the ledger shows of a column: a commitment where it is personal."""
    return commitment(salt, plain(value)) if column in PERSONAL[table] else plain(value)


def shown_row(table: str, values: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """The tracked part of `values`, as the ledger shows it."""
    return {column: shown(table, column, values[column], salt) for column in TRACKED[table] if column in values}


def digest(key: str, prev: str, event: Mapping[str, Any]) -> str:
    """The keyed hash of an event, which holds the hash of the one before it."""
    body = canonical({name: plain(event[name]) for name in ("case_id", "n", "at", "actor", "kind", "data")})
    return hmac.new(key.encode(), f"{prev}|{body}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def shard_of(case_id: str) -> int:
    """Which running total a case counts in; several, so that busy writers do not all wait for one row."""
    return hashlib.sha256(case_id.encode()).digest()[0] % SHARDS


def add(total: str, hashes: list[str]) -> str:
    """The running total with more event hashes in it; their order does not matter."""
    return f"{(int(total, 16) + sum(int(h, 16) for h in hashes)) % _MODULUS:064x}"


def checkpoint_mac(key: str, shard: int, events: int, total: str, whole: bool = True) -> str:
    """Seals a running total, so that nobody without the key can make one that fits a shortened ledger. `whole` says in
    the seal itself that all shards have one; without it, it is of a ledger that began with those that were needed."""
    named = f"checkpoint of {SHARDS}" if whole else "checkpoint"
    return hmac.new(key.encode(), f"{named}|{shard}|{events}|{total}".encode(), hashlib.sha256).hexdigest()


def sealed(key: str, seal: Mapping[str, Any], whole: bool) -> bool:
    """Whether a row of `checkpoints` has the seal that this key gives it."""
    return bool(seal["mac"] == checkpoint_mac(key, seal["shard"], seal["events"], seal["total"], whole))
