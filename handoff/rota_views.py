"""A week of the rota as the desk shows it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handoff.model import Person, Window


@dataclass(frozen=True)
class AwayView:
    """When somebody is away on a day, and as what; the reason where the reader may know it."""

    kind: str
    starts: datetime
    ends: datetime
    reason: str


@dataclass(frozen=True)
class DayView:
    """One day of a person: on duty, away, how many promises are due, and how many more there is room for."""

    day: date
    works: bool
    duty: tuple[Window, ...]
    away: tuple[AwayView, ...]
    promises: int
    free: int


@dataclass(frozen=True)
class PersonWeek:
    """A person's week, Monday first."""

    person: Person
    days: tuple[DayView, ...]


@dataclass(frozen=True)
class TeamWeek:
    """The people of a team whom the reader may see."""

    id: str
    name: str
    people: tuple[PersonWeek, ...]


@dataclass(frozen=True)
class ChangeView:
    """Something that was changed on the desk: for whom, what, by whom and when; a swap is one change of two people."""

    id: str
    people: tuple[str, ...]
    kind: str
    starts: datetime
    ends: datetime
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str
    undone_at: datetime | None
    may_undo: bool


@dataclass(frozen=True)
class WeekView:
    """The week from this Monday on. `arranges` is whom the reader may arrange for, themselves alone for an agent;
    `until` is when the reader's own duty ends today, None where it has."""

    monday: date
    today: date
    teams: tuple[TeamWeek, ...]
    changes: tuple[ChangeView, ...]
    arranges: tuple[Person, ...]
    until: datetime | None
