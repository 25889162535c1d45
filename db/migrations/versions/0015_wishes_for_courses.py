"""people are told when a course opens that fits"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.create_table('course_wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('looks_for', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_course_wishes_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_wishes')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_course_wishes_made_at'), 'course_wishes', ['made_at'], unique=False)
    op.create_index(op.f('ix_course_wishes_person_id'), 'course_wishes', ['person_id'], unique=False)
    op.create_index(op.f('ix_courses_published_at'), 'courses', ['published_at'], unique=False)
