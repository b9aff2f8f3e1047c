"""Who may hear the recording of a call, and which words stand in it.

A call touches the case it goes on in and every case that one of its messages belongs to: its recording holds words of
all of them, so whoever may not see one of them does not hear it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handoff import looking, routing, sound, transcript
from handoff.model import Person
from handoff.scene import Scene
from handoff.store import Row
from handoff.views import RecordingView

# A call of which nothing is heard for so long has ended, whether somebody said so or not.
QUIET = timedelta(minutes=2)


def call_at(scene: Scene, call_id: str) -> str:
    call = scene.tx.row("phone_calls", call_id)
    return call["began_at"].astimezone(scene.company.timezone).isoformat() if call else ""


def talk_of(scene: Scene, person: Person, case: Row, row: Row) -> list[Row] | None:
    """The messages of the recorded call; None where this person may not hear it, or not as part of this case, or not
    yet: what is being said now may be about them."""
    call = scene.tx.row("phone_calls", row["id"])
    if call is None or row["state"] != "kept" or call["recording"] == "declined":
        return None
    ends = call["ended_at"] or row["last_at"]
    if call["state"] != "over" and scene.now - row["last_at"] < QUIET:
        return None
    talk = _talk(scene, call, ends)
    touched = {m["case_id"] for m in talk if m["case_id"]} | ({call["case_id"]} if call["case_id"] else set())
    own = {case["id"], *(case["facts"].get("joined") or ())}
    if not touched & own:
        return None
    cases = scene.tx.rows("cases", id=sorted(touched))
    if not all(_may_hear(scene, person, one, one["id"] in own) for one in cases):
        return None
    if any(m["case_id"] is None and transcript.about(scene, person, m) for m in talk):
        return None
    return talk


def _may_hear(scene: Scene, person: Person, case: Row, own: bool) -> bool:
    """What was joined to a case is seen by whoever sees that case, unless it complains about them."""
    if own:
        return person.id not in routing.excluded(scene.company, frozenset(case["about"]))
    return looking.may_see(scene.company, person, case)


def _talk(scene: Scene, call: Row, ends: datetime) -> list[Row]:
    """What the caller said in this call, and what they were told while it lasted. A call that turns out to belong to a
    case moves to that case's conversation: what was said before stands in its own."""
    places = {call["conversation_id"]}
    places |= {a["conversation_id"] for a in scene.tx.rows("addresses", channel="voice", address=f"call:{call['id']}")}
    said = {m["id"]: m for m in scene.tx.said_since(sorted(places), call["began_at"]) if _of_call(m, call, ends)}
    told = scene.tx.rows("messages", id=list(call["spoken"])) if call["spoken"] else []
    return list((said | {m["id"]: m for m in told}).values())


def _of_call(message: Row, call: Row, ends: datetime) -> bool:
    if message["sender"] == "customer":
        return bool(message["source"] == call["id"])
    return any(at and call["began_at"] <= at <= ends for at in (message["at"], message["delivered_at"]))


def view(scene: Scene, row: Row, talk: list[Row]) -> RecordingView:
    began = row["began_at"].astimezone(scene.company.timezone)
    seconds, lost = round(row["size"] / sound.RATE), -(-row["lost"] // sound.RATE)
    return RecordingView(row["id"], began, seconds, lost, transcript.shown(scene, talk))
