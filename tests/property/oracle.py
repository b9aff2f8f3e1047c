"""The rules of the contract once more, as slowly and plainly as possible, to hold the quick ones against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from handoff.model import Company, Person, Request, Window

STEP = timedelta(minutes=5)
DAY = timedelta(days=1)
HORIZON = 90


@cache
def works(day: date) -> bool:
    """As announced; the property test looks at nothing but weekdays beyond."""
    if day.year <= 2026:
        return bool(chinese_calendar.is_workday(day))
    holidays = {(1, 1), (4, 4), (4, 5), *((5, d) for d in range(1, 6)), *((10, d) for d in range(1, 8))}
    return day.weekday() < 5 and (day.month, day.day) not in holidays


def on_duty(company: Company, person: str, instant: datetime) -> bool:
    """Whether some shift covers the five minutes from `instant` and no leave takes them away."""
    day, moment = instant.date(), instant.timetz().replace(tzinfo=None)
    if not works(day):
        return False
    mine = [shift for shift in company.shifts if shift.person == person]
    covered = any(
        day.weekday() in shift.weekdays
        and (shift.first is None or shift.first <= day)
        and (shift.last is None or day <= shift.last)
        and shift.starts <= moment
        and (shift.ends == time(0) or moment < shift.ends)
        for shift in mine
    )
    away = any(leave.person == person and leave.starts <= instant < leave.ends for leave in company.leaves)
    return covered and not away


def office_minutes_later(company: Company, start: datetime, hours: float) -> datetime:
    """Counts a limit minute by minute."""
    left, instant = round(hours * 60), start
    while left:
        moment = instant.timetz().replace(tzinfo=None)
        if not works(instant.date()) or moment >= company.policy.closes:
            instant = datetime.combine(instant.date() + DAY, time(0), instant.tzinfo)
        elif moment < company.policy.opens:
            instant = datetime.combine(instant.date(), company.policy.opens, instant.tzinfo)
        else:
            instant, left = instant + timedelta(minutes=1), left - 1
    return instant


def barred(company: Company, about: frozenset[str]) -> set[str]:
    """Those complained about and everybody whose line upwards meets one of them."""
    return {one for one in company.people if any(above in about for above in _line(company, one))}


def _line(company: Company, one: str) -> Iterator[str]:
    current: str | None = one
    while current is not None:
        yield current
        current = company.people[current].reports_to


def order(company: Company, request: Request) -> list[list[Person]]:
    """The levels, written out for the test company: one team a set of intents, everybody under one general manager."""
    out = barred(company, request.about)
    threat = request.severity in ("threat", "safety")
    teams = [team for team in company.teams.values() if request.intent in team.intents] or [company.teams["care"]]
    heads = [team.supervisor for team in teams]
    staff = [p for p in company.people.values() if p.team in {t.id for t in teams} and p.role == "agent"]
    rungs = [
        [p for p in company.people.values() if p.id == request.owner and (not threat or _senior(p))],
        [p for p in staff if not threat or _senior(p)],
        [company.people[next(one for one in _line(company, head) if one not in out)]
         for head in heads if any(one not in out for one in _line(company, head))],
        [company.people[company.duty_manager]],
        [company.people[company.outside_fallback]],
    ]  # fmt: skip
    seen: set[str] = set(out)
    found = []
    for rung in rungs:
        found.append([p for p in rung if p.id not in seen])
        seen.update(p.id for p in rung)
    return found


def _senior(person: Person) -> bool:
    return "senior" in person.skills or person.role != "agent"


def _share_time(window: Window, slot: Window) -> bool:
    """A window without length ("at nine") lies in the slot in which it begins."""
    end = max(window.ends, window.starts + timedelta(seconds=1))
    return window.starts < slot.ends and slot.starts < end


@dataclass
class Oracle:
    """One request at one instant, and what is taken."""

    company: Company
    request: Request
    now: datetime
    taken: Mapping[str, Sequence[Window]]

    def __post_init__(self) -> None:
        wish = self.request.wish
        self.duty: dict[tuple[str, date], list[bool]] = {}
        self.wanted = [w for w in wish.wanted if w.ends > self.now and w.starts <= w.ends]
        self.excluded = [w for w in wish.excluded if w.ends > self.now and w.starts <= w.ends]
        self.length = timedelta(minutes=self.company.policy.slot_minutes)

    def free(self, person: str, slot: Window) -> bool:
        return not any(_share_time(w, slot) for w in self.taken.get(person, ()))

    def on_shift(self, person: str, slot: Window) -> bool:
        midnight = datetime.combine(slot.starts.date(), time(0), slot.starts.tzinfo)
        key = (person, midnight.date())
        if key not in self.duty:
            self.duty[key] = [on_duty(self.company, person, midnight + STEP * n) for n in range(288)]
        covered = self.duty[key]
        return all(covered[(slot.starts - midnight) // STEP : (slot.ends - midnight) // STEP])

    def grid(self, day: date) -> Iterator[Window]:
        start = datetime.combine(day, time(0), self.now.tzinfo)
        while start.date() == day:
            if start + self.length <= datetime.combine(day + DAY, time(0), self.now.tzinfo):
                yield Window(start, start + self.length)
            start += self.length

    def suits(self, slot: Window) -> bool:
        """Inside a wanted window, or touching one that is too short for any slot; outside the excluded ones."""
        if any(_share_time(w, slot) for w in self.excluded):
            return False
        return not self.wanted or any(self.inside(window, slot) for window in self.wanted)

    def inside(self, window: Window, slot: Window) -> bool:
        if window.starts <= slot.starts and slot.ends <= window.ends:
            return True
        days = (window.starts.date(), window.starts.date() + DAY)
        if any(window.starts <= s.starts and s.ends <= window.ends for day in days for s in self.grid(day)):
            return False
        return _share_time(window, slot)

    def candidates(
        self, people: Sequence[Person], until: datetime, after: datetime, check_free: bool = True
    ) -> Iterator[tuple[Window, Person]]:
        """Slots on shift that suit the customer, in order of time."""
        for day in self.days(until):
            for slot in self.grid(day):
                if slot.starts < after or slot.ends > until or not self.suits(slot):
                    continue
                for person in people:
                    if (not check_free or self.free(person.id, slot)) and self.on_shift(person.id, slot):
                        yield slot, person

    def days(self, until: datetime) -> list[date]:
        """All days in reach; only those of the windows when the customer named some."""
        last = min(until.date(), self.now.date() + DAY * HORIZON)
        days = [self.now.date() + DAY * n for n in range((last - self.now.date()).days + 1)]
        if self.wanted:
            days = [d for d in days if any(w.starts.date() <= d <= w.ends.date() for w in self.wanted)]
        return [day for day in days if works(day)]

    def opening(self, people: Sequence[Person]) -> datetime:
        """When the first window opens in which anybody is on duty; now, without a window."""
        if not self.wanted:
            return self.now
        far = self.now + DAY * (HORIZON + 1)
        first = next(self.candidates(people, far, self.now, check_free=False), None)
        if first is None:
            return self.now
        return max(self.now, min(w.starts for w in self.wanted if self.inside(w, first[0])))
