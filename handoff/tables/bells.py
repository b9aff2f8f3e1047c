"""The table of what went to the company's people themselves, wherever they are: reminders and alarms."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, Serial, metadata

# One row for each way on which a person was told of one reminder (`about` notice) or alarm. `way` is wecom, email or
# webhook, or empty where the person has none; `state` is waiting (to be tried at `next_at`), sending, sent, failed,
# unknown, or dropped (no longer needed). `letter` is what travelled together. `step` is the place in the line of those
# who are told of an alarm, one after the other; `answer_by` is when the next is told unless somebody has reacted.
bells = sa.Table(
    "bells",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("about_id", sa.BigInteger, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("letter", sa.Text, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("answer_by", Instant),
    sa.Column("reason", sa.Text, nullable=False),
    sa.UniqueConstraint("about", "about_id", "person_id", "way", name="bells_once"),
    sa.Index("bells_to", "person_id", "way", "at"),
    sqlite_autoincrement=True,
)
_under_way = bells.c.state.in_(("waiting", "sending"))
sa.Index("bells_due", bells.c.next_at, sqlite_where=_under_way, postgresql_where=_under_way)
_asked = bells.c.answer_by.isnot(None)
sa.Index("bells_unanswered", bells.c.answer_by, sqlite_where=_asked, postgresql_where=_asked)
