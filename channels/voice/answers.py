"""What is spoken: the greeting, and the answer to a step once the core has done what it asked. Pure rules.

A promise comes before everything else; then the number, if one was given or is needed; then the owner at once, if they
are free; then whether there is anything to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.voice import talk, words
from channels.voice.speech import spoken
from channels.voice.stage import (
    BYE,
    CASE,
    CONFIRM,
    DIALLING,
    MORE,
    NUMBER,
    OFFER,
    OPEN,
    WAITING,
    Bind,
    Call,
    Connected,
    Found,
    Offer,
    Plan,
    PutThrough,
    Stage,
)  # fmt: skip
from channels.voice.verbs import Answer, Ask, Dial, Hangup, Listen, Say, Verb, Wait
from handoff import lines

WAIT_S = 1.0
# How often it is said that somebody is still at work.
EVERY = 4
MINDFUL_S, BRIEF_S = 8.0, 5.0
ENDED = "closed"


@dataclass(frozen=True)
class Reply:
    """What is said, where the call then stands, and the messages that were told by it."""

    answer: Answer
    stage: Stage
    told: tuple[int, ...] = ()


def greet(call: Call, audio: str = "", first: str = "") -> Reply:
    """The beginning of a call."""
    recorded = bool(audio) and call.recording == "on"
    numbered = call.line == lines.WITHHELD
    ask = _ask(Stage(), first + words.greeting(recorded, numbered, call.brand))
    begin: tuple[Verb, ...] = (Listen(audio, True),) if recorded else ()
    return Reply((*begin, ask), Stage())


def answer(plan: Plan, found: Found) -> Reply:
    """What is said to a step."""
    told = tuple(message.id for message in found.messages)
    if found.turn:
        return _wait(plan, found)
    before = _said(plan, found)
    if found.put:
        dialling = plan.stage.but(at=DIALLING, offered=True, turn="", waits=0)
        return Reply((*before, *_through(found.put)), dialling, told)
    if plan.stage.at == BYE and not found.messages:
        return Reply((*before, Say(words.GOODBYE), Hangup()), plan.stage, told)
    plan = _no_such_case(plan, found)
    if plan.ask and not found.messages:
        return Reply((*before, _ask(plan.stage, plan.ask)), plan.stage, told)
    stage = plan.stage.but(turn="", waits=0)
    if found.call.promise or _over_with(stage, found):
        stage, question = _afterwards(stage.but(told=True), found)
        return Reply(_asked(before, stage, question), stage, told)
    reply = _still_asking(stage, found, told)
    return Reply((*before, *reply.answer), reply.stage, told)


def at_once(plan: Plan, found: Found) -> bool:
    """Whether somebody who was told to ring now is put through without being asked."""
    waits = isinstance(plan.deed, (Bind, Connected)) or not plan.stage.offered
    return bool(found.offer and found.offer.expected and not found.turn and waits and plan.stage.at != BYE)


def _wait(plan: Plan, found: Found) -> Reply:
    stage = plan.stage.but(at=WAITING, turn=found.turn, waits=plan.stage.waits + 1)
    said = words.ONE_MOMENT if stage.waits == 1 else words.STILL_WORKING if stage.waits % EVERY == 0 else ""
    noted = words.NOT_RECORDED if plan.ends_recording else ""
    return Reply((*_stop(plan, found), *_says(noted, said), Wait(WAIT_S)), stage)


def _stop(plan: Plan, found: Found) -> tuple[Verb, ...]:
    return (Listen(found.audio, False),) if plan.ends_recording and found.audio else ()


def _says(*texts: str) -> tuple[Verb, ...]:
    whole = "".join(text for text in texts if text)
    return (Say(whole),) if whole else ()


def _said(plan: Plan, found: Found) -> tuple[Verb, ...]:
    """What comes before the question: that the recording ends, what went wrong, and what the core has to say."""
    stop = _stop(plan, found)
    promise = found.call.promise or {}
    missed = isinstance(plan.deed, PutThrough) and not found.put and promise
    sorry = words.no_longer_free(promise["owner"]) if missed else ""
    if found.call.promise or _over_with(plan.stage, found) or found.put:
        return (*stop, *_says(plan.first, sorry, *(spoken(message.text) for message in found.messages)))
    return (*stop, *_says(plan.first))


def _through(offer: Offer) -> tuple[Verb, ...]:
    return Say(words.putting_through(offer.owner, offer.title)), Dial(offer.to, offer.owner)


def _no_such_case(plan: Plan, found: Found) -> Plan:
    return talk.no_such_case(plan.stage) if isinstance(plan.deed, Bind) and not found.bound else plan


def _over_with(stage: Stage, found: Found) -> bool:
    """Whether the matter is done with, so that nothing more is asked about it."""
    return stage.told or any(message.kind == ENDED for message in found.messages)


def _still_asking(stage: Stage, found: Found, told: tuple[int, ...]) -> Reply:
    """The dialogue has asked something; it may be spoken into."""
    said = "".join(spoken(message.text) for message in found.messages)
    if found.call.asked_for == "phone":
        stage = stage.but(at=NUMBER)
        return Reply((_ask(stage, said + words.how_to_give_a_number()),), stage, told)
    stage = stage.but(at=OPEN)
    return Reply((_ask(stage, said or words.what_is_it()),), stage, told)


def _afterwards(stage: Stage, found: Found) -> tuple[Stage, str]:
    """Behind the promise: the number, the offer, anything else; each once."""
    call, promise = found.call, found.call.promise
    if any("？" in message.text for message in found.messages):
        return stage.but(at=MORE), ""  # the dialogue has asked something itself
    if promise and stage.given and _same(stage.given, promise):
        return stage.but(at=CONFIRM), words.read_back(stage.given)
    stage = stage.but(given="")
    if promise and not stage.asked and _needs_a_number(call, promise):
        own_line = promise["reach"] == "call"
        question = words.this_line() if own_line else words.number_for_the_call()
        question = words.number_not_whole() if stage.tries else question
        return stage.but(at=NUMBER, asked=True), question
    if promise and found.offer and not stage.offered:
        return stage.but(at=OFFER, offered=True), words.offer(found.offer.owner, found.offer.title)
    return stage.but(at=MORE), words.MORE if stage.added else words.ANYTHING_ELSE


def _asked(before: tuple[Verb, ...], stage: Stage, question: str) -> Answer:
    """A promise is heard to its end; a question of the dialogue's own may be spoken into."""
    if question:
        return (*before, _ask(stage, question))
    *rest, last = before
    return (*rest, _ask(stage, last.text if isinstance(last, Say) else words.MORE))


def _needs_a_number(call: Call, promise: Mapping[str, Any]) -> bool:
    """Nobody could ring back, or only a landline where the caller may not be by then."""
    if promise["reach"] == "ring_again":
        return True
    return call.line == lines.LANDLINE and promise["reach"] == "call" and _same(call.number, promise)


def _same(number: str, promise: Mapping[str, Any]) -> bool:
    return bool(number) and lines.e164(number) == lines.e164(str(promise.get("phone") or ""))


def _ask(stage: Stage, text: str) -> Ask:
    """A question, with as many keys as its answer has."""
    if stage.at in (NUMBER, CASE):
        return Ask(text, silence_s=MINDFUL_S)
    return Ask(text, most=1, silence_s=BRIEF_S if stage.at in (CONFIRM, OFFER, MORE) else 6.0)
