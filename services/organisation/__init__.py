"""Networks, centres, courses, places and people as a file gives them; who has which role."""

__all__ = ["figures", "importing", "own", "roles"]
