"""To whom a notice goes."""

from enum import StrEnum


class Audience(StrEnum):
    """Those who have a place, those who are in line for one, or one person."""

    PLACES = "places"
    LINE = "line"
    ONE = "one"
