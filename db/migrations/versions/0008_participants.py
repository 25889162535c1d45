"""participants: whether the coordinators see by name who comes"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('people', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        # Empty for those who have agreed before: the text said that only their number is seen.
        table.add_column(sa.Column('shows_name', sa.Boolean(), nullable=True))
