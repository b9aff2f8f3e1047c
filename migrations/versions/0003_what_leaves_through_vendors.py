"""What leaves through vendors"""

import sqlalchemy as sa
from alembic import op

from handoff.tables import Instant

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('codes',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.Text(), nullable=True),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('made_at', Instant, nullable=False),
    sa.Column('expires_at', Instant, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('used_at', Instant, nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_codes_digest'), ['digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_codes_subject'), ['subject'], unique=False)

    op.create_table('cursors',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('at', Instant, nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('early_receipts',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('vendor_id', sa.Text(), nullable=False),
    sa.Column('at', Instant, nullable=False),
    sa.Column('ok', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'vendor_id')
    )
    op.create_table('vendor_tokens',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('fetched_at', Instant, nullable=True),
    sa.Column('expires_at', Instant, nullable=True),
    sa.Column('fetching_until', Instant, nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('deliveries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('letter', sa.Text(), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('at', Instant, nullable=False),
    sa.Column('next_at', Instant, nullable=True),
    sa.Column('vendor_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('ended_at', Instant, nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('deliveries_by_vendor', ['channel', 'vendor_id'], unique=False)
        batch_op.create_index('deliveries_due', ['next_at'], unique=False, sqlite_where=sa.text("state IN ('waiting', 'sending')"), postgresql_where=sa.text("state IN ('waiting', 'sending')"))
        batch_op.create_index('deliveries_to', ['channel', 'address', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_letter'), ['letter'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_message_id'), ['message_id'], unique=False)

    with op.batch_alter_table('addresses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.Text(), server_default='open', nullable=False))
        batch_op.add_column(sa.Column('heard_at', Instant, nullable=True))
        batch_op.add_column(sa.Column('heard_how', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_addresses_conversation_id'), ['conversation_id'], unique=False)

    op.create_index('customers_by_number', 'customers', ['phone'], unique=False, sqlite_where=sa.text('phone_verified'), postgresql_where=sa.text('phone_verified'))
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), server_default='chat', nullable=False))
        batch_op.add_column(sa.Column('attachment', sa.JSON(), nullable=True))



def downgrade() -> None:
    op.drop_index('customers_by_number', table_name='customers')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_column('attachment')
        batch_op.drop_column('kind')

    with op.batch_alter_table('addresses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_addresses_conversation_id'))
        batch_op.drop_column('heard_how')
        batch_op.drop_column('heard_at')
        batch_op.drop_column('state')

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliveries_message_id'))
        batch_op.drop_index(batch_op.f('ix_deliveries_letter'))
        batch_op.drop_index('deliveries_to')
        batch_op.drop_index('deliveries_due', sqlite_where=sa.text("state IN ('waiting', 'sending')"), postgresql_where=sa.text("state IN ('waiting', 'sending')"))
        batch_op.drop_index('deliveries_by_vendor')

    op.drop_table('deliveries')
    op.drop_table('vendor_tokens')
    op.drop_table('early_receipts')
    op.drop_table('cursors')
    with op.batch_alter_table('codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_codes_subject'))
        batch_op.drop_index(batch_op.f('ix_codes_digest'))

    op.drop_table('codes')
