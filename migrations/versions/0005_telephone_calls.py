"""Telephone calls that customers make."""

import sqlalchemy as sa
from alembic import op

from handoff.tables import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "phone_calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("stage", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("spoken", sa.JSON(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("case_tries", sa.Integer(), nullable=False),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("heard_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("vendor", "vendor_id", name="phone_calls_once"),
    )
    op.create_index("ix_phone_calls_conversation_id", "phone_calls", ["conversation_id"])
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "phone_calls_unsettled", "phone_calls", ["state", "heard_at"], sqlite_where=unsettled, postgresql_where=unsettled
    )


def downgrade() -> None:
    op.drop_table("phone_calls")
