"""Meetings of a group: the next one, moved, cancelled, answered; and what the members are told of it."""

from services.groups.meetings.planning import (
    PLACE_LIMIT,
    attend,
    cancel,
    changeable,
    first,
    move,
    planned,
    set_,
    set_place,
    written_time,
)
from services.groups.meetings.reminders import HOUR_CHANGE, due, near, plan
from services.groups.meetings.views import cancelled_views, given_out, next_asked_views, next_views, starter_views

__all__ = [
    "HOUR_CHANGE",
    "PLACE_LIMIT",
    "attend",
    "cancel",
    "cancelled_views",
    "changeable",
    "due",
    "first",
    "given_out",
    "move",
    "near",
    "next_asked_views",
    "next_views",
    "plan",
    "planned",
    "set_",
    "set_place",
    "starter_views",
    "written_time",
]
