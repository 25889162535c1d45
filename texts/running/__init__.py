"""Wording of evenings, of the calendar file and of the message of the week."""

__all__ = ["calling_off", "sessions", "weekly"]
