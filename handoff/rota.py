"""Who is on duty when, and which slots that leaves.

The slots of a day lie on a grid that begins at midnight (:00, :20, :40 for 20 minutes). A set of slots is one whole
number with a bit a slot, so that "on shift, free, and wanted by the customer" is two ANDs, however full the day is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from handoff.hours import end_at, is_working
from handoff.model import Change, Company, Leave, Shift, Window
from handoff.worked_out import WorkedOut

_DAY = timedelta(days=1)
_REMEMBERED = 20_000
_DAYS_REMEMBERED = 200
# The kind of a change of the rota that puts somebody on duty; every other kind takes them away.
DUTY = "duty"


class _Book:
    """A company's shifts and leave by person, with what was worked out of them."""

    def __init__(self, company: Company) -> None:
        self.shifts: dict[str, list[Shift]] = {}
        self.leaves: dict[str, list[Leave]] = {}
        self.changes: dict[str, list[Change]] = {}
        self.segments: dict[tuple[str, date], list[Window]] = {}
        self.duty: dict[date, dict[str, int]] = {}
        for shift in company.shifts:
            self.shifts.setdefault(shift.person, []).append(shift)
        for leave in company.leaves:
            self.leaves.setdefault(leave.person, []).append(leave)
        for change in company.roster:
            if change.undone_at is None:
                self.changes.setdefault(change.person, []).append(change)


_book = WorkedOut(_Book)


def segments(company: Company, person_id: str, day: date) -> list[Window]:
    """When the person is on duty that day: shifts, joined where they touch, without leave. On a day off nobody is, but
    for whoever is put on duty by name."""
    book = _book(company)
    found = book.segments.get((person_id, day))
    if found is None:
        if len(book.segments) > _REMEMBERED:
            book.segments.clear()
        found = book.segments[person_id, day] = _segments(company, book, person_id, day)
    return list(found)


def _segments(company: Company, book: _Book, person_id: str, day: date) -> list[Window]:
    midnight = datetime.combine(day, time(0), company.timezone)
    joined: list[Window] = []
    if is_working(company.calendar, day):
        stretches = (
            Window(datetime.combine(day, shift.starts, company.timezone), end_at(day, shift.ends, midnight))
            for shift in book.shifts.get(person_id, ())
            if day.weekday() in shift.weekdays and _valid(shift, day)
        )
        joined = _joined(stretch for stretch in stretches if stretch.starts < stretch.ends)
    for leave in book.leaves.get(person_id, ()):
        joined = [part for stretch in joined for part in _without(stretch, leave)]
    # Of two changes of the same hours the later one holds.
    for change in book.changes.get(person_id, ()):
        joined = _changed(joined, change, Window(midnight, midnight + _DAY))
    return joined


def _changed(stretches: list[Window], change: Change, day: Window) -> list[Window]:
    if change.kind != DUTY:
        return [part for stretch in stretches for part in _without(stretch, change)]
    zone = day.starts.tzinfo
    extra = Window(max(change.starts.astimezone(zone), day.starts), min(change.ends.astimezone(zone), day.ends))
    return _joined([*stretches, extra]) if extra.starts < extra.ends else stretches


def _valid(shift: Shift, day: date) -> bool:
    return (shift.first is None or shift.first <= day) and (shift.last is None or day <= shift.last)


def _joined(stretches: Iterable[Window]) -> list[Window]:
    joined: list[Window] = []
    for stretch in sorted(stretches, key=lambda window: window.starts):
        if joined and stretch.starts <= joined[-1].ends:
            joined[-1] = Window(joined[-1].starts, max(joined[-1].ends, stretch.ends))
        else:
            joined.append(stretch)
    return joined


def _without(stretch: Window, away: Leave | Change) -> list[Window]:
    starts, ends = away.starts.astimezone(stretch.starts.tzinfo), away.ends.astimezone(stretch.starts.tzinfo)
    if starts >= ends or ends <= stretch.starts or starts >= stretch.ends:
        return [stretch]
    parts = (Window(stretch.starts, min(starts, stretch.ends)), Window(max(ends, stretch.starts), stretch.ends))
    return [part for part in parts if part.starts < part.ends]


def on_shift(company: Company, person_id: str, instant: datetime) -> bool:
    """Whether the person is on duty at this instant."""
    local = instant.astimezone(company.timezone)
    return any(part.starts <= local < part.ends for part in segments(company, person_id, local.date()))


def covers(company: Company, person_id: str, starts: datetime | None, ends: datetime) -> bool:
    """Whether one stretch of the person's duty holds this slot; without a start, whether they are there at its end."""
    day = (starts or ends).astimezone(company.timezone).date()
    found = segments(company, person_id, day)
    if starts is None:
        return any(part.starts < ends <= part.ends for part in found)
    return any(part.starts <= starts and ends <= part.ends for part in found)


def same(one: Company, other: Company, person_id: str) -> bool:
    """Whether two versions of a company have the person on the same rota."""
    before, after = _book(one), _book(other)
    return one.calendar == other.calendar and all(
        kept.get(person_id) == now.get(person_id)
        for kept, now in (
            (before.shifts, after.shifts), (before.leaves, after.leaves), (before.changes, after.changes)
        )
    )  # fmt: skip


def duty(company: Company, person_id: str, day: date) -> int:
    """The slots of the day that lie wholly inside one stretch of the person's duty."""
    return duties(company, (person_id,), day)[person_id]


def duties(company: Company, people: Iterable[str], day: date) -> dict[str, int]:
    """The same of several people, by their ids."""
    duty = _book(company).duty
    known = duty.get(day)
    if known is None:
        if len(duty) > _DAYS_REMEMBERED:
            duty.clear()
        known = duty[day] = {}
    return {one: known[one] if one in known else known.setdefault(one, _duty(company, one, day)) for one in people}


def _duty(company: Company, person_id: str, day: date) -> int:
    minutes, midnight = company.policy.slot_minutes, datetime.combine(day, time(0), company.timezone)
    found = 0
    for part in segments(company, person_id, day):
        found |= inside(part, midnight, minutes)
    return found


def inside(window: Window, midnight: datetime, minutes: int) -> int:
    """The slots of the day that lie wholly inside the window."""
    last = min(window.ends - midnight, _DAY) // timedelta(minutes=minutes)
    return _bits(-((midnight - window.starts) // timedelta(minutes=minutes)), last)


def touched(windows: Iterable[Window], midnight: datetime, minutes: int) -> int:
    """The slots of the day that share any time with one of the windows; a window without length touches its slot."""
    slot, found = timedelta(minutes=minutes), 0
    for window in windows:
        first = (window.starts - midnight) // slot
        found |= _bits(first, max(-((midnight - window.ends) // slot), first + 1))
    return found & _bits(0, _DAY // slot)


def _bits(first: int, end: int) -> int:
    first = max(first, 0)
    return ((1 << (end - first)) - 1) << first if end > first else 0


def slots(company: Company, person_id: str, day: date, busy: Sequence[Window], after: datetime) -> Iterator[Window]:
    """The person's free slots of the day that start at or after `after`, in order of time."""
    minutes, midnight = company.policy.slot_minutes, datetime.combine(day, time(0), company.timezone)
    free = duty(company, person_id, day) & ~touched(busy, midnight, minutes)
    free &= inside(Window(after, midnight + _DAY), midnight, minutes)
    while free:
        first = (free & -free).bit_length() - 1
        free &= free - 1
        yield slot_at(midnight, first, minutes)


def slot_at(midnight: datetime, number: int, minutes: int) -> Window:
    """The slot of that number on the day's grid."""
    return Window(midnight + timedelta(minutes=number * minutes), midnight + timedelta(minutes=(number + 1) * minutes))
