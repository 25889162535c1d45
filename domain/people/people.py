"""Who takes part, in which language, in which role."""

from domain.characters import one_line

LANGUAGES = ("nb", "nn", "da", "en")
CONSENT_VERSION = 3
"""Of the text that people agree to. From 2 on it says that the coordinators see by name who comes, from 3 on that what one needs
to be able to take part is stored, for whoever says it; the others read that where they are asked."""
CONSENT_HOLDS = 1
"""Whoever has agreed to this version or a later one need not be asked again."""
NAME_LIMIT = 80
_CLOSE_TO = {"no": "nb", "nb": "nb", "nn": "nn", "da": "da", "sv": "nb", "fo": "da", "kl": "da"}


def guess_language(language_code: str | None, otherwise: str = "en") -> str:
    """The first guess from Telegram's IETF language tag (`nb-NO`, `da`), which the app may leave out."""
    if not language_code:
        return otherwise
    return _CLOSE_TO.get(language_code.split("-")[0].lower(), "en")


def clean_name(first: str, last: str | None = None) -> str:
    """On one line, at most 80 characters; empty when nothing of it is seen."""
    return one_line(one_line(f"{first} {last or ''}")[:NAME_LIMIT])
