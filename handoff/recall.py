"""What a turn begins with: everything known of the customer, composed from the truth each time."""

from __future__ import annotations

from typing import Any

from handoff.store.prepared import Row

# What `compose` adds from the truth each time, and the conversation's row therefore need not keep.
_DERIVED = ("case", "promise", "name", "channel", "reachable", "proposal", "answered")


def kept(known: dict[str, Any]) -> dict[str, Any]:
    """The part of what the dialogue knows that only the conversation holds."""
    return {key: value for key, value in known.items() if key not in _DERIVED}


def compose(conversation: Row, customer: Row, case: Row | None, live: list[Row]) -> dict[str, Any]:
    """What is known at the beginning of a turn, from the truth alone."""
    current = case if case and case["state"] != "closed" else None
    call = next((p for p in live if p["kind"] == "call_back"), live[0] if live else None)
    known: dict[str, Any] = dict(conversation["known"])
    phone = (current and current["facts"].get("phone")) or customer["phone"]
    if phone:
        known.setdefault("phone", phone)
    if case and case["facts"].get("order_number"):
        known.setdefault("order_number", case["facts"]["order_number"])
    known["case"] = current["id"] if current else None
    known["promise"] = _promise_known(call) if current and call else None
    known["name"] = customer["name"]
    known["channel"] = conversation["channel"]
    known["reachable"] = bool(customer["phone"] and customer["phone_verified"])
    known["proposal"] = bool(current and current["state"] == "closing")
    return known


def _promise_known(call: Row) -> dict[str, Any]:
    return {"owner": call["owner_name"], "title": call["owner_title"], "due_at": call["due_at"].isoformat()}
