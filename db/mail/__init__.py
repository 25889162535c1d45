"""Queries of the inbox and the outbox."""
