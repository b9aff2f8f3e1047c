"""The slots that people are on duty for and have not given yet, a part of a day at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from handoff import rota
from handoff.hours import at, end_at, is_working
from handoff.model import Company, Person, Window
from handoff.worked_out import WorkedOut

_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# Of so many slots it is asked at once which are taken: a day of a small team, an hour or two of a large one.
ASKED_AT_ONCE = 1200
# More than these are not all asked where some of them may do.
MANY = 32
# Of so many slots it is remembered that they were full.
FULL_REMEMBERED = 1000
# What of a stretch of time is taken, by person.
Busy = Callable[[Window, Sequence[str]], Mapping[str, Sequence[Window]]]
# Who has been given exactly this slot.
Given = Callable[[Window], Collection[str]]

# Whether anybody of the company has only so many calls in an hour.
counts_by_the_hour = WorkedOut(
    lambda company: bool(company.policy.calls_per_hour or any(p.calls_per_hour for p in company.people.values()))
)
# Slots that somebody asked about and nobody had left, by midnight and place.
full_slots = WorkedOut(lambda _company: set[tuple[datetime, int]]())


class FreeSlots:
    """As one search needs them: what it has asked for once, it knows."""

    def __init__(
        self, company: Company, people: Sequence[Person], busy: Busy, on_shift: bool, given: Given | None = None
    ) -> None:
        self._company, self._busy, self._on_shift, self._given = company, busy, on_shift, given
        self._full = full_slots(company)
        self._ids = [person.id for person in people]
        self._minutes = company.policy.slot_minutes
        self._whole_day = (1 << _DAY // timedelta(minutes=self._minutes)) - 1
        self.parts = self._cut(max(1, len(people)))
        self.many = len(people) > MANY
        self._free: dict[tuple[date, int], dict[str, int]] = {}
        self._whole: set[tuple[date, int]] = set()
        self._duties: dict[date, dict[str, int]] = {}
        self._alike: dict[tuple[date, int], dict[tuple[int, str], list[Person]]] = {}

    def _cut(self, people: int) -> tuple[int, ...]:
        """The day in parts of whole hours, as masks: what is taken is asked for a part at a time."""
        slots, an_hour = self._whole_day.bit_length(), -(HOUR // -timedelta(minutes=self._minutes))
        size = max(1, ASKED_AT_ONCE // people // an_hour) * an_hour
        if 2 * size > slots:
            return (self._whole_day,)
        return tuple(((1 << size) - 1 << first) & self._whole_day for first in range(0, slots, size))

    def free(self, midnight: datetime, part: int, some: Sequence[str] | None = None) -> dict[str, int]:
        """The free slots in a part of the day of everybody on duty then, or at least of some; what is taken is asked
        for once."""
        key = (midnight.date(), part)
        known = self._free.setdefault(key, {})
        if key in self._whole:
            return known
        duties = self.duties(midnight)
        asked = duties if some is None else some
        free = {one: mask for one in asked if one not in known and (mask := duties[one] & part)}
        taken = self._busy(self._hours_of(part, midnight), list(free)) if free else {}
        touched = self._touched(taken, midnight)
        for one, windows in taken.items():
            if windows and one in free:
                for window in windows:
                    free[one] &= ~touched[id(window)]
                free[one] &= ~self._full_hours(one, windows, midnight)
        known.update(free)
        if some is None:
            self._whole.add(key)
        return known

    def not_given(self, midnight: datetime, slot: int, people: list[Person]) -> list[Person]:
        """Those of many who have not been given exactly this slot; all, where that cannot be asked."""
        exactly = rota.slot_at(midnight, slot.bit_length() - 1, self._minutes)
        given = self._given(exactly) if self._given else ()
        left = [person for person in people if person.id not in given]
        if left:
            self._full.discard((midnight, slot))
            return left
        if len(self._full) >= FULL_REMEMBERED:
            self._full.clear()
        self._full.add((midnight, slot))
        return left

    def lately_full(self, midnight: datetime, slot: int) -> bool:
        """Whether all had been given this slot when it was last asked, here or in another search: probably so still."""
        return (midnight, slot) in self._full

    def _hours_of(self, part: int, midnight: datetime) -> Window:
        """The whole hours in which a part of the day lies, since calls are counted by the hour."""
        first = rota.slot_at(midnight, (part & -part).bit_length() - 1, self._minutes)
        last = rota.slot_at(midnight, part.bit_length() - 1, self._minutes)
        begins, ends = (first.starts - midnight) // HOUR, -((midnight - last.ends) // HOUR)
        return Window(midnight + begins * HOUR, midnight + ends * HOUR)

    def _touched(self, taken: Mapping[str, Sequence[Window]], midnight: datetime) -> dict[int, int]:
        """The slots that each window touches, by its place in memory: hundreds of people share few windows, and to
        hash one takes longer than all else."""
        windows = {id(window): window for some in taken.values() for window in some}
        return {place: rota.touched([window], midnight, self._minutes) for place, window in windows.items()}

    def _full_hours(self, person_id: str, windows: Sequence[Window], midnight: datetime) -> int:
        """The hours in which the person has as many calls as they can make."""
        most = self._company.people[person_id].calls_per_hour or self._company.policy.calls_per_hour
        if not most:
            return 0
        calls = Counter((window.starts - midnight) // HOUR for window in windows)
        full = [hour for hour, number in calls.items() if number >= most]
        return rota.touched([Window(midnight + hour * HOUR, midnight + (hour + 1) * HOUR) for hour in full],
                            midnight, self._minutes)  # fmt: skip

    def duties(self, midnight: datetime) -> dict[str, int]:
        """The slots of a day for which each person is there, given or not."""
        day = midnight.date()
        if day not in self._duties:
            found = rota.duties(self._company, self._ids, day) if self._on_shift else None
            self._duties[day] = dict.fromkeys(self._ids, self._office(midnight)) if found is None else found
        return self._duties[day]

    def alike(self, people: Sequence[Person], midnight: datetime) -> dict[tuple[int, str], list[Person]]:
        """One level's people by the slots for which they are there and their team: hundreds have few different days."""
        key = (midnight.date(), id(people))
        if key not in self._alike:
            duties, found = self.duties(midnight), self._alike.setdefault(key, {})
            for person in people:
                found.setdefault((duties[person.id], person.team), []).append(person)
        return self._alike[key]

    def _office(self, midnight: datetime) -> int:
        policy, day = self._company.policy, midnight.date()
        if not is_working(self._company.calendar, day):
            return 0
        office = Window(at(day, policy.opens, midnight), end_at(day, policy.closes, midnight))
        return rota.inside(office, midnight, self._minutes)
