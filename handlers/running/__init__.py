"""Evenings and weekly messages."""
