"""inbox: answered updates no longer say whose they were"""

from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.execute("UPDATE inbox SET telegram_id = NULL WHERE answered_at IS NOT NULL")
