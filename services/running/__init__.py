"""A course on its way: evenings, who comes, and the message of the week."""

__all__ = ["calling_off", "sessions", "told", "weekly"]
