"""Reminders and alarms that go to the company's people themselves."""

import sqlalchemy as sa
from alembic import op

from handoff.tables import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "bells",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=True),
        sa.Column("answer_by", Instant, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("about", "about_id", "person_id", "way", name="bells_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bells_letter", "bells", ["letter"])
    op.create_index("bells_to", "bells", ["person_id", "way", "at"])
    _partial("bells_due", "bells", "next_at", "state IN ('waiting', 'sending')")
    _partial("bells_unanswered", "bells", "answer_by", "answer_by IS NOT NULL")
    _partial("alarms_unseen_since", "alarms", "at", "seen_at IS NULL")
    _partial("notices_unseen_since", "notices", "at", "seen_at IS NULL")


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_index("notices_unseen_since", "notices")
    op.drop_index("alarms_unseen_since", "alarms")
    op.drop_table("bells")
