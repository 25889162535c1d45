"""Who takes part, in which language, in which role."""

import re

LANGUAGES = ("nb", "nn", "da", "en")
CONSENT_VERSION = 1
NAME_LIMIT = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\u2060-\u2064\ufeff]+")
_CLOSE_TO = {"no": "nb", "nb": "nb", "nn": "nn", "da": "da", "sv": "nb", "fo": "da", "kl": "da"}


def guess_language(language_code: str | None, otherwise: str = "en") -> str:
    """The first guess from Telegram's IETF language tag (`nb-NO`, `da`), which the app may leave out."""
    if not language_code:
        return otherwise
    return _CLOSE_TO.get(language_code.split("-")[0].lower(), "en")


def clean_name(first: str, last: str | None = None) -> str:
    """One line without control or direction marks, at most 80 characters."""
    return clean(f"{first} {last or ''}")[:NAME_LIMIT].strip()


def clean(text: str) -> str:
    """On one line, without characters that cannot be seen or that turn the direction of writing."""
    return " ".join(_CONTROL.sub(" ", text).split())
