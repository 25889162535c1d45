"""Who holds a course: people who are asked, and what they answer."""

from enum import StrEnum


class Answer(StrEnum):
    """What somebody has answered who was asked to be on a team."""

    ASKED = "asked"
    """Nothing yet."""
    YES = "yes"
    NO = "no"
