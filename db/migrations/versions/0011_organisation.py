"""organisation: networks, what a centre says of itself, roles in networks, shared courses, teams and confidentiality"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

ONE_PLACE = '(centre_id IS NULL) <> (area_id IS NULL)'


def upgrade() -> None:
    _areas()
    _centres()
    with _table('assignments') as table:
        table.alter_column('centre_id', existing_type=sa.Integer(), nullable=True)
        _in_area(table, 'assignments')
        table.create_unique_constraint(
            op.f('uq_assignments_person_id_area_id_role'), ['person_id', 'area_id', 'role'])
    op.create_index(op.f('ix_assignments_area_id'), 'assignments', ['area_id'], unique=False)
    _invites()
    _courses()
    op.create_table('confidentiality',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('centre_id', sa.Integer(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['centre_id'], ['centres.id'], name=op.f('fk_confidentiality_centre_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_confidentiality_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['recorded_by'], ['people.id'], name=op.f('fk_confidentiality_recorded_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('person_id', 'centre_id', name=op.f('pk_confidentiality')),
    )


def _areas() -> None:
    op.create_table('areas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['areas.id'], name=op.f('fk_areas_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_areas')),
    sa.UniqueConstraint('slug', name=op.f('uq_areas_slug')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_areas_parent_id'), 'areas', ['parent_id'], unique=False)


def _centres() -> None:
    with _table('centres') as table:
        table.add_column(sa.Column('area_id', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_centres_area_id'), 'areas', ['area_id'], ['id'])
        table.add_column(sa.Column('contact', sa.String(length=120), nullable=True))
        table.add_column(sa.Column('quiet_from', sa.Time(), nullable=True))
        table.add_column(sa.Column('quiet_to', sa.Time(), nullable=True))
    op.execute("UPDATE centres SET contact = ''")
    with _table('centres') as table:
        table.alter_column('contact', existing_type=sa.String(length=120), nullable=False)
    op.create_index(op.f('ix_centres_area_id'), 'centres', ['area_id'], unique=False)
    op.create_table('municipalities',
    sa.Column('centre_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['centre_id'], ['centres.id'], name=op.f('fk_municipalities_centre_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('centre_id', 'name', name=op.f('pk_municipalities')),
    )


def _invites() -> None:
    with _table('invites') as table:
        table.alter_column('centre_id', existing_type=sa.Integer(), nullable=True)
        _in_area(table, 'invites')
        table.add_column(sa.Column('created_by', sa.Integer(), nullable=True))
        table.create_foreign_key(op.f('fk_invites_created_by'), 'people', ['created_by'], ['id'], ondelete='CASCADE')
        table.add_column(sa.Column('created_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
    # They lasted for a day; when exactly they were made was not kept.
    op.execute("UPDATE invites SET created_at = expires_at")
    with _table('invites') as table:
        table.alter_column('created_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        if op.get_bind().dialect.name == 'sqlite':  # the copy above does not carry it over
            table.create_check_constraint('ck_invites_place', ONE_PLACE)


def _courses() -> None:
    op.create_table('course_shares',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('centre_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['centre_id'], ['centres.id'], name=op.f('fk_course_shares_centre_id')),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_course_shares_course_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('course_id', 'centre_id', name=op.f('pk_course_shares')),
    )
    op.create_index(op.f('ix_course_shares_centre_id'), 'course_shares', ['centre_id'], unique=False)
    op.create_table('team_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_team_members_course_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_team_members_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_members')),
    sa.UniqueConstraint('course_id', 'person_id', name=op.f('uq_team_members_course_id_person_id')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_team_members_person_id'), 'team_members', ['person_id'], unique=False)


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate, table_kwargs={'sqlite_autoincrement': True})


def _in_area(table, name: str) -> None:
    """A network in place of a centre: exactly one of them."""
    table.add_column(sa.Column('area_id', sa.Integer(), nullable=True))
    table.create_foreign_key(op.f(f'fk_{name}_area_id'), 'areas', ['area_id'], ['id'])
    table.create_check_constraint(f'ck_{name}_place', ONE_PLACE)
