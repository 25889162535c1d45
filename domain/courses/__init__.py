"""A coordinator's courses."""

__all__ = ["buttons"]
