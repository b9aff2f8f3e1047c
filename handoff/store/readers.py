"""Which cases somebody may see, as far as a database knows it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import P
from handoff.store.several import Several


@dataclass(frozen=True)
class Reader:
    """Whose view it is: of everything; or, where `people` are given, of the cases that they own and those that `first`
    owned first; or of the cases that a `partner` joined. Complaints about somebody are not told apart here."""

    people: tuple[str, ...] | None = None
    first: str = ""
    partner: str = ""


class Seen:
    """A reader's cases as a condition with its values; `all` where there is none."""

    def __init__(self, sqlite: bool, reader: Reader) -> None:
        self._people = Several(sqlite, "seen", reader.people) if reader.people is not None else None
        self._partner = bool(reader.partner)
        self.all = self._people is None and not self._partner
        self.shape: Hashable = (self.all, self._partner, self._people.shape if self._people else None)
        self.values: dict[str, Any] = {}
        if self._people:
            self.values = {**self._people.values, "first": reader.first}
        if self._partner:
            self.values = {"partner": f'%"{as_it_is(reader.partner)}"%'}

    def holds(self) -> Any:
        """That a case is among them."""
        c = tables.cases.c
        if self._partner:
            return c.facts["partners"].as_string().like(P("partner"), escape="\\")
        if self._people:
            return sa.or_(self._people.holds(c.owner_id), c.first_owner_id == P("first"))
        return sa.true()


def as_it_is(text: str) -> str:
    """A text that stands for itself in a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
