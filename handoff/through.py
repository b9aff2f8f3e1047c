"""Putting a caller through to a person by name, while both are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from handoff import commitments, ring_again, rota, wording
from handoff.model import Company, Person
from handoff.scene import Scene
from handoff.store import Row
from handoff.tongues import SIMPLIFIED

BY = "dialogue"


@dataclass(frozen=True)
class Offer:
    """Who is free now and how the telephone system reaches them. `expected`: the caller rings at the time that they
    were given, so they need not be asked."""

    owner: str
    title: str
    to: str
    promise_id: str
    expected: bool = False


def offer(scene: Scene, call: Row) -> Offer | None:
    """The owner of the caller's promise, if they could talk now. Whoever was told to ring is put through to somebody
    who answers for the owner, if need be."""
    found = _bound(scene, call)
    if found is None or found[1]["state"] != "open":
        return None
    case, bound = found
    expected = rings_in_time(scene, bound)
    person = next((p for p in _candidates(scene, case, bound, expected) if _free(scene, call, bound, p)), None)
    return Offer(person.name, person.title, person.extension, bound["id"], expected) if person else None


def rings_in_time(scene: Scene, bound: Row) -> bool:
    """Whether this is the time at which the customer was told to ring."""
    starts = bound["slot_start"] or bound["due_at"]
    return bool(bound["reach"] == ring_again.REACH and starts - ring_again.EARLY <= scene.now < bound["due_at"])


def begin(scene: Scene, call: Row) -> Offer | None:
    """Put through: the promise cannot break while they talk. None where that person is no longer free."""
    free = offer(scene, call)
    if free is None:
        return None
    found = _bound(scene, call, lock=True)
    if found is None or found[1]["id"] != free.promise_id:
        return None
    case, bound = found
    if not scene.tx.update("promises", bound, {"state": "calling", "calling_at": scene.now}, state="open"):
        return None
    scene.tx.update("phone_calls", call, {"case_id": case["id"], "tried": [*call["tried"], free.to]})
    if bound["owner_name"] == free.owner:
        commitments.notice(scene, bound["owner_id"], "put_through", bound)
    scene.tx.event(case["id"], "put_through", BY, scene.now, {"to": _person(scene.company, free)})
    return free


def end(scene: Scene, call: Row, answered: bool) -> None:
    """What came of it. They talked: the person writes down what was agreed, as after any call. Nobody picked up: the
    promise is open again, and the caller hears that it stands."""
    found = _bound(scene, call, lock=True)
    if found is None or found[1]["state"] != "calling" or not call["tried"]:
        return
    case, bound = found
    if answered:
        scene.tx.event(case["id"], "talked", BY, scene.now)
        return
    scene.tx.update("promises", bound, {"state": "open", "calling_at": None}, state="calling")
    if scene.now < bound["due_at"]:  # past its time the keeper breaks it, and says so
        terms = commitments.terms(scene, case, bound, bound["reach"])
        terms["tongue"] = SIMPLIFIED  # it is spoken in this call, wherever the case goes on
        words = wording.not_put_through(**terms)
        commitments.say(scene, call["conversation_id"], case["id"], words, bound["id"], kind="chat")
    scene.tx.event(case["id"], "not_put_through", BY, scene.now)


def hung_up(scene: Scene, call: Row) -> None:
    """The call ended. Where nobody ever said that they talked, the caller hung up while it rang: the promise stands."""
    found = _bound(scene, call, lock=True) if call["tried"] else None
    if found is None or found[1]["state"] != "calling" or found[1]["calling_at"] < call["began_at"]:
        return
    case, bound = found
    talked = scene.tx.rows("events", case_id=case["id"], kind="talked")
    if not any(event["at"] >= bound["calling_at"] for event in talked):
        scene.tx.update("promises", bound, {"state": "open", "calling_at": None}, state="calling")
        scene.tx.event(case["id"], "not_put_through", BY, scene.now)


def _bound(scene: Scene, call: Row, lock: bool = False) -> tuple[Row, Row] | None:
    conversation = scene.tx.row("conversations", call["conversation_id"]) or {}
    case = scene.tx.latest_case(conversation["customer_id"])
    if case and lock:
        case = commitments.lock_case(scene, case["id"])
    bound = commitments.call_of(scene, case) if case else None
    return (case, bound) if case and bound else None


def _candidates(scene: Scene, case: Row, bound: Row, expected: bool) -> Iterator[Person]:
    company, barred = scene.company, scene.excluded(case)
    owner = company.people.get(bound["owner_id"])
    names = [bound["owner_id"]]
    if expected:
        names += [company.teams[owner.team].supervisor] if owner and owner.team in company.teams else []
        names.append(company.duty_manager)
    for name in dict.fromkeys(names):
        person = company.people.get(name)
        if person and name not in barred:
            yield person


def _free(scene: Scene, call: Row, bound: Row, person: Person) -> bool:
    """On shift, with a telephone, not tried before in this call, and with nothing else promised for now."""
    if not person.extension or person.extension in call["tried"]:
        return False
    if not rota.on_shift(scene.company, person.id, scene.now):
        return False
    talking = [p for p in scene.tx.rows("promises", owner_id=person.id, state="calling") if p["id"] != bound["id"]]
    slot = timedelta(minutes=scene.company.policy.slot_minutes)
    taken = scene.tx.busy([person.id], scene.now, scene.now + slot).get(person.id, [])
    own = (bound["slot_start"], bound["due_at"])
    return not talking and all((window.starts, window.ends) == own for window in taken)


def _person(company: Company, free: Offer) -> str:
    return next(p.id for p in company.people.values() if p.extension == free.to)
