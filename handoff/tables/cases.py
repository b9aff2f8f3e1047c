"""Customers, conversations, cases, promises, and the ledger of them."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, Serial, metadata

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("phone_verified", sa.Boolean, nullable=False),
    # Since when the customer wants to hear nothing more, from nobody, on no channel.
    sa.Column("alone_since", Instant),
)
sa.Index(
    "customers_by_number",
    customers.c.phone,
    sqlite_where=customers.c.phone_verified,
    postgresql_where=customers.c.phone_verified,
)
addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False, index=True),
    sa.Column("conversation_id", sa.Text, nullable=False, index=True),
    # open, left (no longer follows) or opted_out (wants nothing more here).
    sa.Column("state", sa.Text, nullable=False, server_default="open"),
    # When the customer last said something here, and whether that was a message or only an event such as a click:
    # vendors open their windows with it.
    sa.Column("heard_at", Instant),
    sa.Column("heard_how", sa.Text, nullable=False, server_default=""),
)
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False, index=True),
    sa.Column("known", sa.JSON, nullable=False),
    sa.Column("dialogue", sa.JSON, nullable=False),
    sa.Column("leased_by", sa.Text),
    sa.Column("leased_until", Instant),
)
# One row a message in either direction. A customer's row is the journal: written before it is acknowledged, answered
# once (`closed_at`). A row to the customer is the outbox: it waits here until it is seen or delivered. `external_id` is
# the sender's own id, unique within its `source` (a session of the web chat); `public_id` is what both sides call it.
messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("public_id", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("case_id", sa.Text, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("promise_id", sa.Text, index=True),
    # What a message to the customer is for: see `reach`.
    sa.Column("kind", sa.Text, nullable=False, server_default="chat"),
    # What came with the customer's words, or instead of them: a picture, a place.
    sa.Column("attachment", sa.JSON),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("delivered_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", sa.Text),
    sa.UniqueConstraint("conversation_id", "public_id", name="messages_named"),
    sa.UniqueConstraint("conversation_id", "source", "external_id", name="messages_once"),
    sa.Index("messages_in_order", "conversation_id", "id"),
    sqlite_autoincrement=True,
)
sa.Index(
    "messages_unanswered",
    messages.c.conversation_id,
    sqlite_where=messages.c.closed_at.is_(None),
    postgresql_where=messages.c.closed_at.is_(None),
)
sa.Index(
    "messages_undelivered",
    messages.c.conversation_id,
    messages.c.state,
    sqlite_where=messages.c.state == "queued",
    postgresql_where=messages.c.state == "queued",
)
sa.Index(
    "messages_unattached",
    messages.c.conversation_id,
    messages.c.id,
    sqlite_where=messages.c.case_id.is_(None),
    postgresql_where=messages.c.case_id.is_(None),
)
cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False, index=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("intent", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("owner_id", sa.Text, nullable=False),
    sa.Column("first_owner_id", sa.Text, nullable=False),
    sa.Column("about", sa.JSON, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("proposed_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", sa.Text),
    sa.Index("cases_by_state", "state"),
    sa.Index("cases_by_opened", "opened_at"),
)
promises = sa.Table(
    "promises",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner_id", sa.Text, nullable=False),
    sa.Column("owner_name", sa.Text, nullable=False),
    sa.Column("owner_title", sa.Text, nullable=False),
    sa.Column("slot_start", Instant),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("reach", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("previous_id", sa.Text),
    sa.Column("gave_way", sa.JSON, nullable=False),
    sa.Column("reminded_at", Instant),
    sa.Column("calling_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Index("promises_by_state", "state", "ended_at"),
)
_live = promises.c.state.in_(("open", "calling"))
sa.Index(
    "promises_one_a_slot",
    promises.c.owner_id,
    promises.c.slot_start,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
sa.Index("promises_live_by_due", promises.c.due_at, sqlite_where=_live, postgresql_where=_live)
sa.Index("promises_live_of", promises.c.owner_id, promises.c.due_at, sqlite_where=_live, postgresql_where=_live)
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("prev", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.UniqueConstraint("case_id", "n", name="events_in_order"),
    sqlite_autoincrement=True,
)
_counted = events.c.kind.in_(("asked", "handed_over", "reopened"))
sa.Index("events_counted", events.c.at, sqlite_where=_counted, postgresql_where=_counted)
checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("shard", sa.Integer, primary_key=True),
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("total", sa.Text, nullable=False),
    sa.Column("mac", sa.Text, nullable=False),
)
