"""What a signed-in person may see, as views. A complaint about somebody does not exist for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from handoff import commitments, health, hours, routing, transcript, wishes
from handoff.absence import absent
from handoff.model import Company, NotFound, Person, Refused
from handoff.scene import Scene
from handoff.store import Row
from handoff.understood import rows
from handoff.views import AlarmView, Board, CaseView, NoticeView, PromiseView, TeamCount, ToldView, TrailView

BROKEN_SHOWN = timedelta(days=7)


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
        owner_name=row["owner_name"], owner_title=row["owner_title"], due_at=_here(scene, row["due_at"]),
        slot_start=_here(scene, row["slot_start"]), made_by=_name(scene.company, row["made_by"]),
        made_at=_here(scene, row["made_at"]), words=row["words"], what=row["what"], intent=case["intent"],
        severity=case["severity"], customer_name=customers[case["customer_id"]]["name"], channel=row["channel"],
        team=owner.team if owner else "", told_at=_here(scene, told.get(row["id"])), evidence=row["evidence"],
        previous_id=row["previous_id"], calling_since=_here(scene, row["calling_at"] if calling else None),
        ended_at=_here(scene, row["ended_at"]), at_risk=row["state"] == "open" and soon,
        off_duty=standing and bool(absent(scene.company, row)),
    )  # fmt: skip


def _here(scene: Scene, at: Any) -> Any:
    return at.astimezone(scene.company.timezone) if at else None


def _name(company: Company, who: str) -> str:
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
           "trail": tuple(_trail(scene, e) for e in trail), "action_by": _action_by(scene)},
    )  # fmt: skip


def _action_by(scene: Scene) -> datetime:
    company = scene.company
    here = scene.now.astimezone(company.timezone)
    return hours.working_days_later(here, company.policy.action_days, company.calendar, company.policy)


def summary_view(scene: Scene, case: Row, customer: Row) -> CaseView:
    """The case without its conversation, as a search result shows it."""
    facts = case["facts"]
    owner = scene.company.people.get(case["owner_id"])
    return CaseView(
        id=case["id"], state=case["state"], intent=case["intent"], severity=case["severity"], owner_id=case["owner_id"],
        owner_name=owner.name if owner else case["owner_id"], owner_title=owner.title if owner else "",
        first_owner_name=_name(scene.company, case["first_owner_id"]), opened_at=_here(scene, case["opened_at"]),
        closed_at=_here(scene, case["closed_at"]), customer_name=customer["name"],
        phone=facts.get("phone") or customer["phone"], channel=transcript.channel_of(scene, case),
        order_number=facts.get("order_number") or "",
        cost=_cost(facts.get("cost")), threat=tuple(facts.get("threat") or ()), wish=_wish(scene, facts.get("wish")),
        repeat=bool(facts.get("repeat")), about=tuple((p, _name(scene.company, p)) for p in case["about"]),
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
    return TrailView(_here(scene, event["at"]), _name(scene.company, event["actor"]), event["kind"], detail)


def _detail(company: Company, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_name(company, str(one)) for one in value)
    return _name(company, str(value))


def board(scene: Scene, person: Person) -> Board:
    """What a supervisor watches."""
    live = scene.tx.rows("promises", order="due_at", state=["open", "calling"])
    broken = [p for p in scene.tx.rows("promises", order="ended_at", newest_first=True, limit=100, state="broken")
              if scene.now - p["ended_at"] <= BROKEN_SHOWN]  # fmt: skip
    views = promise_views(scene, person, live)
    lost = promise_views(scene, person, broken)
    beat = next(iter(scene.tx.rows("heartbeats", name=health.KEEPER)), None)
    age = (scene.now - beat["at"]).total_seconds() if beat else None
    return Board(
        at_risk=tuple(v for v in views if v.at_risk), broken=tuple(lost), open=tuple(views),
        teams=tuple(_teams(scene.company, views, lost)), alarms=tuple(alarms(scene, person)), keeper_age_s=age,
        keeper_ok=age is not None and age <= health.KEEPER_LIMIT_S, notices=tuple(notices(scene, person)),
    )  # fmt: skip


def _teams(company: Company, live: Iterable[PromiseView], lost: Iterable[PromiseView]) -> Iterable[TeamCount]:
    for team in company.teams.values():
        own = [v for v in live if v.team == team.id]
        broken = sum(1 for v in lost if v.team == team.id)
        yield TeamCount(team.id, team.name, len(own), sum(1 for v in own if v.at_risk), broken)


def alarms(scene: Scene, person: Person) -> list[AlarmView]:
    """Alarms that nobody has acknowledged, newest first, without those of cases hidden from this person."""
    found = scene.tx.rows("alarms", order="id", newest_first=True, limit=100, seen_at=None)
    own = not is_partner(scene.company, person)
    ids = [a["case_id"] for a in found if a["case_id"]]
    cases = {c["id"]: c for c in scene.tx.rows("cases", id=ids)} if ids else {}
    told = _told(scene, [a["id"] for a in found]) if found else {}
    return [
        AlarmView(a["id"], _here(scene, a["at"]), a["kind"], a["case_id"], {k: str(v) for k, v in a["detail"].items()},
                  told.get(a["id"], ()))
        for a in found
        if (may_see(scene.company, person, cases[a["case_id"]]) if a["case_id"] else own)
    ]


def _told(scene: Scene, alarm_ids: list[int]) -> dict[int, tuple[ToldView, ...]]:
    """Whom these alarms were sent to, wherever they are."""
    found: dict[int, tuple[ToldView, ...]] = {}
    went = scene.tx.rows("bells", order="id", about="alarm", about_id=alarm_ids, state=["sent", "unknown", "failed"])
    for bell in went:
        view = ToldView(_name(scene.company, bell["person_id"]), bell["way"], bell["state"], _here(scene, bell["at"]))
        found[bell["about_id"]] = (*found.get(bell["about_id"], ()), view)
    return found


def notices(scene: Scene, person: Person) -> list[NoticeView]:
    """Reminders that this person has not put away, newest first."""
    found = scene.tx.rows("notices", order="id", newest_first=True, limit=50, person_id=person.id, seen_at=None)
    live = scene.tx.rows("promises", id=[n["promise_id"] for n in found], state=["open", "calling"]) if found else []
    due = {p.id: p.due_at.isoformat() for p in promise_views(scene, person, live)}
    shown = [(n, due[n["promise_id"]]) for n in found if n["promise_id"] in due]
    return [
        NoticeView(n["id"], _here(scene, n["at"]), n["kind"], n["case_id"], n["promise_id"], {"due_at": until})
        for n, until in shown
    ]
