"""Recordings of what callers said."""

import sqlalchemy as sa
from alembic import op

from handoff.tables import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["phone_calls.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recordings_began_at", "recordings", ["began_at"])
    op.create_table(
        "recording_parts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recording_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recording_id", "mark", name="recording_parts_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("recording_parts_in_order", "recording_parts", ["recording_id", "starts"])


def downgrade() -> None:
    op.drop_table("recording_parts")
    op.drop_table("recordings")
