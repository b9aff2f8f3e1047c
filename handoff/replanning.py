"""A case changes hands: to a named colleague, or away from somebody who may no longer have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handoff import action_wording, breaking, circles, commitments, looking, partners, resting, rota, wishes, wording
from handoff.model import Commitment, Person, Refused
from handoff.scene import Scene
from handoff.search import HORIZON_DAYS
from handoff.store import Row


def hand_over(scene: Scene, person: Person, case: Row, to_person_id: str, reason: str) -> None:
    """The colleague takes the case and its call-back at a time of their own, not later than needed."""
    commitments.require_text(reason, "请写下转交的原因，至少两个字。")
    to = scene.company.people.get(to_person_id)
    if to is None or to.id in scene.excluded(case) or looking.is_partner(scene.company, to):
        raise Refused("not_possible", "不能转交给这位同事。请从名单中另选一位。")
    if case["state"] != "open":
        raise Refused("closed", "工单不在处理中，无需转交。")
    _require_movable(person, case)
    old = commitments.call_of(scene, case)
    _require_in_time(scene, old)
    if old and old["owner_id"] == to.id:
        raise Refused("same_owner", "这个工单已经由这位同事负责。")
    if circles.comes_round(scene, case, to):
        to = circles.who_settles_it(scene, case)
        circles.settled(scene, case, to)
    made = scene.commit_to(to, commitments.request_for(scene, case, to.id))
    if made is None:
        raise Refused("no_time", f"{to.name}近期没有可用时间。请另选一位同事。")
    if old:
        commitments.end(scene, old, "moved", evidence=reason.strip())
    _tell(scene, case, made, old, person.id)
    scene.tx.event(case["id"], "handed_over", person.id, scene.now, {"to": to.id})


def _require_movable(person: Person, case: Row) -> None:
    """What a supervisor settles is not handed on by anybody below them."""
    settled_by = case["facts"].get("settled_by")
    if settled_by and person.id != settled_by and person.role != "manager":
        raise Refused("settled", "这个工单已经在团队之间转过一圈，现在由主管负责到底。要再转交，请找值班经理。")


def _require_in_time(scene: Scene, call: Row | None) -> None:
    """A call that was missed goes to whoever is next up the ladder, with an apology: nobody moves it before that."""
    if call and commitments.missed(scene, call):
        raise Refused("too_late", "回电的承诺已过时间，系统正在升级给上一级并告诉客户。请稍后刷新页面再办。")


def set_about(scene: Scene, person: Person, case: Row, person_ids: list[str]) -> None:
    """From now on these people and those under them neither see nor own the case."""
    looking.require_supervisor(person)
    unknown = [one for one in person_ids if one not in scene.company.people]
    if unknown:
        raise Refused("unknown_person", "名单里没有这位同事。请重新选择。")
    scene.tx.update("cases", case, {"about": sorted(set(person_ids))})
    take_away(scene, case, person.id)
    scene.tx.event(case["id"], "about_set", person.id, scene.now)


def withdraw(scene: Scene, person: Person, case: Row, bound: Row, reason: str) -> None:
    """What was promised is taken back: only by a supervisor, who then calls the customer and tells them in person. One
    who has missed it themselves cannot make it unsaid."""
    looking.require_own(scene.company, person)
    looking.require_supervisor(person)
    commitments.require_text(reason, "请写下撤回的原因，至少两个字：下一位同事会看到。")
    if bound["kind"] != "action":
        raise Refused("not_an_action", "回电的承诺不能撤回，只能改期或转交。")
    if bound["state"] != "open" or bound["due_at"] <= scene.now:
        raise Refused("over", "这个承诺已经结束或已过时间，撤回不了。请刷新页面。")
    if bound["owner_id"] == person.id:
        raise Refused("own", "自己的承诺不能自己撤回。请您的上级来撤回。")
    old = commitments.call_of(scene, case)
    _require_in_time(scene, old)
    commitments.end(scene, bound, "cancelled", evidence=reason.strip())
    asked = commitments.request_for(scene, case, person.id)
    made = scene.commit_to(person, asked) or scene.commit(asked)
    if old:
        commitments.end(scene, old, "moved")
    reach = wishes.reach_in(scene, case)

    def words(c: Commitment) -> str:
        return wording.withdrawn(what=bound["what"], **commitments.terms(scene, case, c, reach))

    commitments.tell(scene, case, made, words, made_by=person.id, reach=reach, previous=old)
    commitments.alarm(scene, "withdrawn", case["id"], {"owner": bound["owner_name"], "now": made.owner.name})
    scene.tx.event(case["id"], "withdrawn", person.id, scene.now, {"owner": bound["owner_id"]})


def take_away(scene: Scene, case: Row, by: str) -> None:
    """Give every promise of somebody who may no longer have this case to somebody who may."""
    breaking.missed(scene, case)
    resting.rests(scene, case, state="open")  # its customer did not ring, and nobody is bound to them any more
    barred = scene.excluded(case)
    lost = [bound for bound in scene.tx.live_promises(case["id"]) if bound["owner_id"] in barred]
    # A partner's place may be taken by the case's own call, which is settled first.
    for old in sorted(lost, key=lambda bound: bool(bound["kind"] == partners.KIND)):
        commitments.end(scene, old, "moved")
        if old["kind"] == partners.KIND:
            _another_partner(scene, case, old, by)
            continue
        made = scene.commit(commitments.request_for(scene, case, None))
        if old["kind"] == "action":
            pass_on_action(scene, case, old, made.owner, by)
        else:
            _tell(scene, case, made, old, by)


def _another_partner(scene: Scene, case: Row, old: Row, by: str) -> None:
    """A colleague of the partner's does their part; where nobody can, the owner's call is for all of it."""
    made, call = partners.another(scene, case, old), commitments.call_of(scene, case)
    if made:
        new = partners.covered(scene, case, old, made)
        commitments.notice(scene, new["owner_id"], "cover", new)
    elif call:
        terms = commitments.terms(scene, case, call, call["reach"])
        text = wording.handed_over(earlier=commitments.owner_of(old), **terms)
        commitments.say(scene, case["conversation_id"], case["id"], text, call["id"], kind="changed")
    else:
        _tell(scene, case, scene.commit(commitments.request_for(scene, case, case["owner_id"])), old, by)


def pass_on_action(scene: Scene, case: Row, old: Row, to: Person, by: str) -> None:
    """What was promised stays promised: by its time if the new owner works then, else by the end of their next duty."""
    due = next(ends for ends in _duty_ends(scene, to, old["due_at"]) if ends > scene.now)
    earlier = commitments.owner_of(old)
    text = action_wording.action_passed_on(
        earlier=earlier, owner=to, what=old["what"], due_at=due, now=scene.now, case_id=case["id"],
        tongue=wishes.tongue_of(scene, case),
    )  # fmt: skip
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    bound = commitments.record_action(scene, case, to, old["what"], due, text, conversation["channel"], by, old)
    commitments.notice(scene, to.id, "handed_over", bound)
    commitments.say(scene, conversation["id"], case["id"], text, bound["id"], kind="changed")
    if case["owner_id"] in (old["owner_id"], *scene.excluded(case)):
        scene.tx.update("cases", case, {"owner_id": to.id})


def _duty_ends(scene: Scene, to: Person, due: datetime) -> Iterator[datetime]:
    """The time itself where the person works then, and after it the ends of their duty."""
    day = due.astimezone(scene.company.timezone).date()
    if any(w.starts < due <= w.ends for w in rota.segments(scene.company, to.id, day)):
        yield due
    for n in range(HORIZON_DAYS):
        yield from (w.ends for w in rota.segments(scene.company, to.id, day + timedelta(days=n)) if w.ends > due)


def _tell(scene: Scene, case: Row, made: Commitment, old: Row | None, by: str) -> None:
    reach = wishes.reach_in(scene, case)
    earlier = commitments.owner_of(old) if old else commitments.owner_of_case(scene, case)

    def words(c: Commitment) -> str:
        return wording.handed_over(earlier=earlier, **commitments.terms(scene, case, c, reach))

    bound = commitments.tell(scene, case, made, words, made_by=by, reach=reach, previous=old)
    commitments.notice(scene, made.owner.id, "handed_over", bound)
