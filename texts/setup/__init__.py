"""Wording of the card on which a course is set up, and of what is chosen there."""

__all__ = [
    "card",
    "clashes",
    "colleagues",
    "dates",
    "gaps",
    "lines",
    "meetings",
    "members",
    "preview",
    "stand_ins",
]
