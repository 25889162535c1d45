"""words: formatting of notices, and which message was taken for an answer"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('notices', recreate=recreate, table_kwargs={'sqlite_autoincrement': True}) as table:
        table.add_column(sa.Column('formatting', sa.Text(), nullable=True))
    op.create_table('taken_answers',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_taken_answers_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_taken_answers'))
    )
