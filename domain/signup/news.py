"""How a coordinator hears of sign-ups and of those who leave."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.timing import instant


class News(StrEnum):
    """When somebody is told: at once, once a day, not at all."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


USUAL = News.DAILY
"""Of whoever has not chosen: a word in the morning is enough to plan by, and disturbs nobody's evening."""
DAILY_AT = time(8)
"""Of the centre's local time; the night's quiet is over."""


def next_digest(now: datetime, zone: ZoneInfo) -> datetime:
    """The first such hour after `now`."""
    today = now.astimezone(zone).date()
    due = instant(today, DAILY_AT, zone)
    return due if due > now else instant(today + timedelta(days=1), DAILY_AT, zone)
