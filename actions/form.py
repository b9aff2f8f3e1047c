"""The one form: at most two questions, then the promise."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Events, ask, hear, intake, told
from handoff import courtesies, heard, number_again

# In the middle of telling what is wrong, only a plain word takes it all back.
SURELY = 0.5


class ValidateHandoffForm(Action):
    """Decides what is asked next, and asks it. A plain action: Rasa's form validation would fill and check slots nobody
    reads."""

    def name(self) -> str:
        return "validate_handoff_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known = hear(tracker).known
        waiting = tracker.get_slot("requested_slot")
        number = _amiss(tracker) if waiting == number_again.PHONE else ""
        if number:
            known = number_again.meant(known, tracker.get_slot("known") or {}, number)
        if number and number_again.once_more(known):
            dispatcher.utter_message(text=number_again.question(known, number))
            return [SlotSet("known", heard.asked(known, waiting)), SlotSet("requested_slot", waiting)]
        if waiting:
            known = heard.answered(known, waiting)
        what = heard.next_question(known)
        if what:
            dispatcher.utter_message(text=courtesies.question(known, what))
            known = heard.asked(known, what)
        return [SlotSet("known", known), SlotSet("requested_slot", what)]


def _amiss(tracker: Tracker) -> str:
    """The number in this message that can be nobody's."""
    message = tracker.latest_message or {}
    return number_again.amiss(str(message.get("text") or ""), message.get("entities") or [])


class ActionHandOff(Action):
    """The promise. Who meanwhile says that it is solved, or asks how it stands, is answered on that."""

    def name(self) -> str:
        return "action_hand_off"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if now.intent == "solved" and not now.presses and (now.in_hand or now.confidence >= SURELY):
            said = await ask(intake().solved, now.turn, now.known)
        elif now.intent == "ask_status" and now.known.get("promise"):
            said = await ask(intake().tell_promise, now.turn, now.known)
        else:
            said = await ask(intake().hand_off, now.turn, heard.for_a_person(now.known))
        return told(dispatcher, said, now.known)
