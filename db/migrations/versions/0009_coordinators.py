"""what coordinators say and hear: reasons, notices to some, news of sign-ups"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('reasons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_reasons_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_reasons_course_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reasons')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_reasons_course_id'), 'reasons', ['course_id'], unique=False)
    with _table('sessions') as table:
        _with_reason(table, 'sessions')
    with _table('enrolments') as table:
        table.add_column(sa.Column('handled', sa.String(length=16), nullable=True))
        _with_reason(table, 'enrolments')
    with _table('notices') as table:
        table.add_column(sa.Column('audience', sa.String(length=10), nullable=True))
        table.add_column(sa.Column('to_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_notices_to_id'), 'people', ['to_id'], ['id'], ondelete='CASCADE')
    op.execute("UPDATE notices SET audience = 'places'")
    with _table('notices') as table:
        table.alter_column('audience', existing_type=sa.String(length=10), nullable=False)
    with _table('people') as table:
        table.add_column(sa.Column('sign_up_news', sa.String(length=10), nullable=True))
        table.add_column(sa.Column('news_due_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_people_news_due_at'), 'people', ['news_due_at'], unique=False)


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True})


def _with_reason(table, name: str) -> None:
    table.add_column(sa.Column('reason_id', sa.Integer(), nullable=True))
    table.create_foreign_key(op.f(f'fk_{name}_reason_id'), 'reasons', ['reason_id'], ['id'], ondelete='SET NULL')
