"""to which meetings of a team somebody cannot come"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'

ONE_OF_BOTH = '(session_id IS NULL) <> (meeting IS NULL)'
KEPT = 'member_id, session_id, starts_at, said_at, changes'


def upgrade() -> None:
    # The key is another one, so the table is made anew, with what has been said.
    op.execute(f'CREATE TABLE absences_before AS SELECT {KEPT} FROM team_absences')
    op.drop_table('team_absences')
    op.create_table('team_absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('meeting', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.CheckConstraint(ONE_OF_BOTH, name=op.f('ck_team_absences_one_of_both')),
    sa.ForeignKeyConstraint(['member_id'], ['team_members.id'], name=op.f('fk_team_absences_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_team_absences_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_absences')),
    sa.UniqueConstraint('member_id', 'meeting', name=op.f('uq_team_absences_member_id_meeting')),
    sa.UniqueConstraint('member_id', 'session_id', name=op.f('uq_team_absences_member_id_session_id')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_team_absences_session_id'), 'team_absences', ['session_id'], unique=False)
    op.execute(f'INSERT INTO team_absences ({KEPT}) SELECT {KEPT} FROM absences_before ORDER BY member_id, session_id')
    op.drop_table('absences_before')
