"""whether a course asks for a referral, where not as its programme says"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    with _table('courses') as table:
        table.add_column(sa.Column('referral', sa.String(length=8), nullable=True))


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True})
