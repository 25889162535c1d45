"""Notices: a coordinator writes to all who have a place, to those in line or to one, sees it as they will, and sends it."""

from services.notices.copies import Copy, copy_views
from services.notices.receipts import OpenNotice, Progress, hide_names, mark_shown, open_notices, progress
from services.notices.writing import (
    LIMIT,
    Draft,
    Target,
    audience,
    discard,
    draft,
    resend_unknown,
    rewrite,
    send,
    write,
)

__all__ = [
    "LIMIT",
    "Copy",
    "Draft",
    "OpenNotice",
    "Progress",
    "Target",
    "audience",
    "copy_views",
    "discard",
    "draft",
    "hide_names",
    "mark_shown",
    "open_notices",
    "progress",
    "resend_unknown",
    "rewrite",
    "send",
    "write",
]
