"""to which evenings somebody of a team cannot come, and which meetings were moved off a free day"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'


def upgrade() -> None:
    op.create_table('team_absences',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['team_members.id'], name=op.f('fk_team_absences_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_team_absences_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'session_id', name=op.f('pk_team_absences'))
    )
    op.create_index(op.f('ix_team_absences_session_id'), 'team_absences', ['session_id'], unique=False)
    with _table('team_meetings') as table:
        table.add_column(sa.Column('off_free_day', sa.Boolean(), nullable=False, server_default=sa.false()))
    with _table('team_meetings') as table:
        table.alter_column('off_free_day', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def _table(name: str):
    # On SQLite the table is made anew, so that it is written down as a new one would be.
    recreate = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    return op.batch_alter_table(name, recreate=recreate)
