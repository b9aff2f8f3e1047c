"""Who may own a case, in which order people are asked, and who takes a promise that broke."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from handoff.model import Company, Person, Request, Team
from handoff.naming import named_in
from handoff.worked_out import WorkedOut

__all__ = ["excluded", "ladder", "levels", "named_in", "rungs_above", "teams_for"]

SENIOR = "senior"
# What only experienced people are given.
GRAVE = ("threat", "safety")
# So many kinds of requests a company hardly has.
_KINDS_REMEMBERED = 256
Level = tuple[str, list[Person]]
# Who fits which kind of request, nearest first: the same until the company changes.
_fitting_known: WorkedOut[dict[Hashable, list[list[Person]]]] = WorkedOut(lambda company: {})


def superiors(company: Company, person: Person) -> Iterator[Person]:
    """The person's line upwards, nearest first; a circle in the files ends it."""
    seen = {person.id}
    above = company.people.get(person.reports_to or "")
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = company.people.get(above.reports_to or "")


def excluded(company: Company, about: Iterable[str]) -> frozenset[str]:
    """Everybody who may not own, see or pass on a complaint about these people.

    That is they themselves, everybody under them, and whoever could only be reached through them: the people of a
    team they lead, even when those report to somebody else on paper.
    """
    out = set(about)
    if not out:
        return frozenset()
    grown = True
    while grown:
        grown = False
        for person in company.people.values():
            if person.id not in out and not out.isdisjoint(_led_by(company, person)):
                out.add(person.id)
                grown = True
    return frozenset(out)


def _led_by(company: Company, person: Person) -> set[str]:
    """Those directly over the person. The outside fallback stands beside the company's tree, under nobody's team."""
    leaders = {person.reports_to} if person.reports_to else set()
    team = company.teams.get(person.team)
    if team is not None and person.role == "agent" and person.id != company.outside_fallback:
        leaders.add(team.supervisor)
    return leaders - {person.id}


def teams_for(company: Company, intent: str) -> list[Team]:
    """The teams that answer for an intent; what no team names is a matter for the complaint team."""
    own = [team for team in company.teams.values() if not team.partner]
    return [team for team in own if intent in team.intents] or [team for team in own if "complaint" in team.intents]


def own_people(company: Company) -> list[Person]:
    """Everybody of the company itself, without its partners' people."""
    partners = {team.id for team in company.teams.values() if team.partner}
    return [person for person in company.people.values() if person.team not in partners]


def is_senior(person: Person) -> bool:
    """Whether somebody who threatens, or is in danger, may be given to this person."""
    return SENIOR in person.skills or person.role != "agent"


def levels(company: Company, request: Request) -> list[Level]:
    """The people who may own this request, in the order in which they are asked.

    Whoever holds the customer's case comes first; a threat or a danger goes past everybody who is not senior. Nobody
    stands in two levels, nobody excluded stands in any, and a level without people is left out.
    """
    barred = excluded(company, request.about)
    grave = request.severity in GRAVE or request.intent == "threat"
    teams = teams_for(company, request.intent)
    leaders = [team.supervisor for team in teams]
    owner = company.people.get(request.owner or "")
    holds = [owner] if owner is not None and (not grave or is_senior(owner)) else []
    rungs: list[tuple[str, Iterable[Person]]] = [
        ("owner", holds),
        *(("team", group) for group in _fitting(company, teams, request, grave)),
        ("supervisor", _leaders(company, leaders, barred)),
        ("duty_manager", _known(company, company.duty_manager)),
        ("fallback", _known(company, company.outside_fallback)),
    ]
    return distinct(rungs, barred)


def _fitting(company: Company, teams: list[Team], request: Request, grave: bool) -> list[list[Person]]:
    """The teams' people, those first who can talk with the customer and know the matter; as one where nothing special
    is asked, so that the least loaded gets it."""
    known = _fitting_known(company)
    asked = (*(team.id for team in teams), grave, request.language, request.skills)
    if asked not in known:
        if len(known) >= _KINDS_REMEMBERED:
            known.clear()
        known[asked] = _groups(_at_work(company, teams, grave), request)
    return known[asked]


def _at_work(company: Company, teams: list[Team], grave: bool) -> list[Person]:
    """Whoever works in these teams, but for those who are asked after them."""
    apart = {*(team.supervisor for team in teams), company.duty_manager, company.outside_fallback}
    at_work = {team.id for team in teams}
    return [
        person
        for person in company.people.values()
        if person.team in at_work and person.id not in apart and person.role != "manager"
        and (not grave or is_senior(person))
    ]  # fmt: skip


def _groups(team: list[Person], request: Request) -> list[list[Person]]:
    groups: dict[tuple[bool, bool], list[Person]] = {}
    for person in team:
        understood = request.language in person.languages
        groups.setdefault((not understood, person.skills.isdisjoint(request.skills)), []).append(person)
    return [groups[fit] for fit in sorted(groups)]


def distinct(rungs: Iterable[tuple[str, Iterable[Person]]], barred: frozenset[str]) -> list[Level]:
    """The rungs without barred people, repeated people and empty rungs."""
    seen = set(barred)
    found: list[Level] = []
    for name, people in rungs:
        here = [person for person in people if person.id not in seen]
        seen.update(person.id for person in here)
        if here:
            found.append((name, here))
    return found


def _leaders(company: Company, leaders: Iterable[str], barred: frozenset[str]) -> list[Person]:
    """The teams' supervisors; in the place of one who is excluded, the nearest superior who is not."""
    found: list[Person] = []
    for leader in _people(company, leaders):
        line = [leader, *superiors(company, leader)]
        found.extend([person for person in line if person.id not in barred][:1])
    return found


def _people(company: Company, ids: Iterable[str]) -> list[Person]:
    return [company.people[one] for one in ids if one in company.people]


def _known(company: Company, person_id: str) -> list[Person]:
    return _people(company, [person_id])


def rungs_above(company: Company, owner_id: str, barred: frozenset[str]) -> list[Level]:
    """Who takes what this owner did not keep: the superiors, nearest first, the duty manager, the outside fallback.

    An owner who has left the company has no line any more; an owner without anybody else left keeps the promise.
    """
    owner = company.people.get(owner_id)
    line: list[Person] = [] if owner is None else list(superiors(company, owner))
    if owner is not None and not line and owner.team in company.teams and owner_id != company.outside_fallback:
        line = _known(company, company.teams[owner.team].supervisor)
    rungs: list[tuple[str, Iterable[Person]]] = [("supervisor", [person]) for person in line]
    rungs.append(("duty_manager", _known(company, company.duty_manager)))
    rungs.append(("fallback", _known(company, company.outside_fallback)))
    above = distinct(rungs, barred | {owner_id})
    if not above and owner is not None and owner_id not in barred:
        above = [("owner", [owner])]
    return above


def ladder(company: Company, owner_id: str, barred: frozenset[str]) -> Person:
    """Who takes a broken promise. The outside fallback stays even for a complaint about itself: somebody must."""
    above = rungs_above(company, owner_id, barred)
    return above[0][1][0] if above else company.people[company.outside_fallback]
