"""What a turn begins with: everything known of the customer, composed from the truth each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handoff import reasons
from handoff.model import SEVERITIES
from handoff.store.prepared import Row
from handoff.tongues import SIMPLIFIED, TONGUES, script
from handoff.understood import sound as sound_words
from handoff.understood import sound_extension

# What `compose` adds from the truth each time, and the conversation's row therefore need not keep.
_DERIVED = ("case", "promise", "name", "channel", "reachable", "proposal", "answered", "wordless")
# The channel on which all is said aloud, and in one tongue.
SPOKEN = "voice"


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _span(value: Any) -> bool:
    try:
        starts, ends = map(datetime.fromisoformat, value)
    except (TypeError, ValueError):
        return False
    return starts.tzinfo is not None and ends.tzinfo is not None


def _rule(value: Any) -> bool:
    """Hours of some weekdays, as `wanted` keeps them."""
    if not isinstance(value, dict) or not isinstance(value.get("days"), list):
        return False
    minutes = (value.get("from"), value.get("to"))
    days = all(isinstance(day, int) and 0 <= day < 7 for day in value["days"])
    return days and all(isinstance(edge, int) and 0 <= edge <= 24 * 60 for edge in minutes)


def _wish(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(spans, list) and all(map(_span, spans))
        for spans in (value.get("windows") or [], value.get("excluded") or [])
    ) and all(
        isinstance(rules, list) and all(map(_rule, rules))
        for rules in (value.get("never") or [], value.get("only") or [])
    )  # fmt: skip


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "phone": _text, "order_number": _text, "intent": _text, "turn": _text, "threat": _texts, "asked": _texts,
    "declined": _texts, "wish": _wish, "severity": lambda value: value in SEVERITIES,
    "misunderstood": lambda value: isinstance(value, int), "cost": lambda value: isinstance(value, dict),
    "understood": sound_words, "extension": sound_extension,
    "language": lambda value: value in TONGUES, "why": reasons.sound,
}  # fmt: skip


def sound(known: dict[str, Any]) -> dict[str, Any]:
    """Without whatever no rule could work with. An action that answers nonsense must not be able to leave something
    behind on which every later promise to this customer fails."""
    return {key: value for key, value in known.items() if key not in _SHAPES or value is None or _SHAPES[key](value)}


def kept(known: dict[str, Any]) -> dict[str, Any]:
    """The part of what the dialogue knows that only the conversation holds."""
    return {key: value for key, value in known.items() if key not in _DERIVED}


def outlasting(known: dict[str, Any]) -> dict[str, Any]:
    """The part that both the conversation and its case keep: the tongue of the last clear words that were written."""
    written = known.get("language") if known.get("channel") != SPOKEN else None
    return {"language": written} if written else {}


def written_in(conversation: Row) -> dict[str, Any]:
    """The same of a conversation that goes on elsewhere."""
    return outlasting({**sound(conversation["known"]), "channel": conversation["channel"]})


def tongue_in(conversation: Row) -> str:
    """The tongue in which somebody is answered where there is no case; on the telephone, the one that it speaks."""
    return str(written_in(conversation).get("language") or SIMPLIFIED)


def _language(known: dict[str, Any], channel: str, case: Row | None, message: Row | None) -> str | None:
    """The last clear message decides. What came with something, or instead of words, was not written by hand."""
    if channel == SPOKEN:
        return SIMPLIFIED
    written = script.of(message["text"]) if message and not message["attachment"] else None
    before: str | None = known.get("language") or (case["facts"].get("language") if case else None)
    return written or before


def compose(
    conversation: Row, customer: Row, case: Row | None, live: list[Row], message: Row | None = None
) -> dict[str, Any]:
    """What is known at the beginning of a turn, from the truth alone; `message` is what the customer says in it."""
    current = case if case and case["state"] != "closed" else None
    call = next((p for p in live if p["kind"] == "call_back"), live[0] if live else None)
    known = sound(conversation["known"])
    phone = (current and current["facts"].get("phone")) or customer["phone"]
    if phone:
        known.setdefault("phone", phone)
    if case and case["facts"].get("order_number"):
        known.setdefault("order_number", case["facts"]["order_number"])
    known["case"] = current["id"] if current else None
    known["promise"] = _promise_known(call) if current and call else None
    known["language"] = _language(known, conversation["channel"], case, message)
    known["name"] = customer["name"]
    known["channel"] = conversation["channel"]
    known["reachable"] = bool(customer["phone"] and customer["phone_verified"])
    known["proposal"] = bool(current and current["state"] == "closing")
    return known


def _promise_known(call: Row) -> dict[str, Any]:
    return {"owner": call["owner_name"], "title": call["owner_title"], "due_at": call["due_at"].isoformat()}
