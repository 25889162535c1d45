"""Kinds of message about notices (see `domain/messages.py`)."""

from dataclasses import dataclass

from domain.messages import BULK, Message


@dataclass(frozen=True)
class NoticeCopy(Message):
    """A coordinator's notice to one participant. A copy that may have arrived is held, never sent twice by itself."""

    kind = "notice_copy"
    priority = BULK
    repeatable = False
    notice_id: int
