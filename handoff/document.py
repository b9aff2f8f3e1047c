"""A company as a JSON document, there and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from handoff.model import SHANGHAI, WAYS, Calendar, Change, Company, Leave, Person, Policy, Shift, Team


def to_document(company: Company) -> dict[str, Any]:
    """Plain JSON values, the same for the same company. The version is the database's, so it is left out."""
    policy = company.policy
    return {
        "name": company.name,
        "brand": company.brand,
        "timezone": company.timezone.key,
        "duty_manager": company.duty_manager,
        "outside_fallback": company.outside_fallback,
        "people": [
            {**vars(person), "skills": sorted(person.skills), "languages": sorted(person.languages)}
            for person in company.people.values()
        ],
        "teams": [{**vars(team), "intents": list(team.intents)} for team in company.teams.values()],
        "shifts": [_shift(shift) for shift in company.shifts],
        "leaves": [
            {**vars(leave), "starts": leave.starts.isoformat(), "ends": leave.ends.isoformat()}
            for leave in company.leaves
        ],
        "roster": [change_document(change) for change in company.roster],
        "calendar": {
            "announced_until": company.calendar.announced_until.isoformat(),
            "days": {day.isoformat(): works for day, works in sorted(company.calendar.days.items())},
        },
        "policy": {
            **vars(policy),
            "opens": policy.opens.isoformat(),
            "closes": policy.closes.isoformat(),
            "limit_hours": dict(policy.limit_hours),
            "severity_limit_hours": dict(policy.severity_limit_hours),
        },
    }


def change_document(change: Change) -> dict[str, Any]:
    """A change of the rota as JSON."""
    at = {name: getattr(change, name).isoformat() for name in ("starts", "ends", "made_at")}
    return {**vars(change), **at, "undone_at": change.undone_at.isoformat() if change.undone_at else None}


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "person": shift.person,
        "weekdays": sorted(shift.weekdays),
        "starts": shift.starts.isoformat(),
        "ends": shift.ends.isoformat(),
        "first": shift.first.isoformat() if shift.first else None,
        "last": shift.last.isoformat() if shift.last else None,
    }


def from_document(document: Mapping[str, Any], version: int = 0) -> Company:
    """What `to_document` gave."""
    zone = SHANGHAI if document["timezone"] == SHANGHAI.key else ZoneInfo(document["timezone"])
    calendar, policy = document["calendar"], document["policy"]
    return Company(
        name=document["name"],
        brand=document["brand"],
        people={
            row["id"]: Person(**{**row, "skills": frozenset(row["skills"]), "languages": frozenset(row["languages"])})
            for row in document["people"]
        },
        teams={row["id"]: Team(**{**row, "intents": tuple(row["intents"])}) for row in document["teams"]},
        shifts=tuple(_read_shift(row) for row in document["shifts"]),
        leaves=tuple(
            Leave(row["person"], _instant(row["starts"], zone), _instant(row["ends"], zone), row["reason"])
            for row in document["leaves"]
        ),
        calendar=Calendar(
            {date.fromisoformat(day): works for day, works in calendar["days"].items()},
            date.fromisoformat(calendar["announced_until"]),
        ),
        policy=Policy(
            **{
                **policy,
                "opens": time.fromisoformat(policy["opens"]),
                "closes": time.fromisoformat(policy["closes"]),
                "tell_by": tuple(policy.get("tell_by", WAYS)),
            }
        ),
        duty_manager=document["duty_manager"],
        outside_fallback=document["outside_fallback"],
        roster=tuple(_read_change(row, zone) for row in document.get("roster", ())),
        version=version,
        timezone=zone,
    )


def _read_change(row: Mapping[str, Any], zone: ZoneInfo) -> Change:
    at = {name: _instant(row[name], zone) for name in ("starts", "ends", "made_at", "undone_at") if row.get(name)}
    return Change(**{**row, **at})


def _instant(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _read_shift(row: Mapping[str, Any]) -> Shift:
    return Shift(
        row["person"],
        frozenset(row["weekdays"]),
        time.fromisoformat(row["starts"]),
        time.fromisoformat(row["ends"]),
        date.fromisoformat(row["first"]) if row["first"] else None,
        date.fromisoformat(row["last"]) if row["last"] else None,
    )
