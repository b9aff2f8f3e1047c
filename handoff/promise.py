"""The committed time: which person calls by when.

The precedence of the contract, from the top: a name and a time; inside the owner's shift on a working day; a slot
given once; the customer's window; the limit. Whatever gives way is named in the commitment, so that it can be alarmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from handoff.free_slots import Busy, Given
from handoff.hours import NoWorkingDay
from handoff.model import SEVERITIES, Commitment, Company, Policy, Request, Window, Wish
from handoff.routing import Level, distinct, excluded, levels, own_people
from handoff.search import HORIZON_DAYS, Late, Load, Search

_DEFAULT_LIMIT_HOURS = 8.0


class NoPromise(Exception):
    """The calendar has no working day within reach. `check` refuses such a company."""


def limit_hours(policy: Policy, request: Request) -> float:
    """The limit in working hours: the shorter of the intent's and the severity's, unless the request brings its own."""
    if request.limit_hours is not None:
        return request.limit_hours
    other = policy.limit_hours.get("other", _DEFAULT_LIMIT_HOURS)
    intent = policy.limit_hours.get(request.intent, other)
    return severity_hours(policy, request.severity, intent)


def severity_hours(policy: Policy, severity: str, otherwise: float) -> float:
    """The shorter of this limit and the severity's. A severity that the policy does not name is as pressing as the
    next lighter one that it does."""
    lighter = SEVERITIES[: SEVERITIES.index(severity) + 1]
    named = [policy.severity_limit_hours[one] for one in lighter if one in policy.severity_limit_hours]
    return min(otherwise, named[-1]) if named else otherwise


def commit(
    company: Company, request: Request, now: datetime, busy: Busy, load: Load, late: Late | None = None,
    given: Given | None = None,
) -> Commitment:  # fmt: skip
    """The promise that can be made to this request, at most 90 days away. Raises NoPromise.

    `busy(day, person_ids)` is asked for what is taken, a day at a time and only as far as needed; `load` (a mapping,
    or a function that gives one for a day) for the number of promises, only to choose between equals; `late` says how
    many minutes each team is behind its promises; `given(slot)` names whoever has exactly that slot, so that among many
    people not all need be asked.
    """
    return settle(
        company,
        levels(company, request),
        request.about,
        request.wish,
        limit_hours(company.policy, request),
        now,
        busy,
        load,
        late,
        given,
    )


def search(
    company: Company,
    asked: Sequence[Level],
    wish: Wish,
    hours: float,
    now: datetime,
    busy: Busy,
    load: Load,
    on_shift: bool = True,
    late: Late | None = None,
    given: Given | None = None,
) -> Commitment | None:
    """The time that these levels of people have on their shifts; None when they have none within 90 days."""
    return Search(company, asked, now, busy, load, on_shift, late, given).run(wish, hours) if asked else None


def suits(company: Company, wish: Wish, slot: Window, now: datetime) -> bool:
    """Whether a slot given earlier still lies where the customer wants it, by the same rule that gives slots."""
    return Search(company, (), now, lambda stretch, people: {}, {}).suits(wish, slot)


def settle(
    company: Company,
    asked: Sequence[Level],
    about: frozenset[str],
    wish: Wish,
    hours: float,
    now: datetime,
    busy: Busy,
    load: Load,
    late: Late | None = None,
    given: Given | None = None,
) -> Commitment:
    """Like `commit`, for given levels of people and a given limit.

    Rule 1 stands above all others. Where none of the asked has a shift in reach, any colleague who has one is asked;
    where nobody has, office hours stand in ("shift" gave way); and where a complaint leaves nobody at all, only the
    people named in it stay out ("exclusion" gave way).
    """
    try:
        for people, lost, on_shift in _pools(company, asked, about):
            made = search(company, people, wish, hours, now, busy, load, on_shift, late, given)
            if made is not None:
                return replace(made, gave_way=lost + made.gave_way) if lost else made
    except NoWorkingDay as reason:
        raise NoPromise(str(reason)) from reason
    raise NoPromise(f"{company.name}: nothing can be promised in the {HORIZON_DAYS} days from {now.date()}.")


def _pools(
    company: Company, asked: Sequence[Level], about: frozenset[str]
) -> Iterator[tuple[Sequence[Level], tuple[str, ...], bool]]:
    yield asked, (), True
    others = _everybody(company, excluded(company, about))
    yield others, (), True
    # Off their rota the duty manager and the fallback answer for the company rather than an agent.
    yield [level for level in asked if level[0] in ("duty_manager", "fallback")] or others, ("shift",), False
    outside = [("fallback", [p for p in company.people.values() if p.id == company.outside_fallback])]
    for people in (_everybody(company, about), outside):
        yield people, ("exclusion",), True
        yield people, ("exclusion", "shift"), False


def _everybody(company: Company, barred: frozenset[str]) -> list[Level]:
    """Everybody who is not barred, the duty manager first, then whoever leads, then agents."""
    everybody = own_people(company)
    rungs = [
        ("duty_manager", [person for person in everybody if person.id == company.duty_manager]),
        ("supervisor", [person for person in everybody if person.role != "agent"]),
        ("team", everybody),
    ]
    return distinct(rungs, barred)
