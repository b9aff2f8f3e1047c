"""Whether a company's parts fit together: every name used exists, the lines upwards end, somebody stands outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from handoff.model import SERVICE_INTENTS, Company, Person

_LONGEST_SLOT_MINUTES = 240


def structure(company: Company) -> list[str]:
    """What is wrong, a sentence each that names the file, the field and the remedy. Empty when all fits."""
    return [*_people(company), *_teams(company), *_ends(company), *_rota(company), *_policy(company)]


def _people(company: Company) -> Iterator[str]:
    if not company.people:
        yield "people.yml: holds nobody. Add the people who call customers back."
    for person in company.people.values():
        if person.team not in company.teams:
            yield f"people.yml, {person.id}, team: there is no team {person.team!r}. Name one of company.yml."
        if person.reports_to is not None and person.reports_to not in company.people:
            yield f"people.yml, {person.id}, reports_to: nobody has the id {person.reports_to!r}. Correct or remove it."
        elif _circles(company, person):
            yield f"people.yml, {person.id}, reports_to: the line upwards comes back to {person.id}. Break the circle."


def _circles(company: Company, person: Person) -> bool:
    above, seen = person.reports_to, set[str]()
    while above is not None and above not in seen:
        if above == person.id:
            return True
        seen.add(above)
        above = company.people[above].reports_to if above in company.people else None
    return False


def _teams(company: Company) -> Iterator[str]:
    for team in company.teams.values():
        leader = company.people.get(team.supervisor)
        if leader is None:
            yield f"company.yml, team {team.id}, supervisor: nobody has the id {team.supervisor!r}. Name a supervisor."
        elif team.partner and team.intents:
            yield f"company.yml, team {team.id}, intents: a partner owns no case. Leave the list empty."
        elif leader.role == "agent":
            yield f"company.yml, team {team.id}, supervisor: {leader.id} is an agent. Give a role of supervisor."
    answered = {intent for team in company.teams.values() for intent in team.intents}
    for intent in SERVICE_INTENTS:
        if intent not in answered:
            yield f"company.yml, teams: no team answers for {intent}. Add it to the intents of one."


def _ends(company: Company) -> Iterator[str]:
    """The two who stand at the end of every search."""
    for field, one in (("duty_manager", company.duty_manager), ("outside_fallback", company.outside_fallback)):
        if one not in company.people:
            yield f"company.yml, {field}: nobody has the id {one!r}. Name somebody of people.yml."
    for field, one in (("duty_manager", company.duty_manager), ("outside_fallback", company.outside_fallback)):
        person = company.people.get(one)
        team = company.teams.get(person.team) if person else None
        if team is not None and team.partner:
            yield f"company.yml, {field}: {one} is a partner's. Name somebody of your own."
    outside = company.people.get(company.outside_fallback)
    if outside is None:
        return
    if company.duty_manager == outside.id:
        yield "company.yml, outside_fallback: is the duty manager too. Name a second person."
    if outside.reports_to is not None:
        yield (
            f"people.yml, {outside.id}, reports_to: the outside fallback must stand beside the company's tree, or a "
            "complaint about its top reaches nobody. Remove the line."
        )


def _rota(company: Company) -> Iterator[str]:
    for shift in company.shifts:
        if shift.person not in company.people:
            yield f"shifts.yml: nobody has the id {shift.person!r}. Correct it, or add the person to people.yml."
        if shift.ends <= shift.starts and shift.ends != time(0):
            yield f"shifts.yml, {shift.person}: {shift.starts} to {shift.ends} does not end after it starts. Split it."
    for leave in company.leaves:
        if leave.person not in company.people:
            yield f"leave.yml: nobody has the id {leave.person!r}. Correct it, or remove the line."


def _policy(company: Company) -> Iterator[str]:
    policy = company.policy
    if policy.closes <= policy.opens and policy.closes != time(0):
        yield "policy.yml, closes: is not after opens. Correct one of them."
    if not 0 < policy.slot_minutes <= _LONGEST_SLOT_MINUTES:
        yield f"policy.yml, slot_minutes: must be between 1 and {_LONGEST_SLOT_MINUTES}. 20 is usual."
    if policy.breach_limit_hours <= 0:
        yield "policy.yml, breach_limit_hours: must be more than nothing. 2 is usual."
    if policy.reaction_minutes < 1:
        yield "policy.yml, reaction_minutes: must be at least 1. 10 is usual."
    for intent in SERVICE_INTENTS:
        if intent not in policy.limit_hours and "other" not in policy.limit_hours:
            yield f"policy.yml, limit_hours: says nothing of {intent}. Add it, or `other` for all that are not named."
    gravest, threat = policy.severity_limit_hours.get("safety", 0), policy.severity_limit_hours.get("threat")
    if threat is not None and gravest > threat:
        yield "policy.yml, severity_limit_hours, safety: is longer than that of a threat: shorten it."
    for name, hours in (*policy.limit_hours.items(), *policy.severity_limit_hours.items()):
        if hours <= 0:
            yield f"policy.yml, {name}: a limit of {hours} hours can never be met. Write more."
