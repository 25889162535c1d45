"""What every course of one kind has in common, read from `content/`, and what is wrong with it in plain words."""

from services.programmes.programmes import CARD, CONTENT, ContentFault, Library, read_library

__all__ = ["CARD", "CONTENT", "ContentFault", "Library", "content", "plain", "read_library"]
