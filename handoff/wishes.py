"""What a case knows of its customer's wishes: which number, at what times, and how to get back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handoff.model import Window, Wish
from handoff.recall import SPOKEN
from handoff.store import Row
from handoff.tongues import SIMPLIFIED

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


def tongue_of(scene: Scene, case: Row) -> str:
    """The tongue in which this case's customer is told anything, whoever causes it: that of their last clear words.
    On the telephone, the one that it speaks."""
    own = str(case["facts"].get("language") or SIMPLIFIED)
    if own == SIMPLIFIED:
        return own
    conversation = scene.tx.row("conversations", case["conversation_id"]) or {}
    return SIMPLIFIED if conversation["channel"] == SPOKEN else own


def phone_of(case: Row) -> str:
    """The number that the owner will call, empty when there is none."""
    return str(case["facts"].get("phone") or "")
