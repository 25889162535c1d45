"""Languages that may be spoken on a course: those of the North, and those that interpreters are asked for most."""

SPOKEN = ("no", "da", "sv", "en", "se", "uk", "ar", "pl", "so", "ti", "lt", "fa")
"""ISO 639-1, in the order in which they are shown; bokmål and nynorsk are one spoken language."""


def spoken_by(language: str) -> str:
    """The spoken language of a centre that writes in one of ours."""
    return "no" if language in ("nb", "nn") else language
