"""Customers on several channels, and what tells that they are one."""

from __future__ import annotations

from typing import Any

from handoff.binding import Binding
from handoff.model import Identity, Receipt
from tests.core.small import House

PHONE, OTHER = "+8613800138000", "+8613911112222"
GUEST, SITE, OPENID = "anon:a", "site:u1", "oAbc"


def hears(core: House, channel: str, address: str, text: str = "洗衣机坏了没人管", phone: str = "") -> Receipt:
    """A message, with a number where the channel vouches for one."""
    number = address if channel == "sms" else phone
    who = Identity(channel, address, phone=number) if number else None
    return core.intake.receive(channel, address, f"n{len(core.rows('messages'))}", text, who)


def complains(core: House, channel: str, address: str, phone: str = "", **known: Any) -> dict[str, Any]:
    """A complaint that is handed off; returns its promise."""
    receipt = hears(core, channel, address, phone=phone)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    assert core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", **known}).closed
    return core.promises()[-1]


def letters(core: House) -> list[Any]:
    """Everything that may go out now, sent."""
    found: list[Any] = []
    for way in core.delivery.pending(("wechat", "sms", "wecom")):
        while letter := core.delivery.claim(*way):
            core.delivery.sent(letter, f"v{len(core.rows('deliveries'))}-{len(found)}")
            found.append(letter)
    return found


def code_for(core: House, binding: Binding, number: str, channel: str = "webchat", address: str = GUEST) -> str:
    """Ask for a code and read it from the text message."""
    binding.ask(number, channel, address)
    return str(next(one for one in letters(core) if one.template == "code").params["code"])


def customers(core: House) -> list[dict[str, Any]]:
    return core.rows("customers")


def open_calls(core: House) -> list[dict[str, Any]]:
    return [p for p in core.promises(kind="call_back") if p["state"] in ("open", "calling")]


def said(core: House, address: str = GUEST) -> str:
    return "\n".join(core.told(address))


def announced(core: House) -> str:
    """A question that only its announcement could be sent for; returns the code."""
    receipt = hears(core, "sms", PHONE, "您好")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["门封圈有两种，您的机器是哪一种？"], {**turn.known, "order_number": "A1"}, {"x": 1})
    return str(next(one for one in letters(core) if one.template == "continue").params["code"])
