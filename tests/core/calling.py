"""A caller as the core sees one."""

from __future__ import annotations

from typing import Any

from handoff.callview import Call
from tests.core.small import House

MOBILE, LANDLINE = "13800138000", "02162889900"


def ring(core: House, number: str = MOBILE, sid: str = "CA1") -> Call:
    return core.phone.ring("jambonz", sid, number)


def says(core: House, call: Call, text: str, kind: str = "", **known: Any) -> Call:
    """The caller says something, the dialogue hands it off, and all of it is spoken."""
    receipt = core.phone.said(call.id, call.step, text, kind)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", **known})
    return speaks(core, call)


def speaks(core: House, call: Call, **stage: Any) -> Call:
    waiting = core.phone.stands(call.id, False)[1]
    core.phone.step_done(call.id, call.step, stage, [m.text for m in waiting], [m.id for m in waiting])
    now = core.phone.at(call.id)
    assert now is not None
    return now


def promise(core: House) -> dict[str, Any]:
    return core.promises(kind="call_back")[-1]
