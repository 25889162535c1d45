"""Anonymous polls, and what may be shown of them."""

from services.evaluation.evaluation import (
    TEXT,
    InviteView,
    Poll,
    answer,
    begun,
    closes_at,
    invite_view,
    open_poll,
    read_round,
    reminder_view,
    send,
    show,
    skip,
    skip_text,
    write_text,
)

__all__ = [
    "TEXT",
    "InviteView",
    "Poll",
    "answer",
    "begun",
    "closes_at",
    "invite_view",
    "open_poll",
    "read_round",
    "reminder_view",
    "results",
    "send",
    "show",
    "skip",
    "skip_text",
    "write_text",
]
