"""Somebody wishes to be rung by their centre."""

__all__ = ["buttons", "messages"]
