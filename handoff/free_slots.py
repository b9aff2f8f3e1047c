"""The slots that people are on duty for and have not given yet, a part of a day at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from handoff import rota
from handoff.hours import at, end_at, is_working
from handoff.model import Company, Person, Window
from handoff.worked_out import WorkedOut

_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# Of so many slots it is asked at once which are taken: a day of a small team, an hour or two of a large one.
ASKED_AT_ONCE = 1200
# What of a stretch of time is taken, by person.
Busy = Callable[[Window, Sequence[str]], Mapping[str, Sequence[Window]]]

# Whether anybody of the company has only so many calls in an hour.
counts_by_the_hour = WorkedOut(
    lambda company: bool(company.policy.calls_per_hour or any(p.calls_per_hour for p in company.people.values()))
)


class FreeSlots:
    """As one search needs them: what it has asked for once, it knows."""

    def __init__(self, company: Company, people: Sequence[Person], busy: Busy, on_shift: bool) -> None:
        self._company, self._busy, self._on_shift = company, busy, on_shift
        self._ids = [person.id for person in people]
        self._minutes = company.policy.slot_minutes
        self._whole_day = (1 << _DAY // timedelta(minutes=self._minutes)) - 1
        self.parts = self._cut(max(1, len(people)))
        self._free: dict[tuple[date, int], dict[str, int]] = {}

    def _cut(self, people: int) -> tuple[int, ...]:
        """The day in parts of whole hours, as masks: what is taken is asked for a part at a time."""
        slots, an_hour = self._whole_day.bit_length(), -(HOUR // -timedelta(minutes=self._minutes))
        size = max(1, ASKED_AT_ONCE // people // an_hour) * an_hour
        if 2 * size > slots:
            return (self._whole_day,)
        return tuple(((1 << size) - 1 << first) & self._whole_day for first in range(0, slots, size))

    def free(self, midnight: datetime, part: int) -> dict[str, int]:
        """The free slots in a part of the day of everybody on duty then; what is taken is asked for once."""
        key = (midnight.date(), part)
        free = self._free.get(key)
        if free is None:
            duties = self.duties(midnight)
            free = self._free[key] = {one: mask for one, slots in duties.items() if (mask := slots & part)}
            taken = self._busy(self._hours_of(part, midnight), list(free)) if free else {}
            touched = self._touched(taken, midnight)
            for one, windows in taken.items():
                if windows and one in free:
                    for window in windows:
                        free[one] &= ~touched[id(window)]
                    free[one] &= ~self._full_hours(one, windows, midnight)
        return free

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
        if self._on_shift:
            return rota.duties(self._company, self._ids, midnight.date())
        return dict.fromkeys(self._ids, self._office(midnight))

    def _office(self, midnight: datetime) -> int:
        policy, day = self._company.policy, midnight.date()
        if not is_working(self._company.calendar, day):
            return 0
        office = Window(at(day, policy.opens, midnight), end_at(day, policy.closes, midnight))
        return rota.inside(office, midnight, self._minutes)
