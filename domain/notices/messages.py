"""Kinds of message about notices (see `domain/messages.py`)."""

from domain.messages import BULK, Message


class NoticeCopy(Message, frozen=True):
    """A coordinator's notice to one participant. A copy that may have arrived is held, never sent twice by itself."""

    kind = "notice_copy"
    priority = BULK
    repeatable = False
    notice_id: int
