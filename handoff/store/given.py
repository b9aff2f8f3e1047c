"""The questions about promises that bind somebody. Each finds them by an index of those alone, however many rows."""

from __future__ import annotations

import hashlib
import json
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

# No order is asked for: to sort them would keep every slot before the first is chosen. They come as they are given.
_TAKE = sa.text(
    "SELECT able.owner FROM unnest(CAST(:owners AS text[]), CAST(:places AS bigint[])) AS able (owner, place) "
    "WHERE NOT EXISTS (SELECT 1 FROM promises WHERE promises.owner_id = able.owner AND promises.slot_start = :starts "
    "AND promises.state IN ('open', 'calling')) AND pg_try_advisory_xact_lock(able.place) LIMIT 1"
).columns(sa.column("owner"))


def _place(owner_id: str, starts: datetime) -> int:
    """The number of a slot among PostgreSQL's advisory locks."""
    name = hashlib.sha256(f"slot {owner_id} {starts.timestamp():.0f}".encode()).digest()
    return int.from_bytes(name[:8], "big", signed=True)


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
            # Hundreds of people have few different slots: each is told once, with all who have it.
            together = (sa.func.json_group_array if self.sqlite else sa.func.json_agg)(t.c.owner_id)
            found = _by(sa.select(t.c.slot_start, t.c.due_at, together), "promises_one_a_slot")
            found = found.group_by(t.c.slot_start, t.c.due_at).where(_IN_FORCE, owners.holds(t.c.owner_id))
            # No slot is as long as a day: without that bound, everything that a person has before is looked at.
            found = found.where(t.c.slot_start > instant("day_before"), t.c.due_at > instant("starts"))
            return found.where(t.c.slot_start < instant("ends"))

        given = {**owners.values, "starts": starts, "ends": ends, "day_before": starts - timedelta(days=1)}
        for begins, ends_at, owning in self._run(("busy", owners.shape), build, given).plain(self.cursor):
            slot = Window(read(begins), read(ends_at))
            for owner in json.loads(owning) if self.sqlite else owning:
                yield owner, slot

    def given_at(self, slot: Window) -> frozenset[str]:
        """Everybody who has been given exactly this slot."""
        t = tables.promises

        def build() -> Any:
            found = _by(sa.select(t.c.owner_id), "promises_live_by_due").where(_IN_FORCE)
            return found.where(t.c.due_at == instant("ends"), t.c.slot_start == instant("starts"))

        found = self._run("given_at", build, {"starts": slot.starts, "ends": slot.ends})
        return frozenset(owner for (owner,) in found.plain(self.cursor))

    def take_slot(self, owner_ids: Sequence[str], slot: Window) -> str:
        """Keep a slot that was found free until the commit, for the first of these who still has it. Empty where other
        transactions have given it since or are giving it now: it counts as given here, too. SQLite's one writer has
        every slot anyway; on PostgreSQL the unique index alone would show it only when all the work is done."""
        if self.sqlite:
            return owner_ids[0]
        places = [_place(owner_id, slot.starts) for owner_id in owner_ids]
        found = self._one("take_slot", lambda: _TAKE, owners=list(owner_ids), places=places, starts=slot.starts)
        if found:
            return str(found["owner"])
        for owner_id in owner_ids:
            self.slot_given(owner_id, slot)
        return ""

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
