"""what the one session of a theme evening is about"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    with _table('courses') as table:
        table.add_column(sa.Column('topic', sa.String(length=120), nullable=False, server_default=''))
    with _table('courses') as table:
        table.alter_column('topic', existing_type=sa.String(length=120), existing_nullable=False, server_default=None)


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True})
