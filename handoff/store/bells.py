"""The questions about what the company's people are told where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.hints import by_index
from handoff.store.prepared import Row

_UNDER_WAY = tables.bells.c.state.in_([sa.literal_column("'waiting'"), sa.literal_column("'sending'")])
_WENT = tables.bells.c.state.in_([sa.literal_column(f"'{state}'") for state in ("sending", "sent", "unknown")])
# What somebody did about a promise, or what leaves nothing to be done; that it broke is nobody's doing.
_ENDED = ("kept", "attempted", "cancelled")
# Who makes promises and is no person: what the customer's wish or the keeper's cover moves, nobody has looked at.
_HOUSE = ("dialogue", "dead_man", "keeper")


class Rung(Access):
    """Reminders and alarms that nobody was told of, and what became of the telling."""

    def unrung(self, table: str, about: str, since: datetime, limit: int) -> list[Row]:
        """Reminders or alarms since an instant that nobody has put away and nobody was told of, oldest first."""
        t, b = tables.metadata.tables[table], tables.bells

        def build() -> Any:
            rung = sa.exists().where(b.c.about == P("about"), b.c.about_id == t.c.id)
            fresh = sa.select(t).where(t.c.seen_at.is_(None), t.c.at >= instant("since"), ~rung)
            return fresh.order_by(t.c.at).limit(limit)

        return self._all(("unrung", table, limit), build, about=about, since=since)

    def bells_unanswered(self, now: datetime, limit: int) -> list[Row]:
        """Those after which the next in the line is to be told by now."""
        t = tables.bells
        late = sa.select(t).where(t.c.answer_by <= instant("now")).order_by(t.c.answer_by).limit(limit)
        return self._all(("bells_unanswered", limit), lambda: late, now=now)

    def bells_due(self, now: datetime) -> list[tuple[str, str]]:
        """Ways and people for whom something may be tried now."""
        t = tables.bells

        def build() -> Any:
            found = sa.select(t.c.way, t.c.person_id).where(_UNDER_WAY, t.c.next_at <= instant("now")).distinct()
            return by_index(found, t, "bells_due")

        return [(row["way"], row["person_id"]) for row in self._all("bells_due", build, now=now)]

    def bells_under_way(self, way: str, person_id: str) -> list[Row]:
        """What has not ended for one person on one way, in order."""
        t = tables.bells

        def build() -> Any:
            return sa.select(t).where(_UNDER_WAY, t.c.person_id == P("p"), t.c.way == P("w")).order_by(t.c.id)

        return self._all("bells_under_way", build, p=person_id, w=way)

    def bell_last_went(self, way: str, person_id: str, now: datetime) -> datetime | None:
        """When a person was last sent something on a way, as far as anybody knows. What seems to lie ahead was sent
        before the clock was set back."""
        t = tables.bells

        def build() -> Any:
            mine = sa.select(t.c.at).where(t.c.person_id == P("p"), t.c.way == P("w"), _WENT, t.c.at <= instant("now"))
            return mine.order_by(t.c.at.desc()).limit(1)

        found = self._one("bell_last_went", build, p=person_id, w=way, now=now)
        return found["at"] if found else None

    def attended(self, case_id: str, since: datetime) -> bool:
        """Whether somebody has done something about a promise of this case since an instant. What ended at that very
        instant ended with what the alarm is about."""
        t, after = tables.promises, tables.promises.alias()

        def build() -> Any:
            theirs = after.c.made_by.not_in([P(f"h_{n}") for n in range(len(_HOUSE))])
            its = sa.exists().where(after.c.case_id == P("c_"), after.c.previous_id == t.c.id, theirs)
            did = sa.or_(
                t.c.state.in_([P(f"s_{n}") for n in range(len(_ENDED))]), sa.and_(t.c.state == P("moved"), its)
            )
            mine = sa.or_(t.c.calling_at >= instant("since_"), sa.and_(t.c.ended_at > instant("since"), did))
            return sa.select(t.c.id).where(t.c.case_id == P("c"), mine).limit(1)

        words = {f"s_{n}": state for n, state in enumerate(_ENDED)} | {f"h_{n}": who for n, who in enumerate(_HOUSE)}
        given = {"c": case_id, "c_": case_id, "since": since, "since_": since, "moved": "moved", **words}
        return self._one("attended", build, **given) is not None
