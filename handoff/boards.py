"""The supervisor's board, and what everybody is reminded of. Of many promises only the first are read, and the rest are
counted by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from handoff import health, looking, routing
from handoff.model import Company, Person
from handoff.scene import Scene
from handoff.store import Row
from handoff.store.boards import AT_RISK, BROKEN, CALM, LIVE
from handoff.store.readers import Reader
from handoff.views import AlarmView, Board, NoticeView, PromiseView, TeamCount, ToldView

BROKEN_SHOWN = timedelta(days=7)
# So many of each kind are listed.
SHOWN = 100
OWN = "这是您自己没有兑现的承诺：由您的上级收起。"
OF_PARTNER = "由负责这件事的公司收起。"


def reader_of(company: Company, person: Person) -> Reader:
    """Whose cases this person sees, but for complaints about somebody: see `looking.may_see`."""
    if looking.is_partner(company, person):
        return Reader(partner=person.team)
    if person.role != "agent":
        return Reader()
    team = tuple(p.id for p in company.people.values() if p.team == person.team)
    return Reader(tuple(sorted({*team, person.id})), person.id)


def barring(company: Company, person: Person) -> Callable[[Sequence[str]], bool]:
    """Whether a complaint about these people is hidden from this person; each circle of people is looked at once."""
    known: dict[tuple[str, ...], bool] = {(): False}

    def barred(about: Sequence[str]) -> bool:
        who = tuple(about)
        if who not in known:
            known[who] = person.id in routing.excluded(company, frozenset(who))
        return known[who]

    return barred


def board(scene: Scene, person: Person) -> Board:
    """What a supervisor watches; for an agent, the part of it that they may see."""
    company, tx = scene.company, scene.tx
    reader, barred = reader_of(company, person), barring(company, person)
    soon = scene.now + timedelta(minutes=company.policy.remind_minutes)
    lately = scene.now - BROKEN_SHOWN
    hidden = [p for p in tx.about_somebody(LIVE, reader, soon) if barred(p["about"])]
    near = [p for p in hidden if p["state"] == "open" and p["due_at"] <= soon]
    lost = [p for p in tx.about_somebody(BROKEN, reader, lately) if barred(p["about"])]
    live, at_risk, broken = (
        _without(tx.counted(lot, reader, at), these)
        for lot, at, these in ((LIVE, soon, hidden), (AT_RISK, soon, near), (BROKEN, lately, lost))
    )

    def shown(lot: str, at: datetime, these: list[Row]) -> tuple[PromiseView, ...]:
        found = tx.first_of(lot, reader, at, SHOWN + len(these))
        return tuple(looking.promise_views(scene, person, found)[:SHOWN])

    first, calm = shown(AT_RISK, soon, near), shown(CALM, soon, hidden)
    beat = next(iter(tx.rows("heartbeats", name=health.KEEPER)), None)
    age = (scene.now - beat["at"]).total_seconds() if beat else None
    return Board(
        at_risk=first, broken=shown(BROKEN, lately, lost), open=tuple(sorted((*first, *calm), key=lambda p: p.due_at)),
        teams=tuple(_teams(company, live, at_risk, broken)), alarms=tuple(alarms(scene, person)), keeper_age_s=age,
        keeper_ok=age is not None and age <= health.KEEPER_LIMIT_S, notices=tuple(notices(scene, person)),
        live=sum(live.values()), risky=sum(at_risk.values()), lost=sum(broken.values()),
    )  # fmt: skip


def _without(counted: Mapping[str, int], hidden: Iterable[Row]) -> Counter[str]:
    left = Counter(counted)
    left.subtract(p["owner_id"] for p in hidden)
    return left


def _teams(
    company: Company, live: Mapping[str, int], at_risk: Mapping[str, int], broken: Mapping[str, int]
) -> Iterator[TeamCount]:
    for team in company.teams.values():
        own = [p.id for p in company.people.values() if p.team == team.id]
        numbers = (sum(counted.get(one, 0) for one in own) for counted in (live, at_risk, broken))
        yield TeamCount(team.id, team.name, *numbers)


def alarms(scene: Scene, person: Person) -> list[AlarmView]:
    """Alarms that nobody has acknowledged, newest first, without those of cases hidden from this person."""
    found = scene.tx.rows("alarms", order="id", newest_first=True, limit=100, seen_at=None)
    of_partner = looking.is_partner(scene.company, person)
    ids = [a["case_id"] for a in found if a["case_id"]]
    cases = {c["id"]: c for c in scene.tx.rows("cases", id=ids)} if ids else {}
    told = _told(scene, [a["id"] for a in found]) if found else {}
    own = {} if of_partner else _own(scene, person, found)
    return [
        AlarmView(a["id"], looking.here(scene, a["at"]), a["kind"], a["case_id"],
                  {k: str(v) for k, v in a["detail"].items()}, told.get(a["id"], ()),
                  OF_PARTNER if of_partner else own.get(a["id"], ""))
        for a in found
        if (looking.may_see(scene.company, person, cases[a["case_id"]]) if a["case_id"] else not of_partner)
    ]  # fmt: skip


def _own(scene: Scene, person: Person, found: list[Row]) -> dict[int, str]:
    """The alarms that tell of what this person has broken, with why they stay: see `looking.require_not_theirs`."""
    told = [a for a in found if a["kind"] == "broken"]
    if not told:
        return {}
    lost = scene.tx.rows("promises", case_id=[a["case_id"] for a in told], state="broken", owner_id=person.id)
    ended = {(p["case_id"], p["ended_at"], p["owner_name"]) for p in lost}
    return {a["id"]: OWN for a in told if (a["case_id"], a["at"], a["detail"]["owner"]) in ended}


def _told(scene: Scene, alarm_ids: list[int]) -> dict[int, tuple[ToldView, ...]]:
    """Whom these alarms were sent to, wherever they are."""
    found: dict[int, tuple[ToldView, ...]] = {}
    went = scene.tx.rows("bells", order="id", about="alarm", about_id=alarm_ids, state=["sent", "unknown", "failed"])
    for bell in went:
        name = looking.name_of(scene.company, bell["person_id"])
        view = ToldView(name, bell["way"], bell["state"], looking.here(scene, bell["at"]))
        found[bell["about_id"]] = (*found.get(bell["about_id"], ()), view)
    return found


def notices(scene: Scene, person: Person) -> list[NoticeView]:
    """Reminders that this person has not put away, newest first."""
    found = scene.tx.rows("notices", order="id", newest_first=True, limit=50, person_id=person.id, seen_at=None)
    live = scene.tx.rows("promises", id=[n["promise_id"] for n in found], state=["open", "calling"]) if found else []
    due = {p.id: p.due_at.isoformat() for p in looking.promise_views(scene, person, live)}
    shown = [(n, due[n["promise_id"]]) for n in found if n["promise_id"] in due]
    return [
        NoticeView(n["id"], looking.here(scene, n["at"]), n["kind"], n["case_id"], n["promise_id"], {"due_at": until})
        for n, until in shown
    ]
