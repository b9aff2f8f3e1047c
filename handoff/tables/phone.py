"""The table of telephone calls that customers make."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, metadata

# `line` is mobile, landline or withheld; `state` open or over. `step` counts the answers that were given, `stage` is
# what the dialogue needs to go on, `answer` what was said last and `spoken` the messages in it: they count as told when
# the caller goes on after them. `recording` is off, on or declined. A call is settled once it is sure that whoever rang
# has a name and a time.
phone_calls = sa.Table(
    "phone_calls",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("vendor", sa.Text, nullable=False),
    sa.Column("vendor_id", sa.Text, nullable=False),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("stage", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON),
    sa.Column("spoken", sa.JSON, nullable=False),
    sa.Column("case_id", sa.Text),
    sa.Column("case_tries", sa.Integer, nullable=False),
    # To whom the caller was put through, or tried to be, in this call.
    sa.Column("tried", sa.JSON, nullable=False),
    sa.Column("recording", sa.Text, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("heard_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("settled_at", Instant),
    sa.UniqueConstraint("vendor", "vendor_id", name="phone_calls_once"),
)
_unsettled = phone_calls.c.settled_at.is_(None)
sa.Index(
    "phone_calls_unsettled",
    phone_calls.c.state,
    phone_calls.c.heard_at,
    sqlite_where=_unsettled,
    postgresql_where=_unsettled,
)
