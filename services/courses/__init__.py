"""Courses with their evenings, the coordinator's card of one, whom to ring, and how one is deleted."""

from services.courses.courses import (
    by_id,
    load,
    load_locked,
    load_many,
    lock,
    of_session,
    read_once,
    shared_with,
    video_links,
)
from services.courses.rows import centre_view, quiet_hours
from services.courses.sharing import Partner, partners
from services.courses.views import CentreView, CourseView, SessionView

__all__ = [
    "CentreView",
    "CourseView",
    "Partner",
    "SessionView",
    "absences",
    "by_id",
    "candidates",
    "centre_view",
    "changes",
    "colleagues",
    "contacts",
    "coordination",
    "joining",
    "leaflets",
    "load",
    "load_locked",
    "load_many",
    "lock",
    "lost",
    "of_session",
    "partners",
    "quiet_hours",
    "read_once",
    "reasons",
    "removal",
    "revisions",
    "share_news",
    "shared_with",
    "spoken",
    "team",
    "video_links",
]
