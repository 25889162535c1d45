"""Evenings: how their times are written, read and told."""
