"""What a case knows of its customer's wishes: which number, at what times, and how to get back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handoff import wanted
from handoff.model import SHANGHAI, Window, Wish
from handoff.recall import SPOKEN
from handoff.store import Row
from handoff.tongues import SIMPLIFIED

# So far ahead hours that are never wanted are kept clear.
NEVER_DAYS = 21
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

if TYPE_CHECKING:
    from handoff.scene import Scene


def wish_of(known: Mapping[str, Any], now: datetime) -> Wish:
    """The customer's wish as the rules want it, from what the dialogue knows. What is never wanted is barred on the
    days to come, except inside a window that was asked for all the same."""
    said: Mapping[str, Any] = known.get("wish") or {}
    windows = _windows(said.get("windows"))
    never = wanted.on_days(said.get("never") or [], now.astimezone(SHANGHAI), NEVER_DAYS)
    barred = [part for one in never for part in wanted.apart(one, windows)] if said.get("never") else []
    return Wish(windows, (*_windows(said.get("excluded")), *barred))


def joined(facts: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a case keeps of the wish with what was said since. What was unclear is told once, and not kept."""
    said = known.get("wish") or {}
    if not any(said.values()):
        return {}
    wish = wanted.join(facts.get("wish") or {}, said)
    return {"wish": {name: value for name, value in wish.items() if name != "unclear"}}


def taken_as(scene: Scene, known: Mapping[str, Any], case: Row) -> tuple[Window, ...] | None:
    """The windows to read back to the customer because what they said could be meant otherwise, none of them passed;
    None where there was no doubt."""
    if not (known.get("wish") or {}).get("unclear"):
        return None
    wish = wish_of(case["facts"], scene.now)
    return tuple(sorted((one for one in wish.wanted if one.ends > scene.now), key=lambda one: one.starts))


def hours_words(rule: Mapping[str, Any]) -> str:
    """A rule as colleagues read it: 「每天 05:00–12:00」, 「周六、周日」."""
    days = "、".join(_WEEKDAYS[day] for day in rule["days"]) if len(rule["days"]) < len(_WEEKDAYS) else "每天"
    edges = (divmod(rule[edge], 60) for edge in ("from", "to"))
    hours = "–".join(f"{hour:02}:{minute:02}" for hour, minute in edges)
    return days if hours == "00:00–24:00" else f"{days} {hours}"


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
