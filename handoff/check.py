"""Whether this company can always give a customer a name and a time.

Not every instant has to be tried. The first slot after an instant changes only when a slot begins, and a limit counted
from a later instant never ends earlier; so the worst instants are those just after the last slot of each unbroken run
of slots. And not every request: who may answer depends on the request only through the set of people it can reach, so
each set is looked at once. That leaves a few hundred instants a set, each settled by one
comparison. (Inside a run the next slot is at most two slots away; a limit shorter than that is named at once.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handoff import rota
from handoff.hours import add_working_hours
from handoff.model import SERVICE_INTENTS, SEVERITIES, Company, Request, Window
from handoff.promise import limit_hours
from handoff.routing import levels
from handoff.search import HORIZON_DAYS
from handoff.structure import structure

_DAY = timedelta(days=1)
_ASK_FOR_CALENDAR_DAYS = 60

Reach = frozenset[str]


@dataclass(frozen=True)
class Report:
    """`errors` make the company unfit to start; `warnings` are for its administrator. A sentence each."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check(company: Company, now: datetime) -> Report:
    """From any instant between now and the end of the announced calendar (at least of the year), for each intent,
    severity and exclusion: is there somebody to promise, on shift, and within the limit?"""
    wrong = structure(company)
    if wrong:
        return Report(errors=tuple(wrong))
    local = now.astimezone(company.timezone)
    until = max(company.calendar.announced_until, date(local.year, 12, 31))
    errors: list[str] = []
    warnings = [*_calendar(company, local.date()), *_people(company, local.date())]
    asked = _asked(company)
    rotas = {reach: _Slots(company, reach, local, until) for reach in {reach for reach, _ in asked}}
    barren = {reach: gap for reach, slots in rotas.items() if (gap := slots.gap()) is not None}
    for (reach, hours), about in asked.items():
        names = "nobody" if about[0] is None else company.people[about[0]].name
        if reach in barren:
            errors.append(
                f"shifts.yml: from {barren[reach]} on nobody could be promised for {HORIZON_DAYS} days, when the "
                f"complaint is about {names}. Give shifts to one of: {_names(company, reach)}."
            )
        elif (late := rotas[reach].beyond(hours)) is not None:
            warnings.append(
                f"shifts.yml: a limit of {hours:g} working hours cannot be kept from {late:%Y-%m-%d %H:%M} even when "
                f"everybody is free (a complaint about {names}). Add a shift, or lengthen the limit in policy.yml."
            )
    return Report(tuple(dict.fromkeys(errors)), tuple(dict.fromkeys(warnings)))


def _names(company: Company, reach: Reach) -> str:
    return ", ".join(sorted(reach)) or "(nobody is left: name an outside fallback)"


def _asked(company: Company) -> dict[tuple[Reach, float], list[str | None]]:
    """Every set of people with every limit, and the exclusions that lead to it."""
    found: dict[tuple[Reach, float], list[str | None]] = {}
    intents = {*SERVICE_INTENTS, "other"}.union(*(team.intents for team in company.teams.values()))
    for about in (None, *company.people):
        for intent in sorted(intents):
            for severity in SEVERITIES:
                request = Request(intent, severity, about=frozenset([about] if about else []))
                reach = frozenset(p.id for _, people in levels(company, request) for p in people)
                abouts = found.setdefault((reach, limit_hours(company.policy, request)), [])
                abouts.append(about)
    return found


class _Slots:
    """The slots of a set of people together, from now to the end of the calendar and a horizon beyond."""

    def __init__(self, company: Company, reach: Reach, now: datetime, until: date) -> None:
        self._company, self._now, self._until = company, now, until
        self._days = list(self._masks(reach))

    def _masks(self, reach: Reach) -> Iterator[tuple[datetime, int]]:
        day, minutes = self._now.date(), self._company.policy.slot_minutes
        while day <= self._until + _DAY * HORIZON_DAYS:
            midnight = datetime.combine(day, time(0), self._company.timezone)
            mask = 0
            for one in reach:
                mask |= rota.duty(self._company, one, day)
            mask &= rota.inside(Window(self._now, midnight + _DAY), midnight, minutes)
            if mask:
                yield midnight, mask
            day += _DAY

    def gap(self) -> date | None:
        """The first day from which nobody has a slot within the horizon."""
        last = self._now.date()
        for midnight, _ in self._days:
            if midnight.date() - last > _DAY * HORIZON_DAYS:
                return last
            last = midnight.date()
        return last if last <= self._until else None

    def beyond(self, hours: float) -> datetime | None:
        """The first instant from which even an empty rota has no slot within the limit."""
        company, instant = self._company, self._now
        if hours * 60 < 2 * company.policy.slot_minutes:
            return instant
        for first, last in self._runs():
            if instant.date() > self._until:
                return None
            if first.ends > add_working_hours(instant, hours, company.calendar, company.policy):
                return instant
            instant = last.starts + timedelta(seconds=1)
        return None

    def _runs(self) -> Iterator[tuple[Window, Window]]:
        """The first and the last slot of every unbroken run."""
        minutes = self._company.policy.slot_minutes
        for midnight, mask in self._days:
            left = mask
            while left:
                lowest = left & -left
                run = left & ~(left + lowest)
                left &= ~run
                yield (
                    rota.slot_at(midnight, lowest.bit_length() - 1, minutes),
                    rota.slot_at(midnight, run.bit_length() - 1, minutes),
                )


def _calendar(company: Company, today: date) -> Iterator[str]:
    known = company.calendar.announced_until
    if known < today + _DAY * _ASK_FOR_CALENDAR_DAYS:
        yield (
            f"calendar.yml: statutory days are known until {known} only; beyond it weekends and the fixed holidays are "
            "taken as free. Bring the chinesecalendar library up to date, or add the days and announced_until."
        )


def _people(company: Company, today: date) -> Iterator[str]:
    on_rota = {shift.person for shift in company.shifts if shift.last is None or shift.last >= today}
    names: dict[str, str] = {}
    for person in company.people.values():
        if person.id not in on_rota:
            yield f"shifts.yml: {person.id} has no shift any more and can own no promise. Add one or remove the person."
        if names.setdefault(person.name, person.id) != person.id:
            yield f"people.yml, {person.id}: {person.name} is the name of {names[person.name]} too. Tell them apart."
    for team in company.teams.values():
        members = {p.id for p in company.people.values() if p.team == team.id}
        if members.isdisjoint(on_rota):
            yield f"shifts.yml: nobody of the team {team.id} has a shift, so that others answer for it. Add one."
    if company.policy.breach_limit_hours * 60 < 2 * company.policy.slot_minutes:
        yield "policy.yml, breach_limit_hours: is shorter than two slots and will often give way. Lengthen it."
