"""A company as files, and as the JSON document that the database keeps.

Every complaint about a file names the file, the line and the field, and says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import chinese_calendar
from chinese_calendar import constants as announced

from handoff import contact
from handoff.document import from_document, to_document
from handoff.files import CompanyError, Entry, read_entries, read_mapping
from handoff.model import ROLES, SHANGHAI, Calendar, Company, Leave, Person, Policy, Shift, Team
from handoff.structure import structure

__all__ = ["CompanyError", "from_document", "load", "to_document"]

_T = TypeVar("_T")
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_ANNOUNCED_YEARS = 2
_DIALLED = re.compile(r"\+?\d{2,20}|sips?:[^\s@<>\"]+@[^\s@<>\"]+")


def load(folder: Path) -> Company:
    """Read a company's folder. Raises CompanyError when a file is missing, cannot be read, or does not fit."""
    base = read_mapping(folder / "company.yml")
    zone = _zone(base)
    company = Company(
        name=base.text("name"),
        brand=base.text("brand"),
        people={entry.text("id"): _person(entry) for entry in _unique(read_entries(folder / "people.yml"))},
        teams={entry.text("id"): _team(entry) for entry in _unique(base.entries("teams"))},
        shifts=tuple(s for entry in read_entries(folder / "shifts.yml") for s in _shifts(entry)),
        leaves=tuple(_leave(entry, zone) for entry in read_entries(folder / "leave.yml", optional=True)),
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


def _unique(entries: list[Entry]) -> list[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.text("id") in seen:
            entry.wrong("id", f"{entry.text('id')!r} stands here twice. Give each its own id.")
        seen.add(entry.text("id"))
    return entries


def _person(entry: Entry) -> Person:
    entry.only("id name title team organisation role reports_to skills languages servicer_userid extension "
               + contact.FIELDS)  # fmt: skip
    role = entry.text("role", "agent")
    if role not in ROLES:
        entry.wrong("role", f"{role!r} is no role. Write one of: {', '.join(ROLES)}.")
    return Person(
        id=entry.text("id"),
        name=entry.text("name"),
        title=entry.text("title"),
        team=entry.text("team"),
        organisation=entry.text("organisation"),
        role=role,
        reports_to=entry.text("reports_to", "") or None,
        skills=frozenset(entry.texts("skills")),
        languages=frozenset(entry.texts("languages") or ["zh"]),
        servicer_userid=entry.text("servicer_userid", ""),
        extension=_extension(entry),
        **contact.contacts(entry),
    )


def _extension(entry: Entry) -> str:
    found = entry.text("extension", "")
    if found and not _DIALLED.fullmatch(found):
        entry.wrong("extension", f"{found!r} cannot be dialled. Write digits such as 8001, or a SIP address.")
    return found


def _team(entry: Entry) -> Team:
    entry.only("id name intents supervisor partner")
    intents, partner = tuple(entry.texts("intents")), entry.get("partner", False)
    if not isinstance(partner, bool):
        entry.wrong("partner", f"{partner!r} is neither true nor false. Write true for another organisation's team.")
    return Team(entry.text("id"), entry.text("name"), intents, entry.text("supervisor"), partner)


def _shifts(entry: Entry) -> list[Shift]:
    """One line of the file may stand for several people, days and stretches (`hours`) at once."""
    entry.only("people days hours first last")
    weekdays = frozenset(day for word in entry.texts("days") or ["all"] for day in _weekdays(entry, word))
    first, last = (_day(entry, field) if field in entry else None for field in ("first", "last"))
    found = []
    for stretch in entry.texts("hours"):
        starts, _, ends = stretch.partition("-")
        begin, end = _moment(entry, "hours", starts.strip()), _moment(entry, "hours", ends.strip())
        if end <= begin and end != time(0):
            entry.wrong("hours", f"{stretch!r} does not end after it starts. Split a night shift at 24:00 in two.")
        found += [Shift(person, weekdays, begin, end, first, last) for person in entry.texts("people")]
    if not found:
        entry.wrong("hours", "a shift needs `people` and `hours`. Write for instance hours: [\"09:00-12:00\"].")
    return found


def _weekdays(entry: Entry, word: str) -> range | list[int]:
    """`all`, `mon`, or `mon-fri`."""
    if word == "all":
        return range(7)
    first, _, last = word.partition("-")
    if first not in _DAYS or (last or first) not in _DAYS or _DAYS[last or first] < _DAYS[first]:
        entry.wrong("days", f"{word!r} is no day. Write all, mon, tue, … sun, or a stretch such as mon-fri.")
    return range(_DAYS[first], _DAYS[last or first] + 1)


def _moment(entry: Entry, field: str, text: str) -> time:
    """A time of day; 24:00 is kept as 00:00, which as an end means midnight after the day."""
    if text == "24:00":
        return time(0)
    return _read(entry, field, text, time.fromisoformat, "Write it as \"09:00\", in quotation marks.")


def _read(entry: Entry, field: str, text: str, parse: Callable[[str], _T], advice: str) -> _T:
    try:
        return parse(text)
    except ValueError:
        entry.wrong(field, f"{text!r} cannot be read. {advice}")


def _day(entry: Entry, field: str) -> date:
    return _read(entry, field, entry.text(field), date.fromisoformat, "Write it as 2026-06-08.")


def _leave(entry: Entry, zone: ZoneInfo) -> Leave:
    """From a day or an instant until a day (included) or an instant (excluded)."""
    entry.only("person from until reason")
    starts, ends = (
        _read(entry, field, entry.text(field), datetime.fromisoformat, "Write 2026-06-08 or 2026-06-08 13:00.")
        for field in ("from", "until")
    )
    if len(entry.text("until")) <= len("2026-06-08"):
        ends += timedelta(days=1)
    if ends <= starts:
        entry.wrong("until", "the leave ends before it begins. Change `from` or `until`.")
    return Leave(entry.text("person"), starts.replace(tzinfo=zone), ends.replace(tzinfo=zone), entry.text("reason", ""))


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
        one = _read(dated, key, key, date.fromisoformat, "Write it as 2027-01-01.")
        if value not in (True, False, "work"):
            dated.wrong(key, f"{value!r} is neither work nor off. Write one of them.")
        days[one] = bool(value)
    if "announced_until" in own:
        until = max(until, _day(own, "announced_until"))
    return Calendar(days, until)


def _policy(entry: Entry) -> Policy:
    entry.only("opens closes limit_hours severity_limit_hours breach_limit_hours slot_minutes lead_minutes "
               "remind_minutes action_days reaction_minutes tell_by")  # fmt: skip
    return Policy(
        opens=_moment(entry, "opens", entry.text("opens")),
        closes=_moment(entry, "closes", entry.text("closes")),
        limit_hours=_hours(entry, "limit_hours"),
        severity_limit_hours=_hours(entry, "severity_limit_hours"),
        breach_limit_hours=entry.number("breach_limit_hours", 2.0),
        slot_minutes=int(entry.number("slot_minutes", 20)),
        lead_minutes=int(entry.number("lead_minutes", 30)),
        remind_minutes=int(entry.number("remind_minutes", 15)),
        action_days=int(entry.number("action_days", 3)),
        reaction_minutes=int(entry.number("reaction_minutes", 10)),
        tell_by=contact.tell_by(entry),
    )


def _hours(entry: Entry, field: str) -> Mapping[str, float]:
    limits = entry.mapping(field)
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            limits.wrong(name, f"{value!r} is no number of working hours. Write for instance {name}: 4.")
    return {name: float(value) for name, value in limits.items()}
