"""Notices."""

__all__ = ["buttons", "messages"]
