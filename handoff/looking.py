"""What a signed-in person may see, as views. A complaint about somebody does not exist for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handoff import commitments, hours, routing, transcript, wishes
from handoff.absence import absent
from handoff.model import Company, NotFound, Person, Refused
from handoff.scene import Scene
from handoff.store import Row
from handoff.understood import rows
from handoff.views import CaseView, PromiseView, TrailView


def person_of(company: Company, person_id: str) -> Person:
    """The signed-in person. Raises NotFound for one who has left."""
    if person_id not in company.people:
        raise NotFound("人员")
    return company.people[person_id]


def is_partner(company: Company, person: Person) -> bool:
    """Whether this is somebody of another organisation."""
    team = company.teams.get(person.team)
    return team is not None and team.partner


def may_see(company: Company, person: Person, case: Row) -> bool:
    """Agents see the cases of their own team and those they own or owned first; supervisors and managers see all;
    a partner's people see those that their organisation has joined; nobody sees a complaint that excludes them."""
    if person.id in routing.excluded(company, frozenset(case["about"])):
        return False
    if is_partner(company, person):
        return person.team in case["facts"].get("partners", ())
    if person.role != "agent" or person.id in (case["owner_id"], case["first_owner_id"]):
        return True
    owner = company.people.get(case["owner_id"])
    return bool(owner and owner.team == person.team)


def require_own(company: Company, person: Person) -> None:
    """Raises Refused for a partner's people: they do their part, and no more."""
    if is_partner(company, person):
        raise Refused("partner", "这一步由负责这件事的公司来做。请把情况写在通话记录里，负责人会看到。")


def require_supervisor(person: Person) -> None:
    """Raises Refused for an agent."""
    if person.role == "agent":
        raise Refused("supervisor_only", "这一步需要主管来做。请联系您的主管。")


def require_not_theirs(scene: Scene, person: Person, alarm_id: int) -> None:
    """Raises Refused for whoever broke what an alarm tells of: somebody else has to know it."""
    alarm = scene.tx.row("alarms", alarm_id)
    if alarm is None or alarm["kind"] != "broken":
        return
    # The two were written together.
    broken = scene.tx.rows("promises", case_id=alarm["case_id"], state="broken", ended_at=alarm["at"])
    if person.id in {bound["owner_id"] for bound in broken if bound["owner_name"] == alarm["detail"]["owner"]}:
        raise Refused("own", "这是您自己没有兑现的承诺，不能由您收起这条警报。请您的上级来看。")


def case_for(scene: Scene, person: Person, case_id: str, lock: bool = False) -> Row:
    """The case, if this person may see it. Raises NotFound."""
    case = commitments.lock_case(scene, case_id) if lock else scene.tx.row("cases", case_id)
    if case is None or not may_see(scene.company, person, case):
        raise NotFound("工单")
    return case


def mine(scene: Scene, person: Person) -> list[PromiseView]:
    """The promises that bind this person, soonest first."""
    bound = scene.tx.live_of([person.id])
    return promise_views(scene, person, bound)


def promise_views(scene: Scene, person: Person, bound: list[Row]) -> list[PromiseView]:
    """Promises with what their lists need, without those of cases that this person may not see."""
    cases = {c["id"]: c for c in scene.tx.rows("cases", id=list({p["case_id"] for p in bound}))} if bound else {}
    shown = [p for p in bound if may_see(scene.company, person, cases[p["case_id"]])]
    ids = list({c["customer_id"] for c in cases.values()})
    customers = {c["id"]: c for c in scene.tx.rows("customers", id=ids)} if shown else {}
    told = scene.tx.told([p["id"] for p in shown]) if shown else {}
    return [_promise(scene, p, cases[p["case_id"]], customers, told) for p in shown]


def _promise(
    scene: Scene, row: Row, case: Row, customers: Mapping[str, Row], told: Mapping[str, datetime]
) -> PromiseView:
    owner = scene.company.people.get(row["owner_id"])
    calling = row["state"] == "calling"
    soon = row["due_at"] - scene.now <= timedelta(minutes=scene.company.policy.remind_minutes)
    standing = row["state"] == "open" and row["due_at"] > scene.now
    return PromiseView(
        id=row["id"], case_id=row["case_id"], kind=row["kind"], state=row["state"], owner_id=row["owner_id"],
        owner_name=row["owner_name"], owner_title=row["owner_title"], due_at=here(scene, row["due_at"]),
        slot_start=here(scene, row["slot_start"]), made_by=name_of(scene.company, row["made_by"]),
        made_at=here(scene, row["made_at"]), words=row["words"], what=row["what"], intent=case["intent"],
        severity=case["severity"], customer_name=customers[case["customer_id"]]["name"], channel=row["channel"],
        team=owner.team if owner else "", told_at=here(scene, told.get(row["id"])), evidence=row["evidence"],
        previous_id=row["previous_id"], calling_since=here(scene, row["calling_at"] if calling else None),
        ended_at=here(scene, row["ended_at"]), at_risk=row["state"] == "open" and soon,
        off_duty=standing and bool(absent(scene.company, row)),
    )  # fmt: skip


def here(scene: Scene, at: Any) -> Any:
    """An instant in the company's time zone; None stays None."""
    return at.astimezone(scene.company.timezone) if at else None


def name_of(company: Company, who: str) -> str:
    """What somebody of the company is called; anybody else stays as they are named."""
    return company.people[who].name if who in company.people else who


def case_view(scene: Scene, person: Person, case: Row) -> CaseView:
    """The whole case: facts, conversation, promises, trail."""
    customer = scene.tx.row("customers", case["customer_id"]) or {}
    bound = scene.tx.rows("promises", order="made_at", case_id=case["id"])
    trail = scene.tx.rows("events", order="n", case_id=case["id"])
    summary = summary_view(scene, case, customer)
    return CaseView(
        **{**summary.__dict__, "promises": tuple(promise_views(scene, person, bound)),
           "messages": transcript.lines(scene, person, case),
           "trail": tuple(_trail(scene, e) for e in trail), "action_by": _action_by(scene),
           "settled_by": case["facts"].get("settled_by") or "", "of_partner": is_partner(scene.company, person)},
    )  # fmt: skip


def _action_by(scene: Scene) -> datetime:
    company = scene.company
    today = scene.now.astimezone(company.timezone)
    return hours.working_days_later(today, company.policy.action_days, company.calendar, company.policy)


def summary_view(scene: Scene, case: Row, customer: Row) -> CaseView:
    """The case without its conversation, as a search result shows it."""
    facts = case["facts"]
    owner = scene.company.people.get(case["owner_id"])
    return CaseView(
        id=case["id"], state=case["state"], intent=case["intent"], severity=case["severity"], owner_id=case["owner_id"],
        owner_name=owner.name if owner else case["owner_id"], owner_title=owner.title if owner else "",
        first_owner_name=name_of(scene.company, case["first_owner_id"]), opened_at=here(scene, case["opened_at"]),
        closed_at=here(scene, case["closed_at"]), customer_name=customer["name"],
        phone=facts.get("phone") or customer["phone"], channel=transcript.channel_of(scene, case),
        order_number=facts.get("order_number") or "",
        cost=_cost(facts.get("cost")), threat=tuple(facts.get("threat") or ()), wish=_wish(scene, facts.get("wish")),
        repeat=bool(facts.get("repeat")), about=tuple((p, name_of(scene.company, p)) for p in case["about"]),
        reopenable=case["closed_by"] == "no_answer", cost_answer=facts.get("cost_answer") or "",
        understood=rows(facts.get("understood")), extension=facts.get("extension") or "",
        why=tuple((one["kind"], one["words"]) for one in facts.get("why") or ()),
    )  # fmt: skip


def _cost(cost: Any) -> str:
    if not cost:
        return ""
    return str(cost.get("text") or "") + (f"（¥{cost['amount']:g}）" if cost.get("amount") else "")


def _wish(scene: Scene, wish: Any) -> str:
    if not wish:
        return ""
    if wish.get("nocall"):
        return "请勿致电"
    parts = [f"希望 {_span(scene, w)}" for w in wish.get("windows") or ()]
    parts += [f"不要 {_span(scene, w)}" for w in wish.get("excluded") or ()]
    return "；".join(parts + [f"平时不要 {wishes.hours_words(rule)}" for rule in wish.get("never") or ()])


def _span(scene: Scene, window: list[str]) -> str:
    starts, ends = (datetime.fromisoformat(edge).astimezone(scene.company.timezone) for edge in window)
    return f"{starts.month}月{starts.day}日 {starts:%H:%M}–{ends:%H:%M}"


def _trail(scene: Scene, event: Row) -> TrailView:
    detail = {key: _detail(scene.company, value) for key, value in event["data"]["detail"].items()}
    return TrailView(here(scene, event["at"]), name_of(scene.company, event["actor"]), event["kind"], detail)


def _detail(company: Company, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(name_of(company, str(one)) for one in value)
    return name_of(company, str(value))
