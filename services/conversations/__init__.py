"""Participants and the team of their course write to each other, and an answer is looked at before it goes."""

from services.conversations.conversations import (
    Answer,
    Line,
    Listed,
    Talk,
    Writing,
    answered_view,
    export,
    forget_old,
    listed,
    may_write,
    may_write_on,
    no_answer_needed,
    read,
    unanswered,
    write,
    written_view,
)
from services.conversations.drafts import Draft, discard, draft, send

__all__ = [
    "Answer",
    "Draft",
    "Line",
    "Listed",
    "Talk",
    "Writing",
    "answered_view",
    "discard",
    "draft",
    "export",
    "forget_old",
    "listed",
    "may_write",
    "may_write_on",
    "no_answer_needed",
    "read",
    "send",
    "unanswered",
    "write",
    "written_view",
]
