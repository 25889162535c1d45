"""what the planner looks for: when evenings were called off, and when courses changed"""

from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    op.create_index(op.f('ix_sessions_cancelled_at'), 'sessions', ['cancelled_at'], unique=False)
    op.create_index(op.f('ix_course_changes_made_at'), 'course_changes', ['made_at'], unique=False)
