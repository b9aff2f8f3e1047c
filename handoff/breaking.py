"""A promise whose time has come without a call: broken on the record, made good by name, told with an apology."""

from __future__ import annotations

from handoff import commitments, partners, pressing, resting, routing, wishes, wording
from handoff.model import Commitment
from handoff.ring_again import NOT_RUNG, nobody_rang
from handoff.scene import Scene
from handoff.store import Row

BY = "keeper"
_ORDER = ("action", "call_back", partners.KIND)


def break_it(scene: Scene, promise_id: str) -> bool:
    """Broken, passed on by name, promised anew and told with an apology, all in one transaction."""
    bound = scene.tx.row("promises", promise_id)
    case = commitments.lock_case(scene, bound["case_id"]) if bound else None
    bound = scene.tx.row("promises", promise_id)
    if bound is None or case is None or bound["due_at"] > scene.now:
        return False
    if nobody_rang(scene, bound):
        return _let_rest(scene, case, bound)
    return bound["state"] in ("open", "calling") and _broken(scene, case, bound) is not None


def missed(scene: Scene, case: Row) -> frozenset[str]:
    """Whatever was missed in a case is broken, as the keeper would break it, before anything else is done with it; of
    which calls its customer has heard by that. The case is locked."""
    told = []
    late = [bound for bound in scene.tx.live_promises(case["id"]) if commitments.missed(scene, bound)]
    # A missed action takes a missed call with it, so that one apology is for both; what a partner missed is made good
    # by the call that there is by then.
    for bound in sorted(late, key=lambda bound: _ORDER.index(bound["kind"])):
        if nobody_rang(scene, bound):
            commitments.end(scene, bound, "attempted", evidence=NOT_RUNG)
        elif now := _broken(scene, case, bound):
            told.append(now["id"])
    return frozenset(told)


def _broken(scene: Scene, case: Row, bound: Row) -> Row | None:
    """The call that makes it good; None where somebody has ended it already."""
    if not commitments.end(scene, bound, "broken"):
        return None
    pressing.more_pressing(scene, case, "broken")
    make_good = partners.made_good if bound["kind"] == partners.KIND else _passed_on
    now = make_good(scene, case, bound)
    commitments.alarm(scene, "broken", case["id"], {"owner": bound["owner_name"], "now": now["owner_name"]})
    commitments.notice(scene, now["owner_id"], "taken_over", now)
    scene.tx.event(case["id"], "broken", BY, scene.now, {"owner": bound["owner_id"], "to": now["owner_id"]})
    return now


def _passed_on(scene: Scene, case: Row, bound: Row) -> Row:
    """The next person up the ladder calls instead; that call takes the place of any other, one a case."""
    previous, broken_by = bound, bound["owner_id"]
    for other in scene.tx.live_promises(case["id"]):
        if other["kind"] == "call_back":
            commitments.end(scene, other, "moved")
            previous = other
            if other["state"] == "broken":
                broken_by = _higher(scene, case, broken_by, other["owner_id"])
    made = scene.commit_after(broken_by, commitments.request_for(scene, case, None))
    reach = wishes.reach_in(scene, case)

    def words(c: Commitment) -> str:
        terms = commitments.terms(scene, case, c, reach)
        earlier = commitments.owner_of(bound)
        if bound["kind"] == "action":
            return wording.action_broken(earlier=earlier, what=bound["what"], **terms)
        return wording.broken(earlier=earlier, **terms)

    return commitments.tell(scene, case, made, words, made_by=BY, reach=reach, previous=previous)


def _higher(scene: Scene, case: Row, one: str, other: str) -> str:
    """Of two who have broken what they promised, who stands above: neither can make it good."""
    above = routing.rungs_above(scene.company, one, scene.excluded(case))
    return other if any(person.id == other for _, people in above for person in people) else one


def _let_rest(scene: Scene, case: Row, bound: Row) -> bool:
    """The owner was there; there is no way to tell the customer another time. Whenever they ring, the case goes on."""
    if not commitments.end(scene, bound, "attempted", evidence=NOT_RUNG):
        return False
    resting.rests(scene, case)
    scene.tx.event(case["id"], "not_rung", BY, scene.now)
    return True
