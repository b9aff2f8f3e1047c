"""The search of the desk."""

from __future__ import annotations

import unicodedata
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P
from handoff.store.prepared import Row
from handoff.store.readers import Reader, Seen, as_it_is

# So many digits are looked for as a part of a number; from so many on it may be a whole one, with what comes before it.
SHORTEST, WHOLE = 4, 10
_BETWEEN = "ZPSC"  # blanks, dashes, brackets, and the marks that nobody sees
_CHINA = "86"


def digits_of(text: str) -> str:
    """The digits of a telephone number, however it was typed, without what is dialled before it in China; empty where
    the text is something else."""
    plain = unicodedata.normalize("NFKC", text)
    digits = "".join(sign for sign in plain if unicodedata.category(sign)[0] not in _BETWEEN)
    if not digits.isdecimal() or len(digits) < SHORTEST:
        return ""
    if len(digits) < WHOLE:
        return digits
    digits = digits.lstrip("0")
    return digits[len(_CHINA) :].lstrip("0") if digits.startswith(_CHINA) and len(digits) > WHOLE else digits


class Finding(Access):
    """Cases by what people remember of them."""

    def search_cases(self, text: str, limit: int, reader: Reader) -> list[Row]:
        """A reader's cases whose number, customer, or one of whose telephone numbers contains the text, newest first:
        the customer's own, and the one to call in this case."""
        t, c = tables.cases, tables.customers
        seen, digits = Seen(self.sqlite, reader), digits_of(text)

        def build() -> Any:
            like = [column.like(P("like"), escape="\\") for column in (t.c.id, c.c.name, c.c.phone)]
            to_call = t.c.facts["phone"].as_string()
            like += [number.like(P("digits")) for number in (c.c.phone, to_call)] if digits else []
            found = sa.select(t).join(c, c.c.id == t.c.customer_id).where(sa.or_(*like), seen.holds())
            return found.order_by(t.c.opened_at.desc()).limit(limit)

        given = {**seen.values, "like": f"%{as_it_is(text)}%"}
        given |= {"digits": f"%{digits}%"} if digits else {}
        return self._all(("search_cases", limit, seen.shape, bool(digits)), build, **given)
