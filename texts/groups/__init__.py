"""Wording of self-help groups."""
