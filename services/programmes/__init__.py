"""What every course of one kind has in common, read from `content/`, and what is wrong with it in plain words."""

from services.programmes.guides import Guide, read_guide
from services.programmes.programmes import CARD, CONTENT, ContentFault, Library, read_library

__all__ = [
    "CARD",
    "CONTENT",
    "ContentFault",
    "Guide",
    "Library",
    "content",
    "plain",
    "read_guide",
    "read_library",
    "telling",
]
