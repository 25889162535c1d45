"""How far a course has come."""

from enum import StrEnum


class State(StrEnum):
    """What is written down of it: all else follows from its evenings."""

    DRAFT = "draft"
    """Coordinators are setting it up; for everybody else it is not there yet."""
    PUBLISHED = "published"


class Stage(StrEnum):
    """What it is at a moment."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
