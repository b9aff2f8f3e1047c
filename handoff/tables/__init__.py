"""The tables, a file for each part of the house."""

from handoff.tables.base import Instant, metadata
from handoff.tables.bells import bells
from handoff.tables.cases import (
    addresses,
    cases,
    checkpoints,
    conversations,
    customers,
    events,
    messages,
    promises,
)
from handoff.tables.house import accounts, alarms, company, heartbeats, notices, sign_in_failures, team_records
from handoff.tables.phone import phone_calls
from handoff.tables.post import codes, cursors, deliveries, early_receipts, vendor_tokens
from handoff.tables.recordings import recording_parts, recordings
from handoff.tables.sessions import sessions

__all__ = [
    "Instant", "accounts", "addresses", "alarms", "bells", "cases", "checkpoints", "codes", "company", "conversations",
    "cursors", "customers", "deliveries", "early_receipts", "events", "heartbeats", "messages", "metadata", "notices",
    "phone_calls", "promises", "recording_parts", "recordings", "sessions", "sign_in_failures", "team_records",
    "vendor_tokens",
]  # fmt: skip
