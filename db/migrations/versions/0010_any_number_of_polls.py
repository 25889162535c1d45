"""polls of any number: a round is called by the key of its moment, which may be longer than `midway`"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    for name in ('evaluation_drafts', 'evaluation_boxes'):
        # On SQLite the table is made anew, so that it is written down as a new one would be.
        recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
        with op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
            table.alter_column('round', existing_type=sa.String(length=10), type_=sa.String(length=20))
