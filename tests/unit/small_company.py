"""A company small enough to see through, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import chinese_calendar

from handoff.model import SHANGHAI, Calendar, Company, Leave, Person, Policy, Shift, Team, Window

ALL = frozenset(range(7))
_DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]
CALENDAR = Calendar({day: bool(chinese_calendar.is_workday(day)) for day in _DAYS}, date(2026, 12, 31))
POLICY = Policy(
    time(9), time(18), {"complaint": 4, "repair_status": 2, "refund": 8, "hq_contact": 8, "other": 8}, {"threat": 2}
)
PEOPLE = (
    Person("min", "王敏", "售后投诉专员", "care", "客服", reports_to="lan"),
    Person("qiang", "李强", "售后投诉专员", "care", "客服", reports_to="lan"),
    Person("xin", "赵欣", "资深投诉专员", "care", "客服", reports_to="lan", skills=frozenset(["senior"])),
    Person("lan", "陈岚", "投诉主管", "care", "客服", "supervisor", reports_to="jian"),
    Person("bo", "刘波", "维修专员", "repair", "维修", reports_to="jun"),
    Person("jun", "何军", "维修主管", "repair", "维修", "supervisor", reports_to="jian"),
    Person("wei", "唐薇", "值班经理", "office", "总部", "manager", reports_to="jian"),
    Person("jian", "高健", "总经理", "office", "总部", "manager"),
    Person("ming", "邱明", "消费者监察专员", "outside", "董事会", "manager"),
)
TEAMS = (
    Team("care", "投诉组", ("complaint", "refund", "threat"), "lan"),
    Team("repair", "维修组", ("repair_status",), "jun"),
    Team("office", "总部", ("hq_contact",), "wei"),
    Team("outside", "监察室", (), "ming"),
)


def at(text: str) -> datetime:
    """2026-06-08 10:00 in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def window(starts: str, ends: str) -> Window:
    return Window(at(starts), at(ends))


def shift(person: str, starts: int | time = 9, ends: int | time = 18, days: frozenset[int] = ALL) -> Shift:
    begin = time(starts) if isinstance(starts, int) else starts
    end = time(ends % 24) if isinstance(ends, int) else ends
    return Shift(person, days, begin, end)


def company(
    shifts: Sequence[Shift] | None = None, leaves: Sequence[Leave] = (), people: Sequence[Person] = PEOPLE,
    policy: Policy = POLICY, calendar: Calendar = CALENDAR,
) -> Company:  # fmt: skip
    """Everybody from 9 to 18 on working days, unless told otherwise."""
    rota = tuple(shift(person.id) for person in people) if shifts is None else tuple(shifts)
    return Company(
        "栖禾电器", "栖禾", {person.id: person for person in people}, {team.id: team for team in TEAMS}, rota,
        tuple(leaves), calendar, policy, "wei", "ming",
    )  # fmt: skip


def without(base: Company, person: str, **changes: str | None) -> Company:
    """The same company with one person changed."""
    changed = replace(base.people[person], **changes)  # type: ignore[arg-type]
    return replace(base, people={**base.people, person: changed})


def nothing_taken(stretch: Window, people: Sequence[str]) -> Mapping[str, Sequence[Window]]:
    return {}


class Taken:
    """What is taken; for which stretches that was asked, and of how many people each time."""

    def __init__(self, **windows: Sequence[Window]) -> None:
        self.windows = windows
        self.asked: list[Window] = []
        self.numbers: list[int] = []

    def __call__(self, stretch: Window, people: Sequence[str]) -> Mapping[str, Sequence[Window]]:
        self.asked.append(stretch)
        self.numbers.append(len(people))
        return {one: self.windows[one] for one in people if one in self.windows}
