"""what people were told: versions of a course, and what they hold in their calendars

What was given out before holds `course-1@mestringsbot` or `meeting-1@mestringsbot`: those rows keep that, as another one
would stand beside it in every calendar. Their number goes up by one: places may have changed without it.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'

_AS_GIVEN_OUT = {
    "sessions": (
        "(SELECT slug FROM courses WHERE courses.id = sessions.course_id)"
        " || '-' || CAST(position AS VARCHAR(10)) || '@mestringsbot'"
    ),
    "meetings": "'meeting-' || CAST(id AS VARCHAR(20)) || '@mestringsbot'",
}


def upgrade() -> None:
    op.create_table(
        'course_changes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('course_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('was', sa.JSON(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['course_id'], ['courses.id'], name=op.f('fk_course_changes_course_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_course_changes')),
        sa.UniqueConstraint('course_id', 'version', name=op.f('uq_course_changes_course_id_version')),
        sqlite_autoincrement=True,
    )
    _count_from_one('courses', 'version')
    _count_from_one('enrolments', 'known_version')
    with op.batch_alter_table('sessions') as batch:
        batch.add_column(sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True))
    # Of an evening that was moved more than once nobody knows any more where the file had it.
    once = "version = CASE WHEN cancelled_at IS NULL THEN 2 ELSE 3 END"
    op.execute(
        "UPDATE sessions SET filed_at = CASE WHEN moved_from IS NULL THEN starts_at "
        f"WHEN {once} THEN moved_from ELSE NULL END"
    )
    for table in _AS_GIVEN_OUT:
        _in_calendars(table)


def _count_from_one(table: str, column: str) -> None:
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
    op.execute(f"UPDATE {table} SET {column} = 1")
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column(column, existing_type=sa.Integer(), nullable=False)


def _in_calendars(table: str) -> None:
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column('uid', sa.String(length=80), nullable=True))
        batch.add_column(sa.Column('sequence', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('digest', sa.String(length=64), nullable=True))
        batch.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE {table} SET sequence = version, uid = {_AS_GIVEN_OUT[table]}")
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column('uid', existing_type=sa.String(length=80), nullable=False)
        batch.alter_column('sequence', existing_type=sa.Integer(), nullable=False)
        batch.create_unique_constraint(op.f(f'uq_{table}_uid'), ['uid'])
