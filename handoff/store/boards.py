"""The questions of the board and the rota: the database counts, and only what is shown is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import LIVE as BINDING
from handoff.store.access import Access, P, instant
from handoff.store.hints import by_index
from handoff.store.prepared import Row
from handoff.store.readers import Reader, Seen
from handoff.store.several import Several

# What binds somebody; of that, what is due by an instant and nobody is calling, and the rest; and what was broken since
# an instant.
LIVE, AT_RISK, CALM, BROKEN = "live", "at_risk", "calm", "broken"
_INDEX = {LIVE: "promises_live_of", AT_RISK: "promises_live_by_due", CALM: "promises_live_by_due",
          BROKEN: "promises_by_state"}  # fmt: skip
_p, _c = tables.promises, tables.cases
# As the indexes' own condition spells it, so that the database recognises it.
_IN_FORCE = _p.c.state.in_([sa.literal_column(f"'{state}'") for state in BINDING])


class Boards(Access):
    """What many promises come to. Complaints about somebody are counted with the others, and told apart by
    `about_somebody`: who may not see them is more than a database knows."""

    def counted(self, lot: str, reader: Reader, at: datetime) -> Mapping[str, int]:
        """How many there are, by owner."""
        seen = Seen(self.sqlite, reader)

        def build() -> Any:
            found = _through(seen, (_p.c.owner_id, sa.func.count().label("n")))
            return _lot(found, lot).group_by(_p.c.owner_id)

        rows = self._all(("counted", lot, seen.shape), build, **seen.values, **_at(lot, at))
        return {row["owner_id"]: row["n"] for row in rows}

    def about_somebody(self, lot: str, reader: Reader, at: datetime) -> list[Row]:
        """Those of complaints about somebody: id, owner, state, due_at, and who is complained about."""
        seen = Seen(self.sqlite, reader)

        def build() -> Any:
            columns = (_p.c.id, _p.c.owner_id, _p.c.state, _p.c.due_at, _c.c.about)
            found = _lot(_through(seen, columns, joined=True), lot)
            return found.where(sa.cast(_c.c.about, sa.Text) != sa.literal_column("'[]'"))

        return self._all(("about_somebody", lot, seen.shape), build, **seen.values, **_at(lot, at))

    def first_of(self, lot: str, reader: Reader, at: datetime, limit: int) -> list[Row]:
        """So many of them, the soonest first; of the broken ones the latest."""
        seen = Seen(self.sqlite, reader)

        def build() -> Any:
            found = _lot(_through(seen, _p.c), lot)
            return found.order_by(_p.c.ended_at.desc() if lot == BROKEN else _p.c.due_at).limit(P("most"))

        return self._all(("first_of", lot, seen.shape), build, **seen.values, **_at(lot, at), most=limit)

    def due_within(self, owners: Sequence[str], reader: Reader, starts: datetime, ends: datetime) -> list[Row]:
        """When the promises of these people are due that bind them in a stretch of time, and who is complained about in
        their cases: owner_id, due_at, slot_start, about."""
        seen, several = Seen(self.sqlite, reader), Several(self.sqlite, "owner", owners)

        def build() -> Any:
            columns = (_p.c.owner_id, _p.c.due_at, _p.c.slot_start, _c.c.about)
            found = by_index(_through(seen, columns, joined=True), _p, _INDEX[LIVE])
            found = found.where(_IN_FORCE, several.holds(_p.c.owner_id))
            return found.where(_p.c.due_at >= instant("starts"), _p.c.due_at < instant("ends"))

        given = {**seen.values, **several.values, "starts": starts, "ends": ends}
        return self._all(("due_within", several.shape, seen.shape), build, **given)


def _through(seen: Seen, columns: Sequence[Any], joined: bool = False) -> Any:
    """Columns of a reader's promises; those of everybody's need no look at their cases."""
    found = sa.select(*columns)
    if seen.all and not joined:
        return found.select_from(_p)
    return found.select_from(_p.join(_c, _c.c.id == _p.c.case_id)).where(seen.holds())


def _lot(statement: Any, lot: str) -> Any:
    found = by_index(statement, _p, _INDEX[lot])
    if lot == BROKEN:
        return found.where(_p.c.state == sa.literal_column("'broken'"), _p.c.ended_at >= instant("at"))
    found = found.where(_IN_FORCE)
    if lot == AT_RISK:
        return found.where(_p.c.state == sa.literal_column("'open'"), _p.c.due_at <= instant("at"))
    if lot == CALM:
        return found.where(sa.or_(_p.c.state == sa.literal_column("'calling'"), _p.c.due_at > instant("at")))
    return found


def _at(lot: str, at: datetime) -> dict[str, datetime]:
    return {} if lot == LIVE else {"at": at}
