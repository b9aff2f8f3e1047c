"""A tracker store that keeps nothing: each turn begins with a small tracker made of what `handoff` knows.

`handoff` is the truth and Rasa's tracker is disposable, so a turn costs the same at the start of a conversation and
after a thousand messages, and losing every tracker loses no fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from channels.turn import RunningTurn, running

KNOWN = "known"


class TurnTrackerStore(TrackerStore):
    """Builds the tracker of the running turn, and hands what Rasa made of it back to that turn."""

    def __init__(
        self, domain: Domain | None, event_broker: EventBroker | None = None, host: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A fresh tracker. It holds events, so that Rasa starts no session: the session is the customer's case."""
        turn = _turn_of(sender_id)
        if turn is None:
            return None
        tracker = self.init_tracker(sender_id)
        for event in _past(turn, {slot.name for slot in self.domain.slots}):
            tracker.update(event, self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Take over what is known now and where the dialogue stands; the rest of the tracker is dropped."""
        turn = _turn_of(tracker.sender_id)
        if turn is None:
            return
        known = tracker.get_slot(KNOWN) if KNOWN in tracker.slots else None
        if isinstance(known, dict):
            turn.known = known
        form = tracker.active_loop_name
        turn.dialogue = {"form": form, "requested": tracker.get_slot(REQUESTED_SLOT) if form else None}

    async def keys(self) -> Iterable[str]:
        """No conversation is kept here."""
        return []


def _turn_of(sender_id: str) -> RunningTurn | None:
    turn = running.get()
    return turn if turn is not None and turn.conversation_id == sender_id else None


def _past(turn: RunningTurn, slots: set[str]) -> list[Event]:
    """The least that puts Rasa's rules and forms where the conversation stands."""
    events: list[Event] = [SlotSet(KNOWN, turn.known)] if KNOWN in slots else []
    form = turn.dialogue.get("form")
    if isinstance(form, str) and form:
        events += [ActionExecuted(ACTION_LISTEN_NAME), ActionExecuted(form), ActiveLoop(form)]
        if REQUESTED_SLOT in slots:
            events.append(SlotSet(REQUESTED_SLOT, turn.dialogue.get("requested")))
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]
