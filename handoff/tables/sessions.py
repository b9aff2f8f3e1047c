"""The table of conversations that a person has taken over in a vendor's own chat."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, metadata

# `id` is the conversation's. `state` is person (somebody of the company has it now), refused (they could not take it)
# or ended; `promise_id` is the promise for which it was tried last: nobody is asked twice for the same.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.ForeignKey("conversations.id"), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("servicer_userid", sa.Text, nullable=False),
    sa.Column("promise_id", sa.Text),
    sa.Column("at", Instant, nullable=False),
)
