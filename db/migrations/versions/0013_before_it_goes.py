"""people who have rung stand in line, and answers are looked at before they go"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0011'


def upgrade() -> None:
    op.create_table('phone_waits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('turn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_phone_waits_course_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_waits')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_phone_waits_course_id'), 'phone_waits', ['course_id'], unique=False)
    op.create_table('answer_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_answer_drafts_author_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_answer_drafts_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_drafts')),
    sa.UniqueConstraint('conversation_id', 'author_id', name=op.f('uq_answer_drafts_conversation_id_author_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_answer_drafts_author_id'), 'answer_drafts', ['author_id'], unique=False)
