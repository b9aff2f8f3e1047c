"""A case changes hands: to a named colleague, or away from somebody who may no longer have it."""

from __future__ import annotations

from handoff import commitments, wording
from handoff.commitments import Row, Scene
from handoff.model import Commitment, Person, Refused, Wish

MINIMUM = 2


def hand_over(scene: Scene, person: Person, case: Row, to_person_id: str, reason: str) -> None:
    """The colleague takes the case and its call-back at a time of their own, not later than needed."""
    if len(reason.strip()) < MINIMUM:
        raise Refused("text_missing", "请写下转交的原因，至少两个字。")
    to = scene.company.people.get(to_person_id)
    if to is None or to.id in scene.excluded(case):
        raise Refused("not_possible", "不能转交给这位同事。请从名单中另选一位。")
    if case["state"] != "open":
        raise Refused("closed", "工单不在处理中，无需转交。")
    old = _call(scene, case)
    if old and old["owner_id"] == to.id:
        raise Refused("same_owner", "这个工单已经由这位同事负责。")
    _pass_on(scene, case, old, to, person.id)
    scene.tx.event(case["id"], "handed_over", person.id, scene.now, {"to": to.id})


def _pass_on(scene: Scene, case: Row, old: Row | None, to: Person, by: str) -> None:
    if old:
        commitments.end(scene, old, "moved")
    made = scene.commit_to(to, commitments.request_for(scene, case, to.id))
    if made is None:
        raise Refused("no_time", f"{to.name}近期没有可用时间。请另选一位同事。")
    _tell(scene, case, made, old, by)


def set_about(scene: Scene, person: Person, case: Row, person_ids: list[str]) -> None:
    """From now on these people and those under them neither see nor own the case."""
    if person.role == "agent":
        raise Refused("supervisor_only", "这一步需要主管来做。请联系您的主管。")
    unknown = [one for one in person_ids if one not in scene.company.people]
    if unknown:
        raise Refused("unknown_person", "名单里没有这位同事。请重新选择。")
    scene.tx.update("cases", case, {"about": sorted(set(person_ids))})
    barred = scene.excluded(case)
    for bound in scene.tx.live_promises(case["id"]):
        if bound["owner_id"] in barred:
            commitments.end(scene, bound, "moved")
            _replace(scene, case, bound, person.id)
    scene.tx.event(case["id"], "about_set", person.id, scene.now)


def _replace(scene: Scene, case: Row, old: Row, by: str) -> None:
    made = scene.commit(commitments.request_for(scene, case, None, Wish() if old["kind"] == "action" else None))
    _tell(scene, case, made, old, by)


def _tell(scene: Scene, case: Row, made: Commitment, old: Row | None, by: str) -> None:
    reach = commitments.reach_of(case["facts"], commitments.phone_of(case))
    earlier = commitments.owner_of(old) if old else scene.company.people[case["first_owner_id"]]

    def words(c: Commitment) -> str:
        return wording.handed_over(earlier=earlier, **commitments.terms(scene, case, c, reach))

    commitments.tell(scene, case, made, words, made_by=by, reach=reach, previous=old)


def _call(scene: Scene, case: Row) -> Row | None:
    return next((p for p in scene.tx.live_promises(case["id"]) if p["kind"] == "call_back"), None)
