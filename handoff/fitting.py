"""What a customer's words ask of whoever calls: a language, and knowledge of a product."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handoff.model import Company
from handoff.routing import SENIOR

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
# A model number or a brand in Latin letters is no English.
ENOUGH_LATIN = 12


def language_of(texts: Iterable[str]) -> str:
    """The language to call in: English only for somebody who wrote no Chinese at all."""
    whole = " ".join(texts)
    return "en" if not _HAN.search(whole) and len(_LATIN.findall(whole)) >= ENOUGH_LATIN else "zh"


def skills_of(company: Company, texts: Iterable[str]) -> list[str]:
    """What somebody of the company knows best and the customer speaks of, by the names in people.yml."""
    known = {skill for person in company.people.values() for skill in person.skills} - {SENIOR}
    whole = " ".join(texts).lower()
    return sorted(skill for skill in known if skill.lower() in whole)
