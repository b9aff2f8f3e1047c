"""The search for a slot: levels of people, the customer's wish, and a limit against the rota and what is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from handoff import rota
from handoff.among_many import EQUALS_ASKED, drawn, glance, soonest
from handoff.free_slots import Busy, FreeSlots, Given
from handoff.hours import add_working_hours
from handoff.model import Commitment, Company, Person, Window, Wish
from handoff.routing import Level

HORIZON_DAYS = 90
_DAY = timedelta(days=1)
# How many promises each person has to keep on a day.
Load = Mapping[str, int] | Callable[[date, Sequence[str]], Mapping[str, int]]
# How many minutes behind its promises each team has been.
Late = Mapping[str, int]


class _Want:
    """One stretch of the customer's wish. A stretch that holds no whole slot of the grid ("at three") means the
    slots that it touches."""

    def __init__(self, window: Window, minutes: int) -> None:
        self.window, self._minutes = window, minutes
        first = _midnight(window.starts)
        self._short = not any(rota.inside(window, first + _DAY * day, minutes) for day in (0, 1))

    def mask(self, midnight: datetime) -> int:
        if self._short:
            return rota.touched([self.window], midnight, self._minutes)
        return rota.inside(self.window, midnight, self._minutes)


class Search:
    """One search. Days are looked at one by one and only as far as needed, since a rota can be full for weeks."""

    def __init__(
        self, company: Company, levels: Sequence[Level], now: datetime, busy: Busy, load: Load, on_shift: bool = True,
        late: Late | None = None, given: Given | None = None,
    ) -> None:  # fmt: skip
        self._company, self._levels, self._load = company, levels, load
        self._late = late or {}
        self._now = now.astimezone(company.timezone)
        self._minutes = company.policy.slot_minutes
        people = [person for _, some in levels for person in some]
        self._slow = False
        self._slots = FreeSlots(company, people, busy, on_shift, given)

    def run(self, wish: Wish, hours: float) -> Commitment | None:
        """Everything kept, else without the limit, else without the wanted windows, else without the excluded ones.

        The lead time is the owner's comfort and no rule of the contract, so it gives way before any of them does.
        """
        wanted, barred = self._wanted(wish.wanted), self._local(wish.excluded)
        wishes: list[tuple[list[_Want], list[Window]]] = [(wanted, barred)]
        if wanted and barred:
            wishes.append(([], barred))
        if wanted or barred:
            wishes.append(([], []))
        policy, lead = self._company.policy, self._now + timedelta(minutes=self._company.policy.lead_minutes)
        # A team that has been late is not promised for its best time; that gives way before any rule of the contract.
        begins = (
            [(lead, True), (lead, False), (self._now, False)] if self._late else [(lead, False), (self._now, False)]
        )
        for number, (wants, bars) in enumerate(wishes):
            opens = self._opening(wants, bars) if wants else self._now
            until = add_working_hours(opens, hours, self._company.calendar, policy)
            for limit in (until, None):
                for after, as_late_as_ever in begins:
                    gave_way = (("limit",) if limit is None else ()) + (("window",) if number else ())
                    self._slow = as_late_as_ever
                    found = self._first(wants, bars, after, limit, gave_way)
                    if found is not None:
                        return found
        return None

    def suits(self, wish: Wish, slot: Window) -> bool:
        """Whether a slot lies where the customer wants it; windows that have passed bind nobody."""
        midnight = _midnight(slot.starts.astimezone(self._company.timezone))
        mask = self._mask(self._wanted(wish.wanted), self._local(wish.excluded), midnight, midnight, None)
        return bool(mask & rota.touched([slot], midnight, self._minutes))

    def _local(self, windows: Iterable[Window]) -> list[Window]:
        """The windows that have not passed, in the company's time zone."""
        zone = self._company.timezone
        local = (Window(window.starts.astimezone(zone), window.ends.astimezone(zone)) for window in windows)
        return [window for window in local if window.starts <= window.ends and window.ends > self._now]

    def _wanted(self, windows: Iterable[Window]) -> list[_Want]:
        return [_Want(window, self._minutes) for window in self._local(windows)]

    def _days(self, until: datetime | None) -> Iterator[datetime]:
        """The midnights from today on: as far as a limit reaches, and never beyond the horizon."""
        midnight = _midnight(self._now)
        for _ in range(HORIZON_DAYS + 1):
            if until is not None and midnight >= until:
                return
            yield midnight
            midnight += _DAY

    def _mask(
        self, wants: list[_Want], bars: list[Window], midnight: datetime, after: datetime, until: datetime | None
    ) -> int:
        """The day's slots that suit the customer, start at or after `after`, and end by `until`."""
        mask = rota.inside(Window(after, midnight + _DAY if until is None else until), midnight, self._minutes)
        if wants and mask:
            wish = 0
            for want in wants:
                wish |= want.mask(midnight)
            mask &= wish
        if bars and mask:
            mask &= ~rota.touched(bars, midnight, self._minutes)
        return mask

    def _opening(self, wants: list[_Want], bars: list[Window]) -> datetime:
        """When the first of the customer's windows opens in which anybody is on duty, full or not; never before now."""
        for midnight in self._days(None):
            mask = self._mask(wants, bars, midnight, self._now, None)
            on_duty = 0
            for slots in self._slots.duties(midnight).values() if mask else ():
                on_duty |= slots
            mask &= on_duty
            if mask:
                first = mask & -mask
                return max(self._now, min(w.window.starts for w in wants if w.mask(midnight) & first))
        return self._now

    def _punctual(self, midnight: datetime) -> dict[str, int]:
        """By team, the slots that it keeps going by how late it has been; teams that are on time are not named."""
        found = {}
        for team, minutes in self._late.items() if self._slow else ():
            lead = timedelta(minutes=self._company.policy.lead_minutes + minutes)
            found[team] = rota.inside(Window(self._now + lead, midnight + _DAY), midnight, self._minutes)
        return found

    def _first(
        self, wants: list[_Want], bars: list[Window], after: datetime, limit: datetime | None, gave_way: tuple[str, ...]
    ) -> Commitment | None:
        """Within a limit the nearest level wins; once the limit is lost the earliest time does, whoever has it."""
        groups = [[level] for level in self._levels] if limit is not None else [list(self._levels)]
        days = (
            [
                (midnight, mask)
                for midnight in self._days(limit)
                if (mask := self._mask(wants, bars, midnight, after, limit))
            ]
            if limit is not None or wants
            else None
        )
        for group in groups:
            for midnight, mask in days if days is not None else self._open_days(bars, after):
                made = self._earliest(group, midnight, mask, gave_way)
                if made is not None:
                    return made
        return None

    def _open_days(self, bars: list[Window], after: datetime) -> Iterator[tuple[datetime, int]]:
        for midnight in self._days(None):
            mask = self._mask([], bars, midnight, after, None)
            if mask:
                yield midnight, mask

    def _earliest(
        self, group: Sequence[Level], midnight: datetime, mask: int, gave_way: tuple[str, ...]
    ) -> Commitment | None:
        """The day's earliest slot among these people."""
        for part in self._slots.parts:
            made = self._earliest_in(part, group, midnight, mask & part, gave_way) if mask & part else None
            if made is not None:
                return made
        return None

    def _earliest_in(
        self, part: int, group: Sequence[Level], midnight: datetime, mask: int, gave_way: tuple[str, ...]
    ) -> Commitment | None:
        """The earliest slot in a part: at the same time the nearest level, least loaded, first by id."""
        punctual = self._punctual(midnight)
        best, nearest, equals = 0, 0, list[Person]()
        if self._slots.many and len(group) == 1:
            mask, equals = glance(self._slots, group[0], midnight, part, mask, punctual)
            best = mask
        if mask and not equals:
            best, nearest, equals = soonest(group, self._slots.free(midnight, part), mask, punctual)
        if not equals:
            return None
        owner, *others = self._by_load(midnight.date(), equals)
        slot = rota.slot_at(midnight, best.bit_length() - 1, self._minutes)
        return Commitment(owner, slot.starts, slot.ends, gave_way, group[nearest][0], tuple(others))

    def _by_load(self, day: date, equals: list[Person]) -> list[Person]:
        """The least loaded first; of many, some."""
        if len(equals) == 1:
            return equals
        equals = drawn(equals, EQUALS_ASKED)
        load = self._load(day, [person.id for person in equals]) if callable(self._load) else self._load
        return sorted(equals, key=lambda person: (load.get(person.id, 0), person.id))


def _midnight(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), time(0), instant.tzinfo)
