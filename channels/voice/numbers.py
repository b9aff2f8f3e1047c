"""The number to call back: asked for, and read back. Pure rules."""

from __future__ import annotations

from channels.text import blank
from channels.voice import meanings, words
from channels.voice.heard_numbers import number_in
from channels.voice.short_answers import no, wants_person, yes
from channels.voice.stage import CONFIRM, MORE, NUMBER, Call, Nothing, Plan, Stage, Tell
from channels.voice.verbs import Event, Heard, Keys

MOST_TRIES, MOST_SILENCES = 2, 2
RIGHT, WRONG, PERSON = "1", "2", "0"


def hear(call: Call, stage: Stage, event: Event) -> Plan:
    """What was said or keyed to a question for a number."""
    if stage.at == CONFIRM:
        return _confirmed(call, stage, event)
    return _afterwards(call, stage, event) if call.promise else _before(stage, event)


def again(call: Call, stage: Stage) -> str:
    """The open question once more."""
    if stage.at == CONFIRM and stage.given:
        return words.read_back(stage.given)
    return words.number_for_the_call()


def _before(stage: Stage, event: Event) -> Plan:
    """The dialogue asked, and waits with the promise: whatever comes is its answer. Nothing is asked a second time."""
    if isinstance(event, Keys):
        if set(event.digits) == {PERSON}:
            return Plan(Tell(kind="key"), stage)
        number = number_in(event.digits)
        stage = stage.but(asked=True) if number else _not_whole(stage)
        return Plan(Tell(number or event.digits, "keys"), stage.but(given=number or ""))
    if not isinstance(event, Heard) or blank(event.text):
        return _silent(stage)
    if wants_person(event.text):
        return Plan(Tell(event.text, "person"), stage)
    return _spoken(stage, event.text)


def _silent(stage: Stage) -> Plan:
    stage = stage.but(silences=stage.silences + 1)
    if stage.silences >= MOST_SILENCES:
        return Plan(Tell(kind="silence"), stage)
    return Plan(Nothing(), stage, ask=words.number_for_the_call())


def _spoken(stage: Stage, text: str) -> Plan:
    """A number lost digits, perhaps: then it is asked for once more, but behind the promise."""
    number = number_in(text)
    if number:
        told = text if number in text else f"{text}（{number}）"
        return Plan(Tell(told), stage.but(given=number, asked=True))
    if meanings.number_like(text):
        return Plan(Tell(text), _not_whole(stage))
    return Plan(Tell(text), stage.but(asked=not meanings.attempt(text)))


def _not_whole(stage: Stage) -> Stage:
    """That is said with the next question for it."""
    return stage.but(asked=False, tries=stage.tries + 1)


def _afterwards(call: Call, stage: Stage, event: Event) -> Plan:
    """There is a promise already; a number makes it a better one."""
    done = stage.but(asked=True)
    said = event.digits if isinstance(event, Keys) else event.text if isinstance(event, Heard) else ""
    number = number_in(said)
    if number:
        return _given(done, event, number)
    if isinstance(event, Keys):
        if event.digits in (RIGHT, PERSON):
            return Plan(Nothing(), done)
        return _wrong(call, done)
    if blank(said) or meanings.no_number(said) or meanings.this_line(said) or yes(said):
        return Plan(Nothing(), done)
    return _wrong(call, done) if meanings.attempt(said) else Plan(Tell(said), done)


def _given(stage: Stage, event: Event, number: str) -> Plan:
    if isinstance(event, Heard):
        plan = _spoken(stage, event.text)
        return Plan(plan.deed, plan.stage.but(asked=True))
    return Plan(Tell(number, "keys"), stage.but(given=number))


def _wrong(call: Call, stage: Stage) -> Plan:
    """Asked again by keys, and not for ever."""
    stage = stage.but(tries=stage.tries + 1, given="", asked=True)
    if stage.tries > MOST_TRIES:
        return Plan(Nothing(), stage.but(at=MORE), first=words.number_stays(call.case or ""))
    return Plan(Nothing(), stage.but(at=NUMBER), ask=words.number_again())


def _confirmed(call: Call, stage: Stage, event: Event) -> Plan:
    """Read back: 1 or silence is right, 2 is wrong, and another number is the right one."""
    said = event.digits if isinstance(event, Keys) else event.text if isinstance(event, Heard) else ""
    number = number_in(said)
    if number and number != stage.given:
        if stage.tries >= MOST_TRIES:
            return _wrong(call, stage)
        return _given(stage.but(tries=stage.tries + 1), event, number)
    right = stage.but(given="", asked=True)
    if number or blank(said) or said == RIGHT or yes(said):
        return Plan(Nothing(), right, first=words.number_noted())
    if said == WRONG or no(said) or (isinstance(event, Keys) and said != PERSON):
        return _wrong(call, stage)
    if isinstance(event, Keys):
        return Plan(Nothing(), right)
    return _wrong(call, stage) if meanings.attempt(said) else Plan(Tell(said), right)
