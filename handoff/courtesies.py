"""What the dialogue says before there is a promise, or beside the matter: greetings, thanks, and its few questions."""

from __future__ import annotations

from typing import Any

from handoff.tongues import SIMPLIFIED, say, whole

GREET, WELCOME, GOODBYE = "greet", "welcome", "goodbye"
WHAT_ABOUT, NOTED_WHAT_ABOUT = "what_about", "noted_what_about"


def courtesy(name: str, known: dict[str, Any]) -> str:
    """One of these, in the customer's tongue."""
    return say(_tongue(known), name)


def question(known: dict[str, Any], what: str) -> str:
    """Ask for the phone or the order number; sorry and thank you come before the first question."""
    tongue = _tongue(known)
    opening = "" if known.get("asked") else say(tongue, _opening(known))
    return whole(tongue, opening, say(tongue, f"ask_{what}"))


def _opening(known: dict[str, Any]) -> str:
    if known.get("repeat"):
        return "sorry_repeat"
    return "sorry" if known.get("intent") == "complaint" else "taken"


def _tongue(known: dict[str, Any]) -> str:
    return str(known.get("language") or SIMPLIFIED)


def too_fast(tongue: str = SIMPLIFIED) -> str:
    """More waits for an answer than is taken in at once."""
    return say(tongue, "too_fast")
