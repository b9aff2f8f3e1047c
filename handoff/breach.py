"""What follows a broken promise: the next person up the ladder, by name, within the breach limit."""

from __future__ import annotations

from datetime import datetime

from handoff.free_slots import Busy
from handoff.model import Commitment, Company, Request
from handoff.promise import settle, severity_hours
from handoff.routing import excluded, rungs_above
from handoff.search import Load


def next_promise(
    company: Company, owner_id: str, request: Request, now: datetime, busy: Busy, load: Load
) -> Commitment:
    """The new promise after this owner's promise broke.

    The nearest superior takes it; one who has no slot within the breach limit passes it to the next above, the duty
    manager, and the outside fallback. When nobody has one, whoever of them is first takes it later and the limit is
    named as having given way. Raises NoPromise.
    """
    barred = excluded(company, request.about)
    hours = limit_hours(company, request)
    return settle(company, rungs_above(company, owner_id, barred), request.about, request.wish, hours, now, busy, load)


def limit_hours(company: Company, request: Request) -> float:
    """The breach limit; the severity's own limit where that is shorter."""
    breach = company.policy.breach_limit_hours
    return severity_hours(company.policy, request.severity, breach)
