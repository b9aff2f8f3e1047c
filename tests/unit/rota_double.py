"""A rota and calendars in memory for the tests of the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from handoff.calendars import Subscription
from handoff.model import SHANGHAI, NotFound, Person, Refused, Window
from handoff.rota_views import AwayView, ChangeView, DayView, PersonWeek, TeamWeek, WeekView
from handoff.views import PromiseView
from tests.unit.test_desk_double import CHEN, LIU, NOW, PEOPLE, PROMISES, WANG, at, promise

TODAY = NOW.date()
DAY = timedelta(days=1)
CHANGED = ChangeView(
    "c1", ("刘洋",), "meeting", at(60), at(120), "周会", "陈静", at(-20), "", None, True,
)  # fmt: skip
UNDONE = ChangeView("c2", ("王敏",), "leave", at(60), at(600), "年假", "陈静", at(-60), "赵磊", at(-30), False)
SWAPPED = ChangeView("c3-0", ("王敏", "刘洋"), "swap", at(60), at(600), "换班", "赵磊", at(-90), "", None, True)


def _day(person: Person, day: date) -> DayView:
    if day.weekday() >= 5:
        return DayView(day, False, (), (), 0, 0)
    nine = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    duty = (Window(nine, nine + timedelta(hours=3)), Window(nine + timedelta(hours=4), nine + timedelta(hours=9)))
    if person is LIU and day == TODAY:
        return DayView(day, True, duty[:1], (AwayView("sick", duty[1].starts, duty[1].ends, "发烧"),), 1, 0)
    return DayView(day, True, duty, (), 2 if day == TODAY else 0, 18)


class RotaDouble:
    """Remembers what was asked of it; `refusal` is raised by the next change, `at_risk` is what it puts at risk."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.refusal: Refused | None = None
        self.at_risk = 0
        self.until: datetime | None = NOW.replace(hour=18)

    def week(self, person_id: str, day: date) -> WeekView:
        person, monday = PEOPLE[person_id], day - DAY * day.weekday()

        def of(one: Person) -> PersonWeek:
            return PersonWeek(one, tuple(_day(one, monday + DAY * n) for n in range(7)))

        teams = (TeamWeek("complaints", "投诉组", (of(WANG), of(CHEN))), TeamWeek("repairs", "维修组", (of(LIU),)))
        senior = person.role != "agent"
        return WeekView(
            monday, TODAY, teams if senior else teams[:1], (CHANGED, UNDONE, SWAPPED) if senior else (UNDONE,),
            tuple(PEOPLE.values()) if senior else (person,), self.until,
        )  # fmt: skip

    def change(
        self, person_id: str, of_id: str, kind: str, starts: datetime, ends: datetime, reason: str = ""
    ) -> int:  # fmt: skip
        return self._note("change", person_id, of_id, kind, starts, ends, reason)

    def sick(self, person_id: str) -> int:
        return self._note("sick", person_id)

    def undo(self, person_id: str, change_id: str) -> int:
        return self._note("undo", person_id, change_id)

    def swap(self, person_id: str, one_id: str, other_id: str, day: date) -> int:
        return self._note("swap", person_id, one_id, other_id, day)

    def _note(self, *asked: Any) -> int:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(asked)
        return self.at_risk


class CalendarDouble:
    """Everybody's number, and the promises of 王敏."""

    def __init__(self) -> None:
        self.numbers = dict.fromkeys(PEOPLE, 0)
        action = promise(3, "Y260607-0988", 320, kind="action", what="寄出给周建国的内存条", slot_start=None)
        self.promises: tuple[PromiseView, ...] = (PROMISES[0], action)

    def number(self, person_id: str) -> int:
        if person_id not in self.numbers:
            raise NotFound("人员")
        return self.numbers[person_id]

    def renew(self, person_id: str) -> None:
        self.numbers[person_id] = self.number(person_id) + 1

    def subscribed(self, person_id: str) -> Subscription:
        self.number(person_id)
        return Subscription(PEOPLE[person_id].name, 15, self.promises if person_id == WANG.id else ())
