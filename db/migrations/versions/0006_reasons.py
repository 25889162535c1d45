"""reasons of failures are words of our own"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0004'

# What earlier versions stored was Telegram's own description, which may quote somebody. How it begins says enough.
_OURS = {
    'NotConnected': 'not_connected',
    'AnswerLost': 'no_answer',
    'TimedOut': 'no_answer',
    'NetworkError': 'server_fault',
    'answer not understood': 'not_understood',
    'token refused': 'token_refused',
    'shut out': 'not_in_chat',
    'fault': 'fault',
}
_TELEGRAMS = {
    'message is too long': 'message_too_long',
    "can't parse entities": 'entities_not_parsed',
    'chat not found': 'chat_not_found',
    'not enough rights': 'rights_missing',
    'chat_admin_required': 'rights_missing',
    'need administrator rights': 'rights_missing',
    'user_channels_too_much': 'too_many_chats',
}


def upgrade() -> None:
    for name in ('outbox', 'chat_tasks'):
        reason = sa.column('reason', sa.String)
        begins = [(sa.func.lower(reason).startswith(words, autoescape=True), word) for words, word in _TELEGRAMS.items()]
        word = sa.case(*((reason == words, word) for words, word in _OURS.items()), *begins, else_='unknown_refusal')
        op.execute(sa.update(sa.table(name, reason)).where(reason.is_not(None)).values(reason=word))
