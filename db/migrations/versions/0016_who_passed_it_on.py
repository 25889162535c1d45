"""by whose leaflet somebody came"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('enrolments', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('referred_by', sa.String(length=10), nullable=True))
