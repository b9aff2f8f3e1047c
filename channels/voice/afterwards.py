"""Behind the promise: put through at once, something to add, or goodbye. Pure rules."""

from __future__ import annotations

from channels.text import blank
from channels.voice import meanings
from channels.voice.heard_numbers import number_in
from channels.voice.short_answers import no, wants_person, wants_through, yes
from channels.voice.stage import BYE, MORE, OFFER, Call, Nothing, Plan, PutThrough, Stage, Tell
from channels.voice.verbs import Event, Heard, Keys

PERSON, NOW, LATER = "0", "1", "2"


def hear(call: Call, stage: Stage, event: Event) -> Plan:
    """What was said to an offer, or to whether there is anything else."""
    if isinstance(event, Keys) and set(event.digits) == {PERSON}:
        return _person(call, stage, Tell(kind="key"))
    if isinstance(event, Heard) and wants_person(event.text):
        return _person(call, stage, Tell(event.text, "person"))
    return _offered(stage, event) if stage.at == OFFER else _more(stage, event)


def _person(call: Call, stage: Stage, instead: Tell) -> Plan:
    """Whoever has a name and a time and wants a person still, is put through if that can be."""
    return Plan(PutThrough() if call.promise else instead, stage.but(at=MORE, offered=True))


def _offered(stage: Stage, event: Event) -> Plan:
    stage = stage.but(at=MORE, offered=True)
    said = event.digits if isinstance(event, Keys) else event.text if isinstance(event, Heard) else ""
    if said == NOW or (isinstance(event, Heard) and (yes(said) or wants_through(said))):
        return Plan(PutThrough(), stage)
    if isinstance(event, Keys) or blank(said) or no(said) or meanings.no_more(said):
        return Plan(Nothing(), stage)
    return _added(stage, said)


def _more(stage: Stage, event: Event) -> Plan:
    """Silence and thanks end the call; anything else is said to the dialogue."""
    if isinstance(event, Keys):
        number = number_in(event.digits)
        return Plan(Tell(number or event.digits, "keys"), stage.but(given=number or "", added=stage.added + 1))
    if not isinstance(event, Heard) or blank(event.text) or meanings.no_more(event.text):
        return Plan(Nothing(), stage.but(at=BYE))
    return _added(stage, event.text)


def _added(stage: Stage, text: str) -> Plan:
    number = number_in(text)
    told = f"{text}（{number}）" if number and number not in text else text
    return Plan(Tell(told), stage.but(at=MORE, given=number or "", added=stage.added + 1))
