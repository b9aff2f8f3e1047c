"""The dialogue around the dialogue: what a step of a call means. Pure rules; `answers` says what is spoken then."""

from __future__ import annotations

from dataclasses import replace

from channels.text import blank
from channels.voice import afterwards, meanings, numbers, words
from channels.voice.declining import matter_beside
from channels.voice.heard_numbers import case_in, number_in
from channels.voice.short_answers import wants_no_recording, wants_person
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
    Decline,
    Look,
    Nothing,
    Plan,
    Stage,
    Tell,
)  # fmt: skip
from channels.voice.verbs import Dialled, Event, Heard, Keys, Silence, Waited

PERSON, NUMBERED, REPEAT, NOT_RECORDED = "0", "1", "*", "9"
MOST_SILENCES, MOST_NOISES, MOST_CASES = 2, 2, 3
# Beside a case's number, words as long as these say something of their own.
WORDS_OF_THEIR_OWN = 16


def hear(call: Call, event: Event) -> Plan:
    """What to do about what the caller did. Whoever declines the recording in one breath with it is heard on both."""
    matter = matter_beside(event.text) if isinstance(event, Heard) and call.recording != "off" else ""
    if not matter:
        return _meant(call, event)
    plan = _meant(call, Heard(matter))
    return replace(plan, first=words.NOT_RECORDED + plan.first, declines=True)


def _meant(call: Call, event: Event) -> Plan:
    stage = Stage.of(call.stage)
    if isinstance(event, Heard) and stage.at not in (NUMBER, CASE):
        event = _named_key(call, event)
    if stage.at == BYE:
        return Plan(Nothing(), stage)
    if stage.at == DIALLING or isinstance(event, Dialled):
        return _dialled(call, stage, event)
    if stage.at == WAITING:
        return Plan(Look(stage.turn), stage)
    if isinstance(event, Waited):
        return Plan(Nothing(), stage, ask=words.AGAIN + again(call, stage))
    if _not_to_be_recorded(call, stage, event):
        return Plan(Decline(), stage, first=words.NOT_RECORDED, ask=again(call, stage))
    if isinstance(event, Keys) and set(event.digits) <= {REPEAT}:
        return Plan(Nothing(), stage, ask=again(call, stage))
    if stage.at in (NUMBER, CONFIRM):
        return numbers.hear(call, stage, event)
    if stage.at in (OFFER, MORE):
        return afterwards.hear(call, stage, event)
    return _case(stage, event) if stage.at == CASE else _opening(stage, event)


def _named_key(call: Call, event: Heard) -> Heard | Keys:
    """The key that was named instead of pressed; nine is one only while it can be pressed."""
    key = meanings.key(event.text)
    return Keys(key) if key and (key != NOT_RECORDED or call.recording == "on") else event


def again(call: Call, stage: Stage) -> str:
    """The question that is open, once more."""
    promise = call.promise or {}
    if stage.at in (NUMBER, CONFIRM):
        return numbers.again(call, stage)
    if stage.at == OFFER and promise:
        return words.offer(promise["owner"], promise["title"])
    if stage.at == MORE:
        return words.MORE
    return words.which_case() if stage.at == CASE else words.what_is_it()


def _not_to_be_recorded(call: Call, stage: Stage, event: Event) -> bool:
    if call.recording != "on":
        return False
    if isinstance(event, Heard):
        return wants_no_recording(event.text)
    return isinstance(event, Keys) and event.digits == NOT_RECORDED and stage.at not in (NUMBER, CASE)


def _dialled(call: Call, stage: Stage, event: Event) -> Plan:
    """Where nobody can say what came of it, nobody picked up: then the promise stands."""
    answered = isinstance(event, Dialled) and event.answered
    if stage.at == DIALLING:
        return Plan(Connected(answered), stage.but(at=BYE if answered else MORE))
    return Plan(Nothing(), stage.but(at=BYE)) if answered else Plan(Nothing(), stage, ask=again(call, stage))


def _opening(stage: Stage, event: Event) -> Plan:
    stage = stage.but(at=OPEN)
    if isinstance(event, Heard):
        return _words(stage, event.text)
    if not isinstance(event, Keys):
        return silent(stage, words.what_is_it())
    if set(event.digits) == {PERSON}:
        return Plan(Tell(kind="key"), stage)
    if event.digits == NUMBERED:
        return Plan(Nothing(), stage.but(at=CASE), ask=words.which_case())
    case, number = case_in(event.digits), number_in(event.digits)
    if case:
        return Plan(Bind(case), stage)
    if number:
        return Plan(Tell(number, "keys"), stage.but(given=number))
    return noisy(stage, f"[按键 {event.digits}]")


def _words(stage: Stage, text: str) -> Plan:
    if blank(text):
        return noisy(stage, "")
    if wants_person(text):
        return Plan(Tell(text, "person"), stage)
    case = case_in(text)
    if case:
        return Plan(Bind(case, text if len(meanings.plain(text)) > len(case) + WORDS_OF_THEIR_OWN else ""), stage)
    return tell(stage, text)


def tell(stage: Stage, text: str) -> Plan:
    """Words for the dialogue; a number among them is written as one, too."""
    number = number_in(text)
    if not number:
        return Plan(Tell(text), stage)
    return Plan(Tell(text if number in text else f"{text}（{number}）"), stage.but(given=number))


def silent(stage: Stage, ask: str) -> Plan:
    """Asked once more; the second time somebody rings them."""
    stage = stage.but(silences=stage.silences + 1)
    if stage.silences >= MOST_SILENCES:
        return Plan(Tell(kind="silence"), stage)
    return Plan(Nothing(), stage, ask=ask)


def noisy(stage: Stage, text: str) -> Plan:
    """Nothing that could be words, as with silence."""
    stage = stage.but(noises=stage.noises + 1)
    if stage.noises >= MOST_NOISES:
        return Plan(Tell(text, "noise"), stage)
    return Plan(Nothing(), stage, ask=words.not_heard())


def _case(stage: Stage, event: Event) -> Plan:
    """The number of a case was asked for."""
    if isinstance(event, Silence):
        return silent(stage, words.which_case())
    said = event.text if isinstance(event, Heard) else event.digits if isinstance(event, Keys) else ""
    case = case_in(said)
    if case:
        return Plan(Bind(case), stage)
    if isinstance(event, Keys) and set(event.digits) == {PERSON}:
        return Plan(Tell(kind="key"), stage.but(at=OPEN))
    if isinstance(event, Heard) and not blank(said) and not any(sign.isdigit() for sign in said):
        return _words(stage.but(at=OPEN), said)
    return no_such_case(stage)


def no_such_case(stage: Stage) -> Plan:
    """Asked again, and in the end for the matter itself."""
    stage = stage.but(cases=stage.cases + 1, at=CASE)
    if stage.cases >= MOST_CASES:
        return Plan(Nothing(), stage.but(at=OPEN), ask=words.no_such_case(again=False))
    return Plan(Nothing(), stage, ask=words.no_such_case(again=True))
