"""A turn as the bot takes it: what was said is read off the message's own mark, and answered as `actions/` would.

Nobody has to be understood here, so every message carries what it means: 〔intent|key=value|...〕. The judge reads the
customer's windows from the same marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handoff import heard
from handoff.model import Said, Turn
from handoff.short import NO, OTHER_TIME, YES

if TYPE_CHECKING:
    from bench.simulation.workers import Worker

_MARK = re.compile(r"〔(.*?)〕")
_SHORT = {YES: "affirm", NO: "deny", OTHER_TIME: "change_time", "好的": "affirm"}
_COURTESY = ("affirm", "deny", "thank", "goodbye", "give_phone")
SURE = 0.9


@dataclass(frozen=True)
class Meant:
    """What a message means."""

    intent: str
    entities: list[dict[str, Any]] = field(default_factory=list)


def mark(intent: str, **facts: str) -> str:
    """What stands at the end of a message."""
    return "〔" + "|".join([intent, *(f"{key}={value}" for key, value in facts.items())]) + "〕"


def meant(text: str) -> Meant:
    """Its intent and entities; what carries no mark is not understood."""
    found = _MARK.search(text)
    if found is None:
        return Meant(_SHORT.get(text, "nlu_fallback"))
    intent, *facts = found[1].split("|")
    entities: list[dict[str, Any]] = []
    for fact in facts:
        key, _, value = fact.partition("=")
        if key in ("want", "not"):
            spans = [value.split("~")]
            wish = {
                "kind": "window",
                "windows": spans if key == "want" else [],
                "excluded": [] if key == "want" else spans,
            }
            entities.append({"entity": "callback_time", "value": wish})
        else:
            entities.append({"entity": key, "value": _value(key, value)})
    return Meant(intent, entities)


def _value(key: str, value: str) -> Any:
    if key == "cost":
        return {"amount": value}
    return {"kind": value, "words": "原话"} if key == "gravity" else value


def answer(bot: Worker, turn: Turn) -> None:
    """Decide what this turn needs, and ask the core for it."""
    now = meant(turn.text)
    known: dict[str, Any] = heard.merge(dict(turn.known), now.intent, SURE, now.entities)
    said = _said(bot, turn, now.intent, known)
    if not said.closed:
        new = dict(said.known) if said.known else known
        bot.intake.close(turn.id, list(said.texts), new, {"requested": new.pop("requested", None)})


def _said(bot: Worker, turn: Turn, intent: str, known: dict[str, Any]) -> Said:
    in_hand = bool(known.get("case"))
    if intent == "solved":
        return bot.intake.solved(turn.id, known)
    if intent == "ask_status" and in_hand:
        return bot.intake.tell_promise(turn.id, known)
    if intent == "change_time" and in_hand:
        return bot.intake.change_time(turn.id, known)
    if intent in _COURTESY:
        said = bot.intake.note(turn.id, known, intent)
        if said.closed or said.texts:
            return said
        if not known.get("intent"):
            return Said(False, ("不客气，有需要随时找我们。",), known)
    return _to_a_person(bot, turn, known)


def _to_a_person(bot: Worker, turn: Turn, known: dict[str, Any]) -> Said:
    """At most two questions, then the promise."""
    waiting = turn.dialogue.get("requested")
    if waiting:
        known = heard.answered(known, str(waiting))
    what = None if known.get("case") else heard.next_question(known)
    if what:
        return Said(False, ("请问" + what,), {**heard.asked(known, what), "requested": what})
    return bot.intake.hand_off(turn.id, heard.for_a_person(known))
