"""Finding a course: who looks for one, where, about what and in which language; what is asked, and what fits."""

from domain.finding.search import (
    ANY,
    ANYWHERE,
    AUDIENCES,
    ONLINE,
    Looker,
    Offer,
    Search,
    Step,
    fits,
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
    "Step",
    "buttons",
    "fits",
    "messages",
    "number_of",
    "question",
    "starting_with",
]
