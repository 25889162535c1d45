"""courses are set up and published from the chat"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    op.create_table('course_drafts',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('dates', sa.JSON(), nullable=False),
    sa.Column('pending', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_course_drafts_course_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_course_drafts')),
    )
    with _table('courses') as table:
        table.add_column(sa.Column('edition', sa.Integer(), nullable=False, server_default='1'))
        table.add_column(sa.Column('state', sa.String(length=10), nullable=False, server_default='published'))
        table.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('languages', sa.JSON(), nullable=False, server_default='[]'))
        table.add_column(sa.Column('interpreter', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('video_link', sa.Text(), nullable=True))
    with _table('courses') as table:
        for name, kind in (
            ('edition', sa.Integer()),
            ('state', sa.String(length=10)),
            ('languages', sa.JSON()),
            ('interpreter', sa.Boolean()),
        ):
            table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_index(op.f('ix_courses_state'), 'courses', ['state'], unique=False)


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True})
