"""Refusals of the web chat in the tongue of the conversation. The Chinese stands where the refusal is made."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sanic.request import Request

from channels.house import House
from channels.quiet import places
from channels.webchat.gateway import LONGEST_TEXT, Refusal
from channels.webchat.tokens import CHANNEL, Tokens, Untrusted
from handoff import bootstrap
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL, traditional

log = logging.getLogger(__name__)

_ALL_THE_SAME = "you can also just write what it is about, and somebody will see to it all the same."
# What a client gets wrong (bad_json, bad_id, bad_text) is told to whoever wrote the client.
IN_ENGLISH: Mapping[str, str] = {
    "blank": "The message is empty. Please write what happened, and send it again.",
    "too_long": f"This message is too long. Please keep it under {LONGEST_TEXT} characters, or send it in parts.",
    "bad_code": "Please enter the code from the text message.",
    "bad_phone": (
        "This number cannot take text messages. Please enter your mobile number, for example 138 0013 8000; "
        f"without one {_ALL_THE_SAME}"
    ),
    "not_offered": (
        "Earlier matters cannot be taken up by phone number here at the moment. Please write what it is about and your "
        "case number; somebody will see to it all the same."
    ),
    "too_many_tries": (
        f"There were too many tries from your network just now. Please try again in a minute; {_ALL_THE_SAME}"
    ),
    "asked_too_often": (
        f"Too many codes were asked for from your network just now. Please try again in a minute; {_ALL_THE_SAME}"
    ),
}


async def in_tongue(refusal: Refusal, request: Request) -> Refusal:
    """The same refusal as the conversation would put it whose token came along."""
    return told(refusal, await _tongue(request)) if refusal.code in IN_ENGLISH else refusal


async def _tongue(request: Request) -> str:
    house: House = request.app.ctx.house
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    try:
        address = Tokens(house.settings.webchat_secret).session(token).address
        return str(await house.turns.threads.call(lambda: bootstrap.intake().tongue(CHANNEL, address)))
    except (Untrusted, ValueError):
        return SIMPLIFIED  # nobody whom we know
    except Exception as error:
        log.warning("A refusal is told in the house's own tongue: %s", places(error))
        return SIMPLIFIED


def told(refusal: Refusal, tongue: str) -> Refusal:
    """The same refusal in this tongue, where the customer is to read it."""
    if refusal.code not in IN_ENGLISH or tongue not in (ENGLISH, TRADITIONAL):
        return refusal
    message = IN_ENGLISH[refusal.code] if tongue == ENGLISH else traditional(refusal.message)
    return Refusal(refusal.status, refusal.code, message)
