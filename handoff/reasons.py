"""Why a matter is as pressing as it is: the customer's own words by kind, and what the house has seen happen since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handoff.model import SEVERITIES

Reason = dict[str, str]
# What each kind of reason makes of a matter. The first six come with the customer's words, the others are seen.
SEVERITY = {
    "safety": "safety", "threat": "threat", "vulnerable": "hardship", "money": "hardship", "work": "hardship",
    "repeat": "repeat", "again": "repeat", "waited": "repeat", "asked": "repeat", "broken": "repeat",
}  # fmt: skip
MOST = 10
WORDS_LONGEST = 80


def found_in(entities: Iterable[dict[str, Any]]) -> list[Reason]:
    """The reasons that a message gives."""
    values = [e["value"] for e in entities if e.get("entity") == "gravity"]
    return [{"kind": v["kind"], "words": str(v["words"])[:WORDS_LONGEST]} for v in values if v["kind"] in SEVERITY]


def merged(*some: list[Reason] | None) -> list[Reason]:
    """All of them once. Of too many the gravest stay, and of these the earliest; a kind that has words needs no mention
    without them."""
    known: list[Reason] = []
    for one in (reason for reasons in some for reason in reasons or ()):
        if one not in known:
            known.append(one)
    worded = {one["kind"] for one in known if one["words"]}
    known = [one for one in known if one["words"] or one["kind"] not in worded]
    kept = sorted(range(len(known)), key=lambda n: (-_weight(known[n]), n))[:MOST]
    return [known[n] for n in sorted(kept)]


def seen(facts: dict[str, Any], kind: str) -> dict[str, Any]:
    """The case's facts with something that nobody said: it happened."""
    return {**facts, "why": merged(facts.get("why"), [{"kind": kind, "words": ""}])}


def gravest(reasons: Iterable[Reason]) -> str:
    """The severity that these reasons make."""
    return max((SEVERITY[one["kind"]] for one in reasons), key=SEVERITIES.index, default=SEVERITIES[0])


def sound(value: Any) -> bool:
    """Whether these are reasons that can be kept and shown."""
    return isinstance(value, list) and len(value) <= MOST and all(map(_sound, value))


def _sound(one: Any) -> bool:
    if not isinstance(one, dict) or set(one) != {"kind", "words"}:
        return False
    kind, words = one["kind"], one["words"]
    return isinstance(kind, str) and kind in SEVERITY and isinstance(words, str) and len(words) <= WORDS_LONGEST


def _weight(one: Reason) -> int:
    return SEVERITIES.index(SEVERITY[one["kind"]])
