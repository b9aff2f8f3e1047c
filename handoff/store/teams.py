"""How teams have kept their promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.prepared import Row


class Teams(Access):
    """The record of each team."""

    def ended_calls(self, since: datetime) -> list[Row]:
        """Promised calls that were kept or broken since an instant."""
        t = tables.promises

        def build() -> Any:
            found = sa.select(t.c.case_id, t.c.owner_id, t.c.state, t.c.due_at, t.c.calling_at, t.c.ended_at)
            found = found.where(t.c.state.in_([P("kept"), P("broken")]), t.c.ended_at >= instant("since"))
            return found.where(t.c.kind == P("kind"))

        return self._all("ended_calls", build, kept="kept", broken="broken", kind="call_back", since=since)

    def late_minutes(self) -> Mapping[str, int]:
        """How many minutes behind its promises each team is that is behind them."""
        t = tables.team_records
        rows = self._all("late_minutes", lambda: sa.select(t.c.team, t.c.late_minutes).where(t.c.late_minutes > 0))
        return {row["team"]: row["late_minutes"] for row in rows}
