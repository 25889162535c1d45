"""Centres, courses, places and people as a file gives them."""

__all__ = ["importing", "roles"]
