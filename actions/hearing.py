"""What every action begins and ends with: what this message adds, and the answer that handoff gave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from handoff import bootstrap, heard
from handoff.model import Said

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Heard:
    """One message as an action sees it."""

    turn: str
    intent: str
    known: dict[str, Any]
    confidence: float = 0.0
    presses: bool = False

    @property
    def in_hand(self) -> bool:
        """Whether the customer already has an open case."""
        return bool(self.known.get("case"))


def hear(tracker: Tracker) -> Heard:
    """The running message, merged into what is known once per turn however many actions ask."""
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    name = str(intent.get("name") or "nlu_fallback")
    known = dict(tracker.get_slot("known") or {})
    turn = _turn(tracker)
    confidence = float(intent.get("confidence") or 0.0)
    if known.get("turn") != turn:
        known = heard.merge(known, name, confidence, message.get("entities") or [])
        known["turn"] = turn
    return Heard(turn, name, known, confidence, _presses(message.get("entities") or []))


def _presses(entities: list[dict[str, Any]]) -> bool:
    """Whether this message threatens or tells of a danger. Where the facts say all the same that it is solved, the
    threat is withdrawn (已经解决了，12315那边我撤诉)."""
    found = {str(one.get("entity")) for one in entities}
    danger = any(one.get("entity") == "gravity" and one["value"]["kind"] == "safety" for one in entities)
    return "solved" not in found and (danger or "threat" in found)


def _turn(tracker: Tracker) -> str:
    """The turn's id, from the metadata of the customer's last message. LookupError: the channel must send it."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turn = (event.get("metadata") or {}).get("turn")
            if turn:
                return str(turn)
            break
    raise LookupError("the message came without a turn id")


async def ask(what: Callable[..., Said], *args: Any) -> Said:
    """A use case of handoff. It blocks, so it runs in a thread; the channel limits the time of the whole turn."""
    return await asyncio.to_thread(what, *args)


def intake() -> Any:
    """The use cases of this process."""
    return bootstrap.intake()


def told(dispatcher: CollectingDispatcher, said: Said, known: dict[str, Any]) -> Events:
    """Utter what handoff left to be said; what it committed itself must not be said twice."""
    new = dict(said.known) if said.known else known
    if said.closed:
        # The channel need not ask the database whether this turn is answered.
        return [SlotSet("known", {**new, "answered": new.get("turn")})]
    for text in said.texts:
        dispatcher.utter_message(text=text)
    return [SlotSet("known", new)]
