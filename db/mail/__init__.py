"""Queries of the inbox and the outbox."""

__all__ = ["inbox", "outbox"]
