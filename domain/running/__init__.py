"""Evenings: how their times are written, read and told."""

__all__ = ["buttons", "free_days", "messages", "school_holidays", "sessions"]
