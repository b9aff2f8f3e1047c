"""Whoever has least to do on a day is found without counting everything that was ever promised."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    live = sa.text("state IN ('open', 'calling')")
    op.create_index("promises_live_of", "promises", ["owner_id", "due_at"], sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    op.drop_index("promises_live_of", table_name="promises")
