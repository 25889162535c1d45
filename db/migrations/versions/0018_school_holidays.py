"""when schools are closed where a centre is"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('centres', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('school_holidays', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('centres', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.alter_column('school_holidays', existing_type=sa.JSON(), existing_nullable=False, server_default=None)
