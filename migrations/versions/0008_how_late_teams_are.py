"""How late each team has been, and customers who want to be left alone."""

import sqlalchemy as sa
from alembic import op

from handoff.tables import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "team_records",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("promises", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("team"),
    )
    op.add_column("customers", sa.Column("alone_since", Instant, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("customers") as customers:
        customers.drop_column("alone_since")
    op.drop_table("team_records")
