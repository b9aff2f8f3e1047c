"""A partner organisation joins a case: a named person of theirs with a promise of their own, under the owner's.

The customer is given nobody's number; the owner's promise stands, and makes good what the partner does not keep.
"""

from __future__ import annotations

from handoff import commitments, looking, wishes, wording
from handoff.manners import require_manners
from handoff.model import Commitment, Company, Person, Refused
from handoff.promise import limit_hours, search
from handoff.scene import Scene
from handoff.store import Row

KIND = "partner_call"


def people(scene: Scene, case: Row) -> list[Person]:
    """Whom of the partners' people this case could be given to join."""
    barred = scene.excluded(case)
    company = scene.company
    return [p for p in company.people.values() if looking.is_partner(company, p) and p.id not in barred]


def join(scene: Scene, person: Person, case: Row, to_id: str, what: str) -> None:
    """A partner's person calls the customer about their part of it. Raises Refused."""
    commitments.require_text(what, "请写下请合作单位做什么，至少两个字：客户会看到。")
    require_manners(what)
    to = next((p for p in people(scene, case) if p.id == to_id), None)
    if to is None:
        raise Refused("not_possible", "这位不是合作单位的人，或不能参与这件事。请从名单中另选一位。")
    if case["state"] != "open" or commitments.call_of(scene, case) is None:
        raise Refused("no_owner", "请先由我方负责人和客户约好时间，再请合作单位参与。")
    if _call_of(scene, case, to.team):
        raise Refused("joined", "这个合作单位已经有人和客户约好。请等他们联系之后再约。")
    made = scene.commit_to(to, commitments.request_for(scene, case, to.id))
    if made is None:
        raise Refused("no_time", f"{to.name}近期没有可用时间。请另选一位。")
    joined = sorted({*case["facts"].get("partners", ()), to.team})
    scene.tx.update("cases", case, {"facts": {**case["facts"], "partners": joined}})
    bound = _tell(scene, case, made, what.strip(), person.id)
    commitments.notice(scene, to.id, "joined", bound)
    scene.tx.event(case["id"], "partner_joined", person.id, scene.now, {"to": to.id})


def require_part(company: Company, person: Person, bound: Row) -> None:
    """Raises Refused for a partner's people, but for what they or their colleagues have promised themselves."""
    if bound["kind"] != KIND:
        looking.require_own(company, person)
    owner = company.people.get(bound["owner_id"])
    if looking.is_partner(company, person) and (owner is None or owner.team != person.team):
        raise Refused("not_yours", f"这个承诺属于{bound['owner_name']}。请联系本人或主管。")


def _call_of(scene: Scene, case: Row, team: str) -> Row | None:
    people = scene.company.people
    live = (p for p in scene.tx.live_promises(case["id"]) if p["kind"] == KIND)
    return next((p for p in live if p["owner_id"] in people and people[p["owner_id"]].team == team), None)


def _tell(scene: Scene, case: Row, made: Commitment, what: str, by: str, previous: Row | None = None) -> Row:
    own = commitments.owner_of_case(scene, case)
    terms = commitments.terms(scene, case, made, wishes.reach_in(scene, case))
    text = wording.partner_joins(own=own, organisation=made.owner.organisation, what=what, **terms)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    bound = commitments.record(
        scene, case, made, reach=terms["reach"], made_by=by, words=text, channel=conversation["channel"],
        previous=previous, kind=KIND, what=what,
    )  # fmt: skip
    commitments.say(scene, conversation["id"], case["id"], text, bound["id"], kind="changed")
    return bound


def made_good(scene: Scene, case: Row, bound: Row) -> Row:
    """The partner did not call: the owner does, at the time that stands or at a new one."""
    call = commitments.call_of(scene, case)
    earlier = commitments.owner_of(bound)
    if call:
        terms = commitments.terms(scene, case, call, call["reach"])
        text = wording.broken(earlier=earlier, calling=call["state"] == "calling", **terms)
        commitments.say(scene, case["conversation_id"], case["id"], text, call["id"], kind="changed")
        return call
    made = scene.commit(commitments.request_for(scene, case, case["owner_id"]))
    reach = wishes.reach_in(scene, case)

    def words(c: Commitment) -> str:
        return wording.broken(earlier=earlier, **commitments.terms(scene, case, c, reach))

    return commitments.tell(scene, case, made, words, made_by="keeper", reach=reach, previous=bound)


def another(scene: Scene, case: Row, bound: Row) -> Commitment | None:
    """A colleague of the same partner who could take this promise."""
    company, request = scene.company, commitments.request_for(scene, case, None)
    owner = company.people.get(bound["owner_id"])
    team = [p for p in people(scene, case) if owner and p.team == owner.team and p.id != owner.id]
    hours = limit_hours(company.policy, request)
    return (
        search(company, [("team", team)], request.wish, hours, scene.now, scene.busy, scene.load) if team else None
    )


def covered(scene: Scene, case: Row, bound: Row, made: Commitment) -> Row:
    """The colleague has it from now on, and the customer knows."""
    return _tell(scene, case, made, bound["what"], "keeper", bound)
