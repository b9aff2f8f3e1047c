"""Who is told of a reminder or an alarm, in which order, and where: rules alone, without the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handoff.model import Company, Person
from handoff.store import Row

_ADDRESS = {"wecom": "wecom_userid", "email": "email", "webhook": "webhook"}


@dataclass(frozen=True)
class Bell:
    """One message to one person on one way, which the post office calls a channel. `items` is what it tells, for
    programs; `id` is the same when the same message is tried again."""

    id: str
    channel: str
    person_id: str
    address: str
    subject: str
    text: str
    at: datetime
    items: tuple[Mapping[str, str], ...] = field(default_factory=tuple)


class Ringer(Protocol):
    """A vendor's side."""

    channel: str

    async def send(self, letter: Bell, /) -> str:
        """Send it within a few seconds; the vendor's id of it, or "". Raises NotSent, each of its kinds."""


def address(person: Person, way: str) -> str:
    """Where a person is on a way; empty where they are not."""
    return str(getattr(person, _ADDRESS[way]))


def ways(company: Company, person: Person, served: Collection[str]) -> list[str]:
    """The ways to a person in the company's order, those that this house is set up for."""
    return [way for way in company.policy.tell_by if way in served and address(person, way)]


def line(company: Company, case: Row | None, barred: Collection[str]) -> list[Person]:
    """Who is told of an alarm, one after the other, each once: the supervisor of the case's team, their superior, the
    duty manager. Without a case it begins with the duty manager. Never somebody who is `barred`, nor an agent; where
    nobody is left, the outside fallback."""
    first = _supervisor(company, case) if case else company.duty_manager
    above = company.people[first].reports_to if first in company.people else None
    asked = [company.people.get(one or "") for one in dict.fromkeys((first, above, company.duty_manager))]
    found = [p for p in asked if p is not None and p.role != "agent" and p.id not in barred]
    outside = company.people.get(company.outside_fallback)
    return found or [p for p in (outside,) if p is not None and p.id not in barred]


def _supervisor(company: Company, case: Row) -> str:
    """Of the owner's team; an owner who has left is judged by whoever had the case first."""
    for person_id in (case["owner_id"], case["first_owner_id"]):
        person = company.people.get(person_id)
        if person is not None and person.team in company.teams:
            return company.teams[person.team].supervisor
    return company.duty_manager


def next_way(possible: Sequence[str], tried: Collection[str]) -> str:
    """The first that was not tried; empty where all were."""
    return next((way for way in possible if way not in tried), "")
