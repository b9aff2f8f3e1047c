"""What a case knows of its customer's wishes: which number, at what times, and how to get back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handoff.model import Window, Wish
from handoff.store import Row

if TYPE_CHECKING:
    from handoff.commitments import Scene


def wish_of(known: Mapping[str, Any]) -> Wish:
    """The customer's wish as the rules want it, from what the dialogue knows."""
    said: Mapping[str, Any] = known.get("wish") or {}
    return Wish(_windows(said.get("windows")), _windows(said.get("excluded")))


def _windows(pairs: Iterable[Sequence[str]] | None) -> tuple[Window, ...]:
    return tuple(Window(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in pairs or ())


def reach_of(facts: Mapping[str, Any], phone: str, channel: str) -> str:
    """How the owner will get back: by phone when there is a number and the customer wants to be called. Who rings
    without either rings again, and is put through."""
    if phone and not (facts.get("wish") or {}).get("nocall"):
        return "call"
    return "ring_again" if channel == "voice" else "message"


def reach_in(scene: Scene, case: Row) -> str:
    """The same for a case, in the conversation where it goes on."""
    conversation = scene.tx.row("conversations", case["conversation_id"]) or {}
    return reach_of(case["facts"], phone_of(case), conversation["channel"])


def phone_of(case: Row) -> str:
    """The number that the owner will call, empty when there is none."""
    return str(case["facts"].get("phone") or "")
