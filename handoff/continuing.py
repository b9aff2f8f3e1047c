"""A case goes on: the customer adds something, asks, changes the time, or says that it is solved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from handoff import (
    action_wording,
    attending,
    breaking,
    commitments,
    hours,
    pressing,
    promise,
    reasons,
    replanning,
    routing,
    wishes,
    wording,
)
from handoff.model import SEVERITIES, Commitment, Window, Wish
from handoff.recall import outlasting
from handoff.scene import Scene
from handoff.store import Row
from handoff.understood import for_case

if TYPE_CHECKING:
    from handoff.intake import Talk

# A case that nobody answered when it was proposed for closing is taken up again within this time.
REOPENABLE = timedelta(days=30)
# The calls of which the customer has heard in this very turn.
Told = frozenset[str]


def current_case(scene: Scene, latest: Row | None, conversation_id: str) -> Row | None:
    """The case that what is said now belongs to, of a customer with this as their latest. One that was closed for want
    of an answer is reopened."""
    case = latest
    if case and case["conversation_id"] != conversation_id:
        # Who works on it holds the other conversation, not the one that is being answered.
        case = scene.tx.row("cases", case["id"], lock=True)
    if case is None or case["state"] != "closed":
        return case
    if case["closed_by"] != "no_answer" or scene.now - case["closed_at"] > REOPENABLE:
        return None
    scene.tx.update("cases", case, {"state": "open", "closed_at": None, "closed_by": None, "proposed_at": None})
    scene.tx.event(case["id"], "reopened", "customer", scene.now)
    return case


def facts_from(facts: dict[str, Any], known: dict[str, Any], phone: str) -> dict[str, Any]:
    """The case's facts with what the dialogue has learned since."""
    learned = {key: known[key] for key in ("order_number", "wish", "cost", "threat", "repeat") if known.get(key)}
    learned |= wishes.joined(facts, known) | outlasting(known)
    why = reasons.merged(facts.get("why"), known.get("why"))
    learned |= {"why": why} if why else {}
    learned |= for_case(facts, known)
    return {**facts, **learned, **({"phone": phone} if phone else {})}


def more(scene: Scene, case: Row, talk: Talk) -> None:
    """Something is added to an open case. The promise stands, unless the owner may no longer have it, it has become
    too late for how serious this is, or the customer can now be reached better."""
    _add(scene, case, talk, _learn(scene, case, talk))


def _add(scene: Scene, case: Row, talk: Talk, told: Told) -> None:
    barred = scene.excluded(case)
    if any(bound["owner_id"] in barred for bound in scene.tx.live_promises(case["id"])):
        replanning.take_away(scene, case, talk.by)
        scene.tx.event(case["id"], "about_set", talk.by, scene.now)
        return
    call = commitments.call_of(scene, case)
    words = _why_anew(scene, case, call, told) if call else wording.escalated
    if call and words is None:
        _say_again(scene, case, call, talk, "noted", told)
    else:
        _promise_anew(scene, case, call, talk, words)


def overhear(scene: Scene, case: Row, talk: Talk) -> None:
    """A courtesy meant for the person who is talking with the customer: it is written down."""
    told = _learn(scene, case, talk)
    bound = next(iter(scene.tx.live_promises(case["id"])), None)
    if bound:
        _say_again(scene, case, bound, talk, "noted", told)
    else:
        scene.tx.event(case["id"], "noted", talk.by, scene.now)


def restate(scene: Scene, case: Row, talk: Talk) -> None:
    """How does it stand: the promise in the same terms."""
    told = _learn(scene, case, talk)
    if talk.known.get("promise"):
        scene.tx.update("cases", case, {"facts": {**case["facts"], "asked": int(case["facts"].get("asked") or 0) + 1}})
        pressing.raise_it(scene, case)
    call = commitments.call_of(scene, case)
    bound = call or next(iter(scene.tx.live_promises(case["id"])), None)
    if case["state"] == "closing":
        commitments.ask_to_close(scene, case, talk.conversation)
        scene.tx.event(case["id"], "asked", talk.by, scene.now)
    elif call and (words := _why_anew(scene, case, call, told)):
        _promise_anew(scene, case, call, talk, words)
    elif bound:
        _say_again(scene, case, bound, talk, "asked", told)
    else:
        _promise_anew(scene, case, None, talk, wording.escalated)


def change_time(scene: Scene, case: Row, talk: Talk) -> None:
    """A new promise at the customer's time; the old one is moved, unless it was missed: what makes that good is at the
    customer's time already, where it can be."""
    told = _learn(scene, case, talk)
    call = commitments.call_of(scene, case)
    if call and call["id"] in told and _suits(scene, wishes.wish_of(case["facts"], scene.now), call):
        scene.tx.event(case["id"], "promised_anew", talk.by, scene.now, {"owner": call["owner_id"]})
    else:
        _promise_anew(scene, case, call, talk, wording.moved)


def close(scene: Scene, case: Row, talk: Talk) -> None:
    """Solved, says the customer: the case, its promises and what waits to be sent end together."""
    talk.attach(scene, case)
    for bound in scene.tx.live_promises(case["id"]):
        commitments.end(scene, bound, "cancelled")
    scene.tx.drop_queued(case["id"])
    scene.tx.update("cases", case, {"state": "closed", "closed_at": scene.now, "closed_by": "customer"})
    words = wording.closed if case["proposed_at"] else wording.solved
    text = words(case_id=case["id"], tongue=talk.tongue)
    commitments.say(scene, talk.conversation["id"], case["id"], text, kind="closed")
    scene.tx.event(case["id"], "solved", "customer", scene.now)


def note(scene: Scene, case: Row, talk: Talk, intent: str) -> None:
    """Thanks, a number, a yes or no, while the case is open."""
    if case["state"] == "closing" and intent == "affirm":
        close(scene, case, talk)
    elif case["state"] == "closing" and intent in ("thank", "goodbye"):  # polite, and no answer to the question
        if not _learn(scene, case, talk):
            commitments.ask_to_close(scene, case, talk.conversation)
        scene.tx.event(case["id"], "thanked", talk.by, scene.now)
    elif case["state"] == "closing" and intent == "deny":
        told, call = _learn(scene, case, talk), commitments.call_of(scene, case)
        if call and call["id"] in told:
            scene.tx.event(case["id"], "noted", talk.by, scene.now)
        else:
            _promise_anew(scene, case, call, talk, wording.reopened)
    elif intent in ("thank", "goodbye", "affirm") and commitments.call_of(scene, case):
        told = _learn(scene, case, talk)
        if call := commitments.call_of(scene, case):
            _say_again(scene, case, call, talk, "thanked", told)
        else:
            _add(scene, case, talk, told)
    else:
        more(scene, case, talk)


def _learn(scene: Scene, case: Row, talk: Talk) -> Told:
    """What was said becomes part of the case, and what was missed in it is broken before it is answered."""
    known, values, before = talk.known, {}, case["severity"]
    about = sorted({*case["about"], *talk.about(scene)})
    severity = max(case["severity"], known.get("severity") or "normal", key=SEVERITIES.index)
    facts = facts_from(case["facts"], known, talk.phone)
    facts.pop("abandoned", None)
    for column, value in (("about", about), ("severity", severity), ("facts", facts)):
        if case[column] != value:
            values[column] = value
    if values:
        scene.tx.update("cases", case, values)
    pressing.warn(scene, case, before)
    talk.attach(scene, case)
    return breaking.missed(scene, case)


def _why_anew(scene: Scene, case: Row, call: Row, told: Told) -> Any:
    """The words for a new call-back where what was said asks for one; None where the promise stands."""
    if call["state"] == "calling":
        return None
    wish = wishes.wish_of(case["facts"], scene.now)
    if "window" not in call["gave_way"] and not _suits(scene, wish, call):
        return wording.moved
    if wishes.reach_in(scene, case) != call["reach"]:
        return wording.reach_changed
    if case["severity"] == "normal" or wish.wanted or call["id"] in told:
        return None
    limit = promise.limit_hours(scene.company.policy, commitments.request_for(scene, case, None))
    latest = hours.add_working_hours(scene.now, limit, scene.company.calendar, scene.company.policy)
    return wording.escalated if call["due_at"] > latest and _better(scene, case, call) else None


def _suits(scene: Scene, wish: Wish, call: Row) -> bool:
    return promise.suits(scene.company, wish, Window(call["slot_start"], call["due_at"]), scene.now)


def _better(scene: Scene, case: Row, call: Row) -> bool:
    """Whether there is anything sooner than a call that is late for its case, or its owner may not have it now that it
    is so grave. Else there is nothing to promise anew, however often the customer asks."""
    asked = commitments.request_for(scene, case, case["owner_id"])
    able = {person.id for _, people in routing.levels(scene.company, asked) for person in people}
    return call["owner_id"] not in able or scene.commit(asked).due_at < call["due_at"]


def _say_again(scene: Scene, case: Row, bound: Row, talk: Talk, kind: str, told: Told) -> None:
    """What the customer knows already; unless they have just been told, or a person is talking with them, whose turn it
    then is."""
    known = bound["id"] in told
    if not known and not attending.left_to_person(scene, case, bound, talk.conversation["id"]):
        text = _again(scene, case, bound, kind, wishes.taken_as(scene, talk.known, case))
        commitments.say(scene, talk.conversation["id"], case["id"], text, bound["id"], kind="promise")
    scene.tx.event(case["id"], kind, talk.by, scene.now)


def _again(scene: Scene, case: Row, bound: Row, kind: str, taken_as: tuple[Window, ...] | None) -> str:
    owner = commitments.owner_of(bound)
    if bound["kind"] == "action":
        return action_wording.action_restated(
            owner=owner, what=bound["what"], due_at=bound["due_at"], now=scene.now, case_id=case["id"],
            tongue=wishes.tongue_of(scene, case),
        )  # fmt: skip
    if bound["state"] == "calling":
        return wording.in_call(owner=owner, case_id=case["id"], tongue=wishes.tongue_of(scene, case))
    terms = commitments.terms(scene, case, bound, bound["reach"], taken_as if kind == "noted" else None)
    if kind == "noted":
        return wording.noted(cost=bool(case["facts"].get("cost")), **terms)
    return wording.thanked(**terms) if kind == "thanked" else wording.restate(**terms)


def _promise_anew(scene: Scene, case: Row, old: Row | None, talk: Talk, words: Any) -> None:
    if old:
        commitments.end(scene, old, "moved")
    reach = wishes.reach_in(scene, case)
    made = scene.commit(commitments.request_for(scene, case, case["owner_id"]))
    taken_as = wishes.taken_as(scene, talk.known, case)

    def text(c: Commitment) -> str:
        terms = commitments.terms(scene, case, c, reach, taken_as)
        return str(words(window_missed="window" in c.gave_way, **terms))

    commitments.tell(scene, case, made, text, made_by=talk.by, reach=reach, previous=old)
    scene.tx.event(case["id"], "promised_anew", talk.by, scene.now, {"owner": made.owner.id})
