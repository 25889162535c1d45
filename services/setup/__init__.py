"""A course as its coordinators set it up, publish it and change it."""

from services.setup.sheet import Sheet, Told

__all__ = [
    "Sheet",
    "Told",
    "appointing",
    "asking",
    "dates",
    "declining",
    "drafts",
    "editing",
    "gaps",
    "inviting",
    "meetings",
    "news",
    "publishing",
    "sharing",
    "sheet",
    "skipping",
    "telling",
]
