"""The questions about promises that bind somebody. Each finds them by an index of those alone, however many rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.model import Window
from handoff.store.access import LIVE, Access, P, instant
from handoff.store.hints import by_index
from handoff.store.prepared import Row, Statements
from handoff.store.several import Several
from handoff.tables.base import read

_IN_FORCE = tables.promises.c.state.in_([sa.literal_column(f"'{state}'") for state in LIVE])


def _by(statement: Any, index: str) -> Any:
    return by_index(statement, tables.promises, index)


class Given(Access):
    """Promises in force: of a case, of people, and by when."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        super().__init__(cursor, statements)
        # Slots by stretch and owner as this transaction has read and given them: once it chooses, nobody else does.
        self._taken: dict[tuple[datetime, datetime], dict[str, list[Window]]] = {}

    def live_promises(self, case_id: str) -> list[Row]:
        """The promises of a case that still bind, soonest first."""
        t = tables.promises
        return self._all(
            "live_promises",
            lambda: sa.select(t).where(t.c.case_id == P("c"), _IN_FORCE).order_by(t.c.due_at),
            c=case_id,
        )

    def busy(self, people: Sequence[str], starts: datetime, ends: datetime) -> Mapping[str, list[Window]]:
        """Slots already given in a stretch of at most a day, by owner."""
        taken = self._taken.setdefault((starts, ends), {})
        unknown = [one for one in people if one not in taken]
        if unknown:
            taken.update((one, []) for one in unknown)
            for owner, slot in self._given(unknown, starts, ends):
                taken[owner].append(slot)
        return {one: taken[one] for one in people}

    def _given(self, people: Sequence[str], starts: datetime, ends: datetime) -> Iterator[tuple[str, Window]]:
        t, owners = tables.promises, Several(self.sqlite, "o", people)

        def build() -> Any:
            found = _by(sa.select(t.c.owner_id, t.c.slot_start, t.c.due_at), "promises_one_a_slot")
            found = found.where(_IN_FORCE, owners.holds(t.c.owner_id))
            # No slot is as long as a day: without that bound, everything that a person has before is looked at.
            found = found.where(t.c.slot_start > instant("day_before"), t.c.due_at > instant("starts"))
            return found.where(t.c.slot_start < instant("ends"))

        given = {**owners.values, "starts": starts, "ends": ends, "day_before": starts - timedelta(days=1)}
        rows = self._run(("busy", owners.shape), build, given).plain(self.cursor)
        # Hundreds of people have few different slots: each is read once.
        slots = {slot: Window(read(slot[0]), read(slot[1])) for slot in {row[1:] for row in rows}}
        return ((row[0], slots[row[1:]]) for row in rows)

    def slot_given(self, owner_id: str, slot: Window) -> None:
        """This transaction has given a slot: what it knows of its owner's days grows by that."""
        for (starts, ends), taken in self._taken.items():
            if owner_id in taken and starts < slot.ends and slot.starts < ends:
                taken[owner_id].append(slot)

    def slot_freed(self, owner_id: str) -> None:
        """It has ended a promise: the owner's days are looked at again."""
        for taken in self._taken.values():
            taken.pop(owner_id, None)

    def load(self, people: Sequence[str], starts: datetime, ends: datetime) -> Mapping[str, int]:
        """How many promises bind each of them whose time lies in a stretch of time."""
        t, owners = tables.promises, Several(self.sqlite, "o", people)

        def build() -> Any:
            found = _by(sa.select(t.c.owner_id, sa.func.count().label("n")).select_from(t), "promises_live_of")
            found = found.where(_IN_FORCE, owners.holds(t.c.owner_id))
            return found.where(t.c.due_at > instant("starts"), t.c.due_at <= instant("ends")).group_by(t.c.owner_id)

        rows = self._all(("load", owners.shape), build, starts=starts, ends=ends, **owners.values)
        return {row["owner_id"]: row["n"] for row in rows}

    def live_of(self, people: Sequence[str]) -> list[Row]:
        """The promises that bind these people, soonest first."""
        t, owners = tables.promises, Several(self.sqlite, "o", people)

        def build() -> Any:
            found = _by(sa.select(t), "promises_live_of").where(_IN_FORCE, owners.holds(t.c.owner_id))
            return found.order_by(t.c.due_at)

        return self._all(("live_of", owners.shape), build, **owners.values)

    def due(self, before: datetime, state: str = "open", unreminded: bool = False) -> list[Row]:
        """Live promises whose time comes before this instant."""
        t = tables.promises

        def build() -> Any:
            found = _by(sa.select(t), "promises_live_by_due").where(_IN_FORCE, t.c.state == P("state"))
            found = found.where(t.c.due_at <= instant("before"))
            found = found.where(t.c.reminded_at.is_(None)) if unreminded else found
            return found.order_by(t.c.due_at)

        return self._all(("due", unreminded), build, state=state, before=before)
