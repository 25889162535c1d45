"""The import file, entry by entry: what it may say, and what is wrong with it in plain words."""

from services.organisation.entries.reading import ImportFault, parse
from services.organisation.entries.tables import Batch, CentreEntry, CourseEntry, NetworkEntry, PersonEntry, PlaceEntry

__all__ = [
    "Batch",
    "CentreEntry",
    "CourseEntry",
    "ImportFault",
    "NetworkEntry",
    "PersonEntry",
    "PlaceEntry",
    "parse",
]
