"""The tables. Instants are stored in UTC; on SQLite as text of fixed width, so that they sort as they should."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData()


class Instant(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """A timezone-aware instant. A naive one is refused: nobody could say when it is."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.engine.Dialect) -> Any:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.engine.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(timezone.utc)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: sa.engine.Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


# 64-bit everywhere, but SQLite numbers rows by itself only where the type is called INTEGER.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

company = sa.Table(
    "company",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("imported_at", Instant, nullable=False),
    sa.Column("document", sa.JSON, nullable=False),
)
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)
sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
)
customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("phone_verified", sa.Boolean, nullable=False),
)
addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False, index=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
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
checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("shard", sa.Integer, primary_key=True),
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("total", sa.Text, nullable=False),
    sa.Column("mac", sa.Text, nullable=False),
)
alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("case_id", sa.Text),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("seen_at", Instant),
    sa.Column("seen_by", sa.Text),
)
_unseen = alarms.c.seen_at.is_(None)
sa.Index("alarms_unseen", alarms.c.id, sqlite_where=_unseen, postgresql_where=_unseen)
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("promise_id", sa.Text, nullable=False),
    sa.Column("seen_at", Instant),
)
_unread = notices.c.seen_at.is_(None)
sa.Index("notices_unseen", notices.c.person_id, notices.c.id, sqlite_where=_unread, postgresql_where=_unread)
heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)
