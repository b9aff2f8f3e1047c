"""The questions about telephone calls."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.hints import queued
from handoff.store.prepared import Row

ALWAYS = datetime.max.replace(tzinfo=timezone.utc)
_QUEUED = tables.messages.c.state == sa.literal_column("'queued'")


class Phones(Access):
    """Calls, and what is said in them."""

    def to_speak(self, conversation_id: str) -> list[Row]:
        """Messages to the customer that wait here and go no other way, in order."""
        t, d = tables.messages, tables.deliveries

        def build() -> Any:
            elsewhere = sa.exists().where(d.c.message_id == t.c.id, d.c.state != sa.literal_column("'failed'"))
            return sa.select(t).where(t.c.conversation_id == P("c"), _QUEUED, ~elsewhere).order_by(t.c.id)

        return self._all("to_speak", build, c=conversation_id)

    def unspoken(self, channel: str) -> list[Row]:
        """Messages of this channel that wait to be said, while nobody is on the phone who could hear them."""
        t, d, calls = queued(), tables.deliveries, tables.phone_calls

        def build() -> Any:
            tried = sa.exists().where(d.c.message_id == t.c.id)
            there = sa.exists().where(calls.c.conversation_id == t.c.conversation_id, calls.c.state == P("open"))
            found = sa.select(t).where(t.c.via == P("ch"))
            return found.where(~tried, ~there).order_by(t.c.id)

        return self._all("unspoken", build, ch=channel, open="open")

    def unsettled_calls(self, before: datetime) -> list[Row]:
        """Calls that are over, or of which nothing was heard since an instant, and which were not looked at yet."""
        t = tables.phone_calls

        def build() -> Any:
            mine = sa.select(t).where(t.c.settled_at.is_(None), t.c.state == P("state"))
            return mine.where(t.c.heard_at < instant("before"))

        # An ended call counts whenever it was heard last, also where the clock was set back since.
        ended = self._all("unsettled_calls", build, state="over", before=ALWAYS)
        return ended + self._all("unsettled_calls", build, state="open", before=before)

    def rang(self, customer_id: str, since: datetime, before: datetime) -> bool:
        """Whether the customer rang in this stretch of time."""
        t, c = tables.phone_calls, tables.conversations

        def build() -> Any:
            mine = sa.select(t.c.id).join(c, c.c.id == t.c.conversation_id)
            mine = mine.where(t.c.began_at >= instant("since"), t.c.began_at < instant("before"))
            return mine.where(c.c.customer_id == P("who")).limit(1)

        return self._one("rang", build, who=customer_id, since=since, before=before) is not None
