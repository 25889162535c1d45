"""for which evening alone somebody is asked to stand in on a team"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('team_members', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('session_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_team_members_session_id'), 'sessions', ['session_id'], ['id'], ondelete='CASCADE')
        table.create_index(op.f('ix_team_members_session_id'), ['session_id'], unique=False)
