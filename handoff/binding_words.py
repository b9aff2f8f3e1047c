"""What a customer is told about who they are to us: codes, numbers, and things that turn out to belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoff.phrases import Terms, last_digits, number, promised, tail, tongue_of
from handoff.tongues import SIMPLIFIED, say, table, whole

if TYPE_CHECKING:
    from typing_extensions import Unpack


def refusal(code: str, tongue: str = SIMPLIFIED) -> str:
    """Why a code is not taken or not sent, and what to do instead: code_refused, too_many_tries, asked_too_often or
    asked_enough."""
    return say(tongue, code)


def code_message(code: str, tongue: str = SIMPLIFIED) -> str:
    """The text message with a code, where own words can be sent."""
    return say(tongue, "code", code=code)


def code_sent(phone: str, tongue: str = SIMPLIFIED) -> str:
    """The same words whether we know the number or not."""
    return say(tongue, "code_sent", digits=last_digits(phone))


def confirmed(phone: str, tongue: str = SIMPLIFIED) -> str:
    """The number is the customer's."""
    return say(tongue, "confirmed", tail=tail(phone, tongue))


def gone_on(tongue: str = SIMPLIFIED) -> str:
    """The code of a text message was right."""
    return say(tongue, "gone_on")


def nothing_before(tongue: str = SIMPLIFIED) -> str:
    """Nothing of theirs is being worked on."""
    return say(tongue, "nothing_before")


def joined(*, others: list[str], **terms: Unpack[Terms]) -> str:
    """What was asked on two channels is one thing from now on."""
    tongue = tongue_of(terms)
    opening = say(tongue, "joined", numbers=table(tongue)["comma"].join(others))
    return whole(tongue, opening, promised(terms), number(terms["case_id"], tongue))
