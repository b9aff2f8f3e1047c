"""Indexes for the numbers that people look at, and for the document of one case."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
COUNTED = sa.text("kind IN ('asked', 'handed_over', 'reopened')")


def upgrade() -> None:
    op.create_index("cases_by_opened", "cases", ["opened_at"])
    op.create_index("events_counted", "events", ["at"], sqlite_where=COUNTED, postgresql_where=COUNTED)
    op.create_index("alarms_by_kind", "alarms", ["kind", "at"])
    op.create_index("alarms_of_case", "alarms", ["case_id"])
    op.create_index("notices_of_case", "notices", ["case_id"])


def downgrade() -> None:
    for name, table in (("notices_of_case", "notices"), ("alarms_of_case", "alarms"), ("alarms_by_kind", "alarms"),
                        ("events_counted", "events"), ("cases_by_opened", "cases")):  # fmt: skip
        op.drop_index(name, table)
