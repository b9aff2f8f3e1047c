"""What customers say once they have a promise, or beside the matter."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Events, Heard, ask, hear, intake, told
from handoff import courtesies

# Only these may be answered with words alone where no case is open.
_COURTESY = {"thank": courtesies.WELCOME, "goodbye": courtesies.GOODBYE}
_FACTS = ("give_phone", "give_order_number", "give_time")


def to_a_person(now: Heard) -> Events:
    """On to the form: it asks what is worth asking and ends in the promise."""
    return [SlotSet("known", now.known), FollowupAction("handoff_form")]


def what_about(dispatcher: CollectingDispatcher, now: Heard) -> Events:
    """Ask once what it is about; the second time a person takes it."""
    known = now.known
    if known.get("intent") or int(known.get("misunderstood", 0)) >= 2:
        return to_a_person(now)
    asked = courtesies.NOTED_WHAT_ABOUT if now.intent in _FACTS else courtesies.WHAT_ABOUT
    dispatcher.utter_message(text=courtesies.courtesy(asked, known))
    return [SlotSet("known", known)]


def unclear(now: Heard) -> Heard:
    """A yes, a no or a number without a matter counts as a misunderstanding, like words that are not understood."""
    counted = {**now.known, "misunderstood": int(now.known.get("misunderstood", 0)) + 1}
    return Heard(now.turn, now.intent, counted)


class ActionTellPromise(Action):
    """How does it stand. Without a case there is nothing to tell yet, so one is begun."""

    def name(self) -> str:
        return "action_tell_promise"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if not now.in_hand:
            return to_a_person(now)
        return told(dispatcher, await ask(intake().tell_promise, now.turn, now.known), now.known)


class ActionChangeTime(Action):
    """Another time; a time alone, before anything else was said, begins a conversation."""

    def name(self) -> str:
        return "action_change_time"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if now.in_hand:
            return told(dispatcher, await ask(intake().change_time, now.turn, now.known), now.known)
        return what_about(dispatcher, unclear(now)) if now.intent == "give_time" else to_a_person(now)


class ActionSolved(Action):
    """It is solved. Who gives up on us with a threat says no such thing."""

    def name(self) -> str:
        return "action_solved"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if now.presses:
            return to_a_person(now)
        return told(dispatcher, await ask(intake().solved, now.turn, now.known), now.known)


class ActionNote(Action):
    """Thanks, goodbye, yes, no, a number: handoff knows what it means while a case is open."""

    def name(self) -> str:
        return "action_note"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        said = await ask(intake().note, now.turn, now.known, now.intent)
        if said.closed or said.texts:
            return told(dispatcher, said, now.known)
        if now.known.get("intent"):
            return to_a_person(now)
        if now.intent in _COURTESY:
            dispatcher.utter_message(text=courtesies.courtesy(_COURTESY[now.intent], now.known))
            return [SlotSet("known", now.known)]
        return what_about(dispatcher, unclear(now))


class ActionGreet(Action):
    """Good day; with a threat or a matter in the same breath it is more than that. Said to a person who is talking with
    the customer, it is theirs to answer."""

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if now.known.get("intent") and not now.in_hand:
            return to_a_person(now)
        if now.in_hand:
            said = await ask(intake().overheard, now.turn, now.known)
            if said.closed:
                return told(dispatcher, said, now.known)
        dispatcher.utter_message(text=courtesies.courtesy(courtesies.GREET, now.known))
        return [SlotSet("known", now.known)]


class ActionNotUnderstood(Action):
    """Asked once in friendly words, then handed to a person. In an open case it is something to add."""

    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        now = hear(tracker)
        if now.in_hand:
            said = await ask(intake().note, now.turn, now.known, now.intent)
            return told(dispatcher, said, now.known)
        return what_about(dispatcher, now)
