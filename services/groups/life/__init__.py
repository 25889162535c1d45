"""The life of a group: it starts, is looked after by its starter, loses and gains members, is asked how it goes, and closes."""

from services.groups.life.closing import close, close_own, forget_old, may_close
from services.groups.life.leaving import leave, part
from services.groups.life.own import home, promise
from services.groups.life.starters import replace_starters, set_open, set_who_plans, take_over, withdraw_as_starter
from services.groups.life.starting import start
from services.groups.life.told import (
    Told,
    closed_views,
    coordinator_view,
    hand_over_views,
    handed_over_views,
    news_view,
    starts_view,
    tell_coordinators,
)

__all__ = [
    "Told",
    "close",
    "close_own",
    "closed_views",
    "coordinator_view",
    "forget_old",
    "hand_over_views",
    "handed_over_views",
    "home",
    "leave",
    "may_close",
    "news_view",
    "part",
    "promise",
    "replace_starters",
    "set_open",
    "set_who_plans",
    "start",
    "starts_view",
    "take_over",
    "tell_coordinators",
    "withdraw_as_starter",
]
