"""Courses with their evenings, the coordinator's card of one, whom to ring, and how one is deleted."""

from services.courses.courses import (
    CentreView,
    CourseView,
    SessionView,
    by_id,
    centre_view,
    load,
    load_locked,
    load_many,
    lock,
    of_session,
    read_once,
)

__all__ = [
    "CentreView",
    "CourseView",
    "SessionView",
    "by_id",
    "centre_view",
    "changes",
    "contacts",
    "coordination",
    "load",
    "load_locked",
    "load_many",
    "lock",
    "of_session",
    "read_once",
    "reasons",
    "removal",
    "revisions",
]
