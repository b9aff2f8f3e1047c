"""How promises were kept in a stretch of days, by team and by person.

What is counted and how is said beside each number (`handoff.labels`, group "number"); nothing here flatters: a promise
that the house moved by itself counts apart, and against the share that was kept at the time first given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from handoff import alarms, looking, pressing, routing
from handoff.clock import Clock, elapsed_s
from handoff.companies import Companies
from handoff.model import Company, Person
from handoff.scene import Scene
from handoff.store import Store
from handoff.use_cases import UseCases

LONGEST = timedelta(days=400)
USUAL_DAYS = 30
HOUR = timedelta(hours=1)
LOOK_EVERY_S = 10.0
# Fewer promises than this beyond their limit each have their own alarm, and are no shortage yet.
SHORTAGE = 6


@dataclass
class Tally:
    """What was counted of one person, or of several together."""

    ended: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    late: Counter[int] = field(default_factory=Counter)
    named: Counter[int] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    gave_way: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    again: int = 0

    def add(self, other: Tally) -> None:
        """Count another's with these."""
        for name in ("ended", "why", "late", "named", "events", "gave_way"):
            getattr(self, name).update(getattr(other, name))
        self.cases += other.cases
        self.again += other.again

    @property
    def came(self) -> int:
        """Promises that came to their time."""
        return self.ended["kept"] + self.ended["attempted"] + self.ended["broken"]

    @property
    def moved_by_us(self) -> int:
        """Moved without the customer's asking."""
        return self.why["last_minute"] + self.why["in_time"]

    def rate(self, state: str) -> float | None:
        """The share of what came to its time, that was kept, attempted or broken; of moved ones, of all of them."""
        whole = self.came + (self.ended["moved"] if state == "moved" else 0)
        return self.ended[state] / whole if whole else None

    @property
    def kept_as_first_said(self) -> float | None:
        """The share that was kept, with what the house moved by itself counted as not kept."""
        whole = self.came + self.moved_by_us
        return self.ended["kept"] / whole if whole else None

    def late_minutes(self, percent: int) -> int | None:
        """So many percent of what was broken was made good within this."""
        return nearest_rank(self.late, percent)

    def named_seconds(self, percent: int) -> int | None:
        """So many percent of customers had a name within this."""
        return nearest_rank(self.named, percent)


@dataclass(frozen=True)
class Line:
    """One team or person."""

    id: str
    name: str
    title: str
    tally: Tally
    missing_hours: float = 0.0


@dataclass(frozen=True)
class Numbers:
    """A stretch of days, both ends included. `whole` is None for whoever may not see the whole company."""

    first: date
    last: date
    whole: Line | None
    teams: tuple[Line, ...]
    people: tuple[Line, ...]


class Figuring(UseCases):
    """What the desk's numbers and the keeper ask."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        super().__init__(store, clock, companies)
        self._looked_at: float | None = None

    def of(self, person_id: str, first: date | None = None, last: date | None = None) -> Numbers:
        """Numbers of these days, of the last thirty without them: an agent's of their team and themselves, a partner's
        people's of themselves, a supervisor's of everybody."""
        with self._store.read() as tx:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            first, last = _days(scene, first, last)
            tallies = _tallies(scene, *_span(scene, first, last))
            short = _beyond_limit(scene)
        return _seen(scene.company, person, tallies, short, first, last)

    def watch_hours(self) -> int:
        """Tell the managers when a team is promised more than it has hours: at most once an hour and team, and while
        nobody has put that away, with the number as it grows."""
        if self._looked_at is not None and elapsed_s() - self._looked_at < LOOK_EVERY_S:
            return 0
        with self._store.read() as tx:
            scene = self._scene(tx)
            short = {team: n for team, n in _beyond_limit(scene).items() if n >= SHORTAGE}
        done = self._store.write(lambda tx: sum(_raise(self._scene(tx), team) for team in short)) if short else 0
        self._looked_at = elapsed_s()
        return done


def of_everybody(scene: Scene, since: datetime, until: datetime) -> Tally:
    """The whole company's numbers of a stretch of time."""
    return _together(_tallies(scene, since, until).values())


def nearest_rank(histogram: Mapping[int, int], percent: int) -> int | None:
    """The smallest value that so many percent do not exceed."""
    rank = -(-sum(histogram.values()) * percent // 100)
    for value in sorted(histogram):
        rank -= histogram[value]
        if rank <= 0:
            return value
    return None


def _days(scene: Scene, first: date | None, last: date | None) -> tuple[date, date]:
    last = last or scene.now.astimezone(scene.company.timezone).date()
    first = first or last - timedelta(days=USUAL_DAYS - 1)
    return max(min(first, last), last - LONGEST), last


def _span(scene: Scene, first: date, last: date) -> tuple[datetime, datetime]:
    zone = scene.company.timezone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _tallies(scene: Scene, since: datetime, until: datetime) -> dict[str, Tally]:
    tx, found = scene.tx, dict[str, Tally]()

    def of(owner: str) -> Tally:
        return found.setdefault(owner, Tally())

    for row in tx.ended(since, until):
        of(row["owner_id"]).ended[row["state"]] += row["n"]
        if row["why"]:
            of(row["owner_id"]).why[row["why"]] += row["n"]
    for row in tx.lateness(since, until, scene.now):
        of(row["owner_id"]).late[max(row["minutes"], 0)] += row["n"]
    for row in tx.named_after(since, until):
        of(row["owner_id"]).cases += row["n"]
        if row["seconds"] is not None:
            of(row["owner_id"]).named[max(row["seconds"], 0)] += row["n"]
    for row in tx.came_again(since, until, int(pressing.AGAIN.total_seconds())):
        of(row["owner_id"]).again += row["n"]
    for row in tx.counted_events(since, until):
        of(row["owner_id"]).events[row["kind"]] += row["n"]
    for row in tx.gave_way(since, until):
        of(row["owner_id"]).gave_way[row["kind"].removesuffix("_gave_way")] += row["n"]
    return found


def _beyond_limit(scene: Scene) -> Counter[str]:
    """By team, how many were promised a time beyond their limit within the last hour, as there was no slot before. It
    is the team for such matters that lacks the hours, whoever has taken the case now."""
    found = Counter[str]()
    for row in scene.tx.gave_way(scene.now - HOUR, scene.now + HOUR):
        if row["kind"] == "limit_gave_way":
            found.update({team.id: row["n"] for team in routing.teams_for(scene.company, row["intent"])[:1]})
    return found


def _hours(company: Company, promises: int) -> float:
    return round(promises * company.policy.slot_minutes / 60, 1)


def _seen(
    company: Company, person: Person, tallies: Mapping[str, Tally], short: Mapping[str, int], first: date, last: date
) -> Numbers:
    alone, senior = looking.is_partner(company, person), person.role != "agent"
    everybody = senior and not alone
    people = [p for p in company.people.values() if p.id == person.id or (everybody and p.id in tallies)]
    teams = [t for t in company.teams.values() if not alone and (everybody or t.id == person.team)]
    lines = tuple(
        Line(t.id, t.name, "", _together(tallies.get(p.id) for p in company.people.values() if p.team == t.id),
             _hours(company, short.get(t.id, 0)))
        for t in teams
    )  # fmt: skip
    whole = Line("", company.name, "", _together(tallies.values()), _hours(company, sum(short.values())))
    return Numbers(first, last, whole if everybody else None, lines,
                   tuple(Line(p.id, p.name, p.title, tallies.get(p.id) or Tally()) for p in people))  # fmt: skip


def _together(tallies: Iterable[Tally | None]) -> Tally:
    whole = Tally()
    for one in tallies:
        if one:
            whole.add(one)
    return whole


def _raise(scene: Scene, team: str) -> int:
    short = _beyond_limit(scene)[team]
    detail = {"team": scene.company.teams[team].name, "hours": f"{_hours(scene.company, short):g}"}
    if alarms.remind(scene, "hours_missing", detail, alarms.HOURLY, of="team"):
        return 1
    for raised in scene.tx.rows("alarms", kind="hours_missing", seen_at=None):
        mine = raised["detail"]["team"] == detail["team"] and scene.now - raised["at"] < alarms.HOURLY
        if mine and float(raised["detail"]["hours"]) < float(detail["hours"]):
            scene.tx.update("alarms", raised, {"detail": detail})
    return 0
