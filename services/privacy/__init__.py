"""What is stored about somebody: their copy, erasure, and what is let go in time."""

from services.privacy.privacy import erase, export, programmes

__all__ = ["erase", "export", "programmes", "tidy"]
