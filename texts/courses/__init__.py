"""Wording of a coordinator's courses, and of whom to ring."""
