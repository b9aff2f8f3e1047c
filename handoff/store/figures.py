"""The questions behind the numbers that people look at: counted by the database, by index, for a stretch of time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import LIVE, Access, P, instant
from handoff.store.prepared import Row

GAVE_WAY = ("exclusion_gave_way", "limit_gave_way", "shift_gave_way", "window_gave_way")
COUNTED = ("asked", "handed_over", "reopened")
ENDED = ("attempted", "broken", "cancelled", "kept", "moved")
# Moved in the last minutes before its time, when the customer may be waiting by the phone already.
LAST_MINUTE_S = 15 * 60
# First words as far back as this belong to the contact that became a case.
ONE_CONTACT_S = 24 * 3600


def _literal(values: tuple[str, ...]) -> list[Any]:
    """As the indexes' own conditions spell them, so that the database recognises them."""
    return [sa.literal_column(f"'{value}'") for value in values]


class Figures(Access):
    """Counts by owner; whoever asks adds them up."""

    def _seconds(self, later: Any, earlier: Any) -> Any:
        """Whole seconds between two instants, as each database reckons."""
        if self.sqlite:
            apart = (sa.func.julianday(later) - sa.func.julianday(earlier)) * 86400
        else:
            apart = sa.func.date_part("epoch", later.op("-")(earlier))
        return sa.cast(sa.func.round(apart), sa.BigInteger)

    def ended(self, since: datetime, until: datetime) -> list[Row]:
        """Promises that ended: how many of each owner, state, and why (for broken ones what was missing, for moved
        ones who moved them and when)."""
        p, before, after = tables.promises, tables.promises.alias("before"), tables.promises.alias("after")

        def build() -> Any:
            next_one = sa.exists().where(after.c.case_id == p.c.case_id, after.c.previous_id == p.c.id)
            asked = next_one.where(after.c.made_by == "dialogue")
            broken = sa.case(
                (p.c.kind == "partner_call", "partner"), (p.c.kind == "action", "no_evidence"),
                (p.c.calling_at.isnot(None), "not_finished"), (before.c.state == "broken", "again"),
                (sa.and_(p.c.made_by == "keeper", before.c.state == "moved"), "covered_late"),
                (p.c.reminded_at.is_(None), "not_reminded"), else_="nobody_called",
            )  # fmt: skip
            moved = sa.case(
                (asked, "by_customer"), (self._seconds(p.c.due_at, p.c.ended_at) <= LAST_MINUTE_S, "last_minute"),
                else_="in_time",
            )  # fmt: skip
            why = sa.case((p.c.state == "broken", broken), (p.c.state == "moved", moved), else_="").label("why")
            joined = p.outerjoin(before, before.c.id == p.c.previous_id)
            found = sa.select(p.c.owner_id, p.c.state, why, sa.func.count().label("n")).select_from(joined)
            found = found.where(p.c.state.in_(_literal(ENDED)), *_within(p.c.ended_at))
            return found.group_by(p.c.owner_id, p.c.state, sa.literal_column("why"))

        return self._all("numbers_ended", build, since=since, until=until)

    def lateness(self, since: datetime, until: datetime, now: datetime) -> list[Row]:
        """Broken promises by owner and by how many started minutes late they were made good: by the first promise of
        the case that was kept after their time; else until the case ended, or until now."""
        p, k, c = tables.promises, tables.promises.alias("made_good"), tables.cases

        def build() -> Any:
            at = sa.func.coalesce(k.c.calling_at, k.c.ended_at)
            # Wrapped, so that SQLite goes by the case and not through all that was ever kept, once for each broken one.
            kept = sa.func.coalesce(k.c.state, "") == "kept"
            good = sa.select(sa.func.min(at)).where(k.c.case_id == p.c.case_id, kept, at >= p.c.due_at)
            end = sa.func.coalesce(good.scalar_subquery(), c.c.closed_at, instant("now"))
            minutes = ((self._seconds(end, p.c.due_at) + 59) / 60).label("minutes")
            found = sa.select(p.c.owner_id, minutes, sa.func.count().label("n"))
            found = found.select_from(p.join(c, c.c.id == p.c.case_id))
            found = found.where(p.c.state == sa.literal_column("'broken'"), *_within(p.c.ended_at))
            return found.group_by(p.c.owner_id, sa.literal_column("minutes"))

        return self._all("numbers_lateness", build, since=since, until=until, now=now)

    def named_after(self, since: datetime, until: datetime) -> list[Row]:
        """Cases that began, by first owner and by the seconds from the customer's first words to a name (empty where
        they said nothing)."""
        c, m, p = tables.cases, tables.messages, tables.promises

        def build() -> Any:
            words = sa.select(sa.func.min(m.c.at)).where(
                m.c.case_id == c.c.id, m.c.sender == "customer",
                self._seconds(c.c.opened_at, m.c.at) <= ONE_CONTACT_S,
            )  # fmt: skip
            named = sa.select(sa.func.min(p.c.made_at)).where(p.c.case_id == c.c.id)
            took = self._seconds(named.scalar_subquery(), words.scalar_subquery()).label("seconds")
            found = sa.select(c.c.first_owner_id.label("owner_id"), took, sa.func.count().label("n"))
            return found.where(*_within(c.c.opened_at)).group_by(c.c.first_owner_id, sa.literal_column("seconds"))

        return self._all("numbers_named", build, since=since, until=until)

    def came_again(self, since: datetime, until: datetime, within_s: int) -> list[Row]:
        """Cases that began within so long of the end of another of the same customer's, by first owner."""
        c, e = tables.cases, tables.cases.alias("earlier")

        def build() -> Any:
            earlier = sa.exists().where(
                e.c.customer_id == c.c.customer_id, e.c.id != c.c.id, e.c.closed_by != "joined",
                e.c.closed_at <= c.c.opened_at, self._seconds(c.c.opened_at, e.c.closed_at) <= P("within_s"),
            )  # fmt: skip
            found = sa.select(c.c.first_owner_id.label("owner_id"), sa.func.count().label("n"))
            return found.where(*_within(c.c.opened_at), earlier).group_by(c.c.first_owner_id)

        return self._all("numbers_again", build, since=since, until=until, within_s=within_s)

    def counted_events(self, since: datetime, until: datetime) -> list[Row]:
        """Transfers, reopenings, and customers asking how it stands, by first owner."""
        e, c = tables.events, tables.cases

        def build() -> Any:
            found = sa.select(c.c.first_owner_id.label("owner_id"), e.c.kind, sa.func.count().label("n"))
            found = found.select_from(e.join(c, c.c.id == e.c.case_id))
            found = found.where(e.c.kind.in_(_literal(COUNTED)), *_within(e.c.at))
            return found.group_by(c.c.first_owner_id, e.c.kind)

        return self._all("numbers_events", build, since=since, until=until)

    def gave_way(self, since: datetime, until: datetime) -> list[Row]:
        """Rules that gave way when something was promised, by first owner and by what it was about."""
        a, c = tables.alarms, tables.cases

        def build() -> Any:
            found = sa.select(c.c.first_owner_id.label("owner_id"), c.c.intent, a.c.kind,
                              sa.func.count().label("n"))  # fmt: skip
            found = found.select_from(a.join(c, c.c.id == a.c.case_id))
            found = found.where(a.c.kind.in_(_literal(GAVE_WAY)), *_within(a.c.at))
            return found.group_by(c.c.first_owner_id, c.c.intent, a.c.kind)

        return self._all("numbers_gave_way", build, since=since, until=until)

    # How things stand now

    def promises_by_state(self) -> list[Row]:
        """All promises there ever were, by state."""
        t = tables.promises
        count = sa.select(t.c.state, sa.func.count().label("n")).group_by(t.c.state)
        return self._all("promises_by_state", lambda: count)

    def ended_by_state(self, since: datetime, until: datetime) -> dict[str, int]:
        """Promises that ended in a stretch of time, by state."""
        t = tables.promises

        def build() -> Any:
            found = sa.select(t.c.state, sa.func.count().label("n"))
            found = found.where(t.c.state.in_(_literal(ENDED)), *_within(t.c.ended_at))
            return found.group_by(t.c.state)

        return {row["state"]: row["n"] for row in self._all("ended_by_state", build, since=since, until=until)}

    def due_before(self, before: datetime) -> dict[str, int]:
        """How many promises that bind somebody have their time before this instant, by state."""
        t = tables.promises

        def build() -> Any:
            due = sa.select(t.c.state, sa.func.count().label("n")).where(t.c.state.in_(_literal(LIVE)))
            return due.where(t.c.due_at < instant("before")).group_by(t.c.state)

        return {row["state"]: row["n"] for row in self._all("due_before", build, before=before)}

    def oldest_unanswered(self) -> datetime | None:
        """When the message came in that has waited longest for an answer."""
        t = tables.messages
        oldest = sa.select(sa.func.min(t.c.at).label("at")).where(t.c.closed_at.is_(None))
        found: datetime | None = (self._one("oldest_unanswered", lambda: oldest) or {"at": None})["at"]
        return found

    def outbox(self) -> list[Row]:
        """Messages to customers that have not gone out, or were not fetched, by channel."""
        m, c = tables.messages, tables.conversations

        def build() -> Any:
            waiting = sa.select(c.c.channel, sa.func.count().label("n")).select_from(
                m.join(c, c.c.id == m.c.conversation_id)
            )
            return waiting.where(m.c.state == sa.literal_column("'queued'")).group_by(c.c.channel)

        return self._all("outbox", build)

    def unseen_alarms(self) -> int:
        """How many alarms nobody has put away."""
        t = tables.alarms
        count = sa.select(sa.func.count().label("n")).where(t.c.seen_at.is_(None))
        return int((self._one("unseen_alarms", lambda: count) or {"n": 0})["n"])


def _within(column: Any) -> tuple[Any, Any]:
    return column >= instant("since"), column < instant("until")
