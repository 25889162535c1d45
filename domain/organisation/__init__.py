"""Who has which role, at which centre and in which network."""

__all__ = ["buttons", "messages"]
