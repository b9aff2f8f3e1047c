"""What a first message is about, as the hand-off will treat it: one of the four services, or something else.

The hand-off decides this itself, from the same intent and threats (`handoff/heard.py`); here it is said once more for
whoever measures, because `nlu` knows no other room. A test keeps the two alike.
"""

from __future__ import annotations

SERVICES = ("complaint", "repair_status", "refund", "hq_contact")
OTHER = "other"
MEANINGS = (*SERVICES, OTHER)
_MEANT_AS = {"threat": "complaint"}


def meant(intent: str | None, threat: bool) -> str:
    """A threat (or a danger) is a complaint, unless the message is about another of the services: then about that."""
    heard = _MEANT_AS.get(intent or "", intent)
    if heard in SERVICES:
        return heard
    return "complaint" if threat else OTHER
