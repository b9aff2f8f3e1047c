"""The questions about recordings of calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P
from handoff.store.prepared import Row

_KEPT = sa.literal_column("'kept'")
_DECLINED = sa.literal_column("'declined'")


class Sounds(Access):
    """Recordings, their parts, and what was said in their calls."""

    def recordings_of(self, case_ids: Sequence[str]) -> list[Row]:
        """Recordings of calls that may belong to one of these cases, oldest first: their call names it, or its
        conversation has words of it."""
        r, c, m = tables.recordings, tables.phone_calls, tables.messages

        def build() -> Any:
            ids = [P(f"a_{n}") for n in range(len(case_ids))]
            same = [P(f"b_{n}") for n in range(len(case_ids))]
            talked = sa.select(m.c.conversation_id).where(m.c.case_id.in_(ids))
            found = sa.select(r).join(c, c.c.id == r.c.id)
            found = found.where(sa.or_(c.c.case_id.in_(same), c.c.conversation_id.in_(talked)))
            found = found.where(r.c.state == _KEPT, r.c.size > 0, c.c.recording != _DECLINED)
            return found.order_by(r.c.began_at, r.c.id)

        given = {f"{letter}_{n}": one for n, one in enumerate(case_ids) for letter in "ab"}
        return self._all(("recordings_of", len(case_ids)), build, **given)

    def said_since(self, conversation_ids: Sequence[str], since: datetime) -> list[Row]:
        """Messages of these conversations that were written or told at this instant or later."""
        t = tables.messages

        def build() -> Any:
            within = [P(f"c_{n}") for n in range(len(conversation_ids))]
            late = sa.or_(*(column >= P("since", type_=tables.Instant()) for column in (t.c.at, t.c.delivered_at)))
            return sa.select(t).where(t.c.conversation_id.in_(within), late).order_by(t.c.id)

        given = {f"c_{n}": one for n, one in enumerate(conversation_ids)}
        return self._all(("said_since", len(conversation_ids)), build, since=since, **given)

    def parts(self, recording_id: str, first: int, last: int, longest: int) -> list[Row]:
        """The parts that hold these bytes of a recording, none of which is longer than `longest`."""
        t = tables.recording_parts

        def build() -> Any:
            mine = sa.select(t.c.starts, t.c.audio).where(t.c.recording_id == P("r"))
            return mine.where(t.c.starts > P("above"), t.c.starts <= P("last")).order_by(t.c.starts)

        return self._all("parts", build, r=recording_id, above=first - longest, last=last)

    def forget_parts(self, recording_id: str) -> None:
        """Nothing is left of what was recorded."""
        t = tables.recording_parts
        mine = t.delete().where(t.c.recording_id == P("r"))
        self._run("forget_parts", lambda: mine, {"r": recording_id})

    def forget_recording(self, recording_id: str) -> None:
        """Nothing is left, not even that there was something."""
        self.forget_parts(recording_id)
        t = tables.recordings
        mine = t.delete().where(t.c.id == P("r"))
        self._run("forget_recording", lambda: mine, {"r": recording_id})

    def old_recordings(self, before: datetime, limit: int) -> list[str]:
        """The oldest of those that began before this instant."""
        t = tables.recordings

        def build() -> Any:
            old = sa.select(t.c.id).where(t.c.began_at < P("before", type_=tables.Instant()))
            return old.order_by(t.c.began_at).limit(limit)

        return [row["id"] for row in self._all(("old_recordings", limit), build, before=before)]

    def unwanted_recordings(self) -> list[str]:
        """Those that are still there although their caller declined."""
        r, c = tables.recordings, tables.phone_calls

        def build() -> Any:
            found = sa.select(r.c.id).join(c, c.c.id == r.c.id)
            return found.where(c.c.recording == _DECLINED, r.c.state == _KEPT)

        return [row["id"] for row in self._all("unwanted_recordings", build)]
