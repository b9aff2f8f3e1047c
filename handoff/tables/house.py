"""The company, its people's accounts, and what they are to notice."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, Serial, metadata

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
    sa.Index("alarms_by_kind", "kind", "at"),
    sa.Index("alarms_of_case", "case_id"),
)
_unseen = alarms.c.seen_at.is_(None)
sa.Index("alarms_unseen", alarms.c.id, sqlite_where=_unseen, postgresql_where=_unseen)
sa.Index("alarms_unseen_since", alarms.c.at, sqlite_where=_unseen, postgresql_where=_unseen)
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
    sa.Index("notices_of_case", "case_id"),
)
_unread = notices.c.seen_at.is_(None)
sa.Index("notices_unseen", notices.c.person_id, notices.c.id, sqlite_where=_unread, postgresql_where=_unread)
sa.Index("notices_unseen_since", notices.c.at, sqlite_where=_unread, postgresql_where=_unread)
heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)
# How many minutes behind its promises a team has been of late, as the keeper reckons it from the promises that ended.
team_records = sa.Table(
    "team_records",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("late_minutes", sa.Integer, nullable=False),
    sa.Column("promises", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
