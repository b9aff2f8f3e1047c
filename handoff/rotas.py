"""The rota at the desk: a week of everybody one may see, and what is changed in it. Every change is one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from handoff import at_risk, boards, looking, roster, rota
from handoff.document import from_document
from handoff.free_slots import HOUR
from handoff.hours import is_working
from handoff.model import Change, Company, Leave, Person, Refused, Window
from handoff.rota_views import AwayView, ChangeView, DayView, PersonWeek, TeamWeek, WeekView
from handoff.routing import own_people
from handoff.scene import Scene
from handoff.store import Row, Tx
from handoff.use_cases import UseCases

T = TypeVar("T")
_DAY = timedelta(days=1)
WEEK = 7


class Rotas(UseCases):
    """The use cases. `person_id` is always the signed-in person; what changes something returns how many promises of
    the people concerned nobody will be there for, before the keeper has found colleagues for them."""

    def week(self, person_id: str, day: date) -> WeekView:
        """The week that holds this day."""
        with self._store.read() as tx:
            scene = self._scene(tx)
            return _week(scene, looking.person_of(scene.company, person_id), day - _DAY * day.weekday())

    def change(
        self, person_id: str, of_id: str, kind: str, starts: datetime, ends: datetime, reason: str = ""
    ) -> int:  # fmt: skip
        """Somebody is away, or on duty out of turn."""

        def work(scene: Scene, person: Person) -> Collection[str]:
            _require_seen(scene.company, person, of_id)
            return [roster.change(scene, person, of_id, kind, starts, ends, reason).person]

        return self._write(person_id, work)

    def sick(self, person_id: str) -> int:
        """The signed-in person goes home for today."""

        def work(scene: Scene, person: Person) -> Collection[str]:
            until = duty_ends(scene.company, person.id, scene.now)
            if until is None:
                raise Refused("off_duty", "您今天没有班了。以后几天的病假，请在表单里选时间。")
            return [roster.change(scene, person, person.id, roster.SICK, scene.now, until).person]

        return self._write(person_id, work)

    def undo(self, person_id: str, change_id: str) -> int:
        """Take a change back."""

        def work(scene: Scene, person: Person) -> Collection[str]:
            found = {change.person for change in roster.made_with(scene.company.roster, change_id)}
            for of_id in found:
                _require_seen(scene.company, person, of_id)
            roster.undo(scene, person, change_id)
            return found

        return self._write(person_id, work)

    def swap(self, person_id: str, one_id: str, other_id: str, day: date) -> int:
        """Two people take each other's duty of a day."""

        def work(scene: Scene, person: Person) -> Collection[str]:
            for of_id in (one_id, other_id):
                _require_seen(scene.company, person, of_id)
            roster.swap(scene, person, one_id, other_id, day)
            return (one_id, other_id)

        return self._write(person_id, work)

    def _write(self, person_id: str, work: Callable[[Scene, Person], Collection[str]]) -> int:
        def once(tx: Tx) -> int:
            scene = self._scene(tx)
            people = work(scene, looking.person_of(scene.company, person_id))
            written = tx.current_company() or {}
            # Not through `companies`, which would remember a version that may yet be undone.
            company = from_document(written["document"], written["version"])
            bound = tx.rows("promises", owner_id=sorted(people), state="open")
            return sum(1 for p in bound if p["due_at"] > scene.now and at_risk.why(company, p, (), scene.now))

        return self._store.write(once)


def duty_ends(company: Company, person_id: str, now: datetime) -> datetime | None:
    """When the duty of today is over, at night on the next morning; None where there is none any more."""
    today = now.astimezone(company.timezone).date()
    parts = [part for part in rota.segments(company, person_id, today) if part.ends > now]
    if not parts:
        return None
    night = rota.segments(company, person_id, today + _DAY)
    return night[0].ends if night and night[0].starts <= parts[-1].ends else parts[-1].ends


def seen(company: Company, person: Person) -> list[Person]:
    """Whose rota this person may see: agents and partners their own team's, others that of all the company's own."""
    if person.role == "agent" or looking.is_partner(company, person):
        return [p for p in company.people.values() if p.team == person.team]
    return own_people(company)


def _require_seen(company: Company, person: Person, of_id: str) -> None:
    if of_id not in {p.id for p in seen(company, person)}:
        raise Refused("unknown", "没有这位同事或这种安排。请刷新页面重新选择。")


def _week(scene: Scene, person: Person, monday: date) -> WeekView:
    company, people = scene.company, seen(scene.company, person)
    ids = {p.id for p in people}
    bound = _bound(scene, person, sorted(ids), monday)
    weeks = {p.id: PersonWeek(p, tuple(_days(scene, person, p, monday, bound))) for p in people}
    teams = sorted(company.teams.values(), key=lambda team: team.id != person.team)
    in_team = ((team, tuple(weeks[p.id] for p in people if p.team == team.id)) for team in teams)
    return WeekView(
        monday=monday,
        today=scene.now.astimezone(company.timezone).date(),
        teams=tuple(TeamWeek(team.id, team.name, found) for team, found in in_team if found),
        changes=tuple(_changes(scene, person, monday, ids)),
        arranges=(person,) if person.role == "agent" else tuple(people),
        until=duty_ends(company, person.id, scene.now),
    )


def _bound(scene: Scene, person: Person, ids: Sequence[str], monday: date) -> dict[tuple[str, date], list[Row]]:
    """What binds these people in a week, by owner and day, without the cases that the reader may not see."""
    zone, barred = scene.company.timezone, boards.barring(scene.company, person)
    begins = datetime.combine(monday, time(), zone)
    reader = boards.reader_of(scene.company, person)
    bound: dict[tuple[str, date], list[Row]] = {}
    for row in scene.tx.due_within(ids, reader, begins, begins + _DAY * WEEK):
        if not barred(row["about"]):
            bound.setdefault((row["owner_id"], row["due_at"].astimezone(zone).date()), []).append(row)
    return bound


def _days(
    scene: Scene, reader: Person, person: Person, monday: date, bound: Mapping[tuple[str, date], list[Row]]
) -> Iterator[DayView]:
    company = scene.company
    told = reader.role != "agent" or reader.id == person.id
    for day in (monday + _DAY * n for n in range(WEEK)):
        midnight = datetime.combine(day, time(), company.timezone)
        due = bound.get((person.id, day), [])
        yield DayView(
            day=day,
            works=is_working(company.calendar, day),
            duty=tuple(rota.segments(company, person.id, day)),
            away=tuple(_away(company, person, Window(midnight, midnight + _DAY), told)),
            promises=len(due),
            free=_free(scene, person, midnight, [Window(p["slot_start"], p["due_at"]) for p in due if p["slot_start"]]),
        )


def _away(company: Company, person: Person, day: Window, told: bool) -> Iterator[AwayView]:
    """Leave of the files and changes of the desk that touch the day, cut to it."""
    zone = company.timezone
    changes = [c for c in company.roster if c.undone_at is None and c.kind != rota.DUTY]
    away: list[Leave | Change] = [*company.leaves, *changes]
    for one in away:
        if one.person == person.id and one.starts < day.ends and one.ends > day.starts:
            kind = roster.LEAVE if isinstance(one, Leave) else one.kind
            starts, ends = max(one.starts, day.starts), min(one.ends, day.ends)
            yield AwayView(kind, starts.astimezone(zone), ends.astimezone(zone), one.reason if told else "")


def _free(scene: Scene, person: Person, midnight: datetime, taken: Sequence[Window]) -> int:
    """How many more calls there is room for from now on: free slots, and in no hour more than the person can make."""
    policy = scene.company.policy
    slots = list(rota.slots(scene.company, person.id, midnight.date(), taken, max(scene.now, midnight)))
    most = person.calls_per_hour or policy.calls_per_hour
    if not most:
        return len(slots)
    free = Counter((slot.starts - midnight) // HOUR for slot in slots)
    calls = Counter((window.starts - midnight) // HOUR for window in taken)
    return sum(min(number, max(most - calls[hour], 0)) for hour, number in free.items())


def _changes(scene: Scene, person: Person, monday: date, ids: Collection[str]) -> Iterator[ChangeView]:
    """What was changed of this week, the newest first; a swap once."""
    company = scene.company
    begins = datetime.combine(monday, time(), company.timezone)
    acts: dict[str, list[Change]] = {}
    for change in company.roster:
        if change.person in ids and change.starts < begins + _DAY * WEEK and change.ends > begins:
            acts.setdefault(roster.act_of(change.id), []).append(change)
    for made in sorted(acts.values(), key=lambda made: made[0].made_at, reverse=True):
        yield _change(scene, person, made)


def _change(scene: Scene, person: Person, made: list[Change]) -> ChangeView:
    company, first = scene.company, made[0]
    ends, zone = max(c.ends for c in made), company.timezone
    own = first.person == person.id
    return ChangeView(
        id=first.id,
        people=tuple(dict.fromkeys(company.people[c.person].name for c in made)),
        kind="swap" if first.id != roster.act_of(first.id) else first.kind,
        starts=min(c.starts for c in made).astimezone(zone),
        ends=ends.astimezone(zone),
        reason=first.reason if person.role != "agent" or own else "",
        made_by=_name(company, first.made_by),
        made_at=first.made_at.astimezone(zone),
        undone_by=_name(company, first.undone_by),
        undone_at=first.undone_at.astimezone(zone) if first.undone_at else None,
        may_undo=first.undone_at is None and ends > scene.now and roster.may(person, first.person, first.kind),
    )


def _name(company: Company, person_id: str) -> str:
    return company.people[person_id].name if person_id in company.people else person_id
