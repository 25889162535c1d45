"""A coordinator's courses, and their teams."""

from domain.courses.teams import Answer

__all__ = ["Answer", "buttons", "messages"]
