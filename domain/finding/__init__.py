"""Finding a course: who looks for one, where, about what and in which language; what is asked, and what fits."""

from domain.finding.search import (
    ANY,
    ANYWHERE,
    AUDIENCES,
    ONLINE,
    Looker,
    Offer,
    Search,
    Spot,
    Step,
    fits,
    nearest,
    number_of,
    question,
    starting_with,
)

__all__ = [
    "ANY",
    "ANYWHERE",
    "AUDIENCES",
    "ONLINE",
    "Looker",
    "Offer",
    "Search",
    "Spot",
    "Step",
    "buttons",
    "fits",
    "messages",
    "nearest",
    "number_of",
    "question",
    "starting_with",
]
