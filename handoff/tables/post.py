"""The tables of what leaves through vendors: deliveries, one-time codes, vendors' tokens and cursors."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, Serial, metadata

# One row for each way on which a message was tried: to which address, in which form, and what came of it. `letter` is
# what travelled together; `state` is waiting (to be tried at `next_at`), sending, sent, delivered, unknown or failed.
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("letter", sa.Text, nullable=False, index=True),
    sa.Column("message_id", sa.ForeignKey("messages.id"), nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("vendor_id", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("ended_at", Instant),
    sqlite_autoincrement=True,
)
sa.Index("deliveries_by_vendor", deliveries.c.channel, deliveries.c.vendor_id)
sa.Index("deliveries_to", deliveries.c.channel, deliveries.c.address, deliveries.c.at)
_under_way = deliveries.c.state.in_(("waiting", "sending"))
sa.Index("deliveries_due", deliveries.c.next_at, sqlite_where=_under_way, postgresql_where=_under_way)
# A receipt that came before its message's number was written down.
early_receipts = sa.Table(
    "early_receipts",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("vendor_id", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
# A code is kept as a keyed hash: who reads the database cannot use it.
codes = sa.Table(
    "codes",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("conversation_id", sa.Text),
    sa.Column("digest", sa.Text, nullable=False, index=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("used_at", Instant),
)
vendor_tokens = sa.Table(
    "vendor_tokens",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("fetched_at", Instant),
    sa.Column("expires_at", Instant),
    sa.Column("fetching_until", Instant),
)
cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
