"""Wording of self-help groups."""

__all__ = ["chat", "codes", "life", "meetings", "proposals", "rounds", "troubles", "wishes", "words"]
