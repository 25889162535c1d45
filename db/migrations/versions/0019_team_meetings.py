"""team meetings at a chosen time, and what a team was last told"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.create_table('team_meetings',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_team_meetings_course_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('course_id', 'number', name=op.f('pk_team_meetings'))
    )
    op.create_index(op.f('ix_team_meetings_starts_at'), 'team_meetings', ['starts_at'], unique=False)
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('team_members', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('known_version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('team_members', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.alter_column('known_version', existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    # They have been told of each change until now.
    op.execute(
        'UPDATE team_members SET known_version = '
        '(SELECT version FROM courses WHERE courses.id = team_members.course_id)'
    )
