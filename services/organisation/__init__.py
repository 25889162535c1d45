"""Centres, courses, places and people as a file gives them."""
