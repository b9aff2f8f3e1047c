"""Twilio's requests for calls: whether they are Twilio's, and what they mean in words of no vendor.

What each request carries: https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application
"""

from __future__ import annotations

import re

from channels.signed_form import Fields
from channels.text import blank, storable
from channels.voice.verbs import Dialled, Event, Heard, Keys, Over, Ringing, Silence, Unreadable, Waited

VENDOR = "twilio"
LONGEST_SPEECH, LONGEST_NUMBER = 4000, 64
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
_ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_GOES_ON = frozenset({"queued", "initiated", "ringing", "in-progress", "answered"})
_ANSWERED = frozenset({"completed", "answered"})
# What the letters ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE are on a telephone's keys. Twilio wrote
# withheld numbers so; by now it passes the words on, too:
# https://www.twilio.com/en-us/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls
_WITHHELD = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
_ID = re.compile(r"[A-Za-z0-9]{2,64}")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")
_KEYS = re.compile(r"[0-9*#]{1,40}")
# From a SIP phone or trunk: the number stands before the @, where there is one.
_SIP = re.compile(r"sips?:([^@;]*)(?:@.*)?", re.IGNORECASE | re.DOTALL)
_STATUS = re.compile(r"[a-z-]{1,20}")
_SHARE = re.compile(r"[01](?:\.[0-9]{1,20})?")
# Which request it is when nothing was heard: the redirect after a pause says so in its address.
AFTER_WAITING = "after=waiting"


def call_of(form: Fields) -> str:
    """Twilio's id of the call. Raises Unreadable."""
    found = one(form, "CallSid")
    if not _ID.fullmatch(found):
        raise Unreadable("no call")
    return found


def ours(form: Fields, account: str) -> bool:
    """Whether it is about a call of this account; without one, of any that signs with the token."""
    return not account or form.get("AccountSid") == [account]


def ringing(form: Fields) -> Ringing | Over:
    """The beginning of a call; one that ended before it began is over. Raises Unreadable."""
    call, ended = call_of(form), over(form)
    if ended is not None:
        return ended
    number = number_of(one(form, "From"))
    return Ringing(VENDOR, call, number, not number, storable(one(form, "To"))[:LONGEST_NUMBER])


def over(form: Fields) -> Over | None:
    """The end of a call; None while it goes on, and for the other end of one that was put through.

    Raises Unreadable."""
    call, status = call_of(form), one(form, "CallStatus")
    if status not in _ENDED | _GOES_ON:
        raise Unreadable("no status")
    return Over(VENDOR, call, status) if status in _ENDED and not one(form, "ParentCallSid") else None


def event(form: Fields, query: str = "") -> Event:
    """What happened at a step; `query` is that of the address which was asked. Raises Unreadable."""
    call_of(form)
    dialled, keys, words = one(form, "DialCallStatus"), one(form, "Digits"), storable(one(form, "SpeechResult"))
    if dialled:
        return _dialled(dialled, one(form, "DialBridged"))
    if keys:
        if not _KEYS.fullmatch(keys):
            raise Unreadable("no keys")
        return Keys(keys)
    if not blank(words):
        return Heard(words[:LONGEST_SPEECH], _confidence(one(form, "Confidence")))
    return Waited() if query == AFTER_WAITING else Silence()


def number_of(value: str) -> str:
    """The caller's number as Twilio gave it; empty where it is withheld or where there is none."""
    sip = _SIP.fullmatch(value.strip())
    found = (sip.group(1) if sip else value).strip()
    return "" if not _NUMBER.fullmatch(found) or found.lstrip("+") in _WITHHELD else found


def one(form: Fields, name: str) -> str:
    """The value of a field, empty without it. Raises Unreadable where there are several: which one would count?"""
    values = form.get(name, [""])
    if len(values) > 1:
        raise Unreadable("twice")
    return values[0]


def _dialled(status: str, bridged: str) -> Dialled:
    """https://www.twilio.com/docs/voice/twiml/dial#request-parameters: "completed" alone would also be a mailbox's."""
    if not _STATUS.fullmatch(status):
        raise Unreadable("no status")
    return Dialled(status in _ANSWERED and bridged.lower() != "false", status)


def _confidence(value: str) -> float | None:
    return float(value) if _SHARE.fullmatch(value) and float(value) <= 1 else None
