"""Setting up a course, publishing it, and changing it afterwards: all on one card."""

from domain.setup.lines import SHORTEST_TOPIC, Act, Line, Missing
from domain.setup.months import month_of, number_of, weeks
from domain.setup.skipping import skip, skip_after, skip_before

__all__ = [
    "SHORTEST_TOPIC",
    "Act",
    "Line",
    "Missing",
    "buttons",
    "month_of",
    "number_of",
    "past_days",
    "skip",
    "skip_after",
    "skip_before",
    "weeks",
]
