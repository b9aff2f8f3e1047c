"""What a customer's words ask of whoever calls: knowledge of a product."""

from __future__ import annotations

from collections.abc import Iterable

from handoff.model import Company
from handoff.routing import SENIOR
from handoff.worked_out import WorkedOut

_known = WorkedOut(lambda company: {skill for person in company.people.values() for skill in person.skills} - {SENIOR})


def skills_of(company: Company, texts: Iterable[str]) -> list[str]:
    """What somebody of the company knows best and the customer speaks of, by the names in people.yml."""
    whole = " ".join(texts).lower()
    return sorted(skill for skill in _known(company) if skill.lower() in whole)
