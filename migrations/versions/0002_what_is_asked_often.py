"""Indexes, so that what is asked every second does not take longer with every case that was ever closed.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Name, table, columns, and the rows that it is about where that is not all of them.
INDEXES = (
    ("messages_unattached", "messages", ["conversation_id", "id"], "case_id IS NULL"),
    ("cases_by_state", "cases", ["state"], ""),
    ("promises_by_state", "promises", ["state", "ended_at"], ""),
    ("alarms_unseen", "alarms", ["id"], "seen_at IS NULL"),
    ("notices_unseen", "notices", ["person_id", "id"], "seen_at IS NULL"),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        only = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
        op.create_index(name, table, columns, **only)


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
