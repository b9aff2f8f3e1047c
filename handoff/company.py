"""A company as files, and as the JSON document that the database keeps.

Every complaint about a file names the file, the line and the field, and says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import chinese_calendar
from chinese_calendar import constants as announced

from handoff import company_people, company_rota, contact
from handoff.company_rota import moment, read
from handoff.document import from_document, to_document
from handoff.files import CompanyError, Entry, read_mapping, unique
from handoff.model import SHANGHAI, Calendar, Company, Policy, Team
from handoff.structure import structure

__all__ = ["CompanyError", "from_document", "load", "to_document"]

_ANNOUNCED_YEARS = 2
_DAY = "Write it as 2027-01-01."


def load(folder: Path) -> Company:
    """Read a company's folder. Raises CompanyError when a file is missing, cannot be read, or does not fit."""
    base = read_mapping(folder / "company.yml")
    zone = _zone(base)
    people = company_people.read(folder)
    company = Company(
        name=base.text("name"),
        brand=base.text("brand"),
        people=people,
        teams={entry.text("id"): _team(entry) for entry in unique(base.entries("teams"))},
        shifts=company_rota.shifts(folder, people),
        leaves=company_rota.leaves(folder, zone, people),
        calendar=_calendar(read_mapping(folder / "calendar.yml", optional=True)),
        policy=_policy(read_mapping(folder / "policy.yml")),
        duty_manager=base.text("duty_manager"),
        outside_fallback=base.text("outside_fallback"),
        timezone=zone,
    )
    wrong = structure(company)
    if wrong:
        raise CompanyError("\n".join(wrong))
    return company


def _zone(base: Entry) -> ZoneInfo:
    name = base.text("timezone", "Asia/Shanghai")
    if name == SHANGHAI.key:
        return SHANGHAI
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        base.wrong("timezone", f"{name!r} is no time zone. Write Asia/Shanghai.")


def _team(entry: Entry) -> Team:
    entry.only("id name intents supervisor partner")
    intents, partner = tuple(entry.texts("intents")), entry.get("partner", False)
    if not isinstance(partner, bool):
        entry.wrong("partner", f"{partner!r} is neither true nor false. Write true for another organisation's team.")
    return Team(entry.text("id"), entry.text("name"), intents, entry.text("supervisor"), partner)


def _calendar(own: Entry) -> Calendar:
    """The announced years of the Chinese statutory calendar, with the company's own days laid over them."""
    own.only("announced_until days")
    last = max(announced.holidays).year
    day, until = date(last - _ANNOUNCED_YEARS + 1, 1, 1), date(last, 12, 31)
    days: dict[date, bool] = {}
    while day <= until:
        days[day] = bool(chinese_calendar.is_workday(day))
        day += timedelta(days=1)
    for key, value in (dated := own.mapping("days")).items():
        one = read(dated, key, key, date.fromisoformat, _DAY)
        if value not in (True, False, "work"):
            dated.wrong(key, f"{value!r} is neither work nor off. Write one of them.")
        days[one] = bool(value)
    if "announced_until" in own:
        until = max(until, read(own, "announced_until", own.text("announced_until"), date.fromisoformat, _DAY))
    return Calendar(days, until)


def _policy(entry: Entry) -> Policy:
    entry.only("opens closes limit_hours severity_limit_hours breach_limit_hours slot_minutes lead_minutes "
               "remind_minutes action_days reaction_minutes tell_by calls_per_hour")  # fmt: skip
    return Policy(
        opens=moment(entry, "opens", entry.text("opens")),
        closes=moment(entry, "closes", entry.text("closes")),
        limit_hours=_hours(entry, "limit_hours"),
        severity_limit_hours=_hours(entry, "severity_limit_hours"),
        breach_limit_hours=entry.number("breach_limit_hours", 2.0),
        slot_minutes=int(entry.number("slot_minutes", 20)),
        lead_minutes=int(entry.number("lead_minutes", 30)),
        remind_minutes=int(entry.number("remind_minutes", 15)),
        action_days=int(entry.number("action_days", 3)),
        reaction_minutes=int(entry.number("reaction_minutes", 10)),
        tell_by=contact.tell_by(entry),
        calls_per_hour=company_people.calls_per_hour(entry),
    )


def _hours(entry: Entry, field: str) -> Mapping[str, float]:
    limits = entry.mapping(field)
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            limits.wrong(name, f"{value!r} is no number of working hours. Write for instance {name}: 4.")
    return {name: float(value) for name, value in limits.items()}
