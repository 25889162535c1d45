"""Who takes part, in which language, in which role."""

from domain.people.own_words import SMALL_TALK, Asked, Look, OwnWords, Wanted, WordList
from domain.people.people import CONSENT_HOLDS, CONSENT_VERSION, LANGUAGES, NAME_LIMIT, clean_name, guess_language

__all__ = [
    "CONSENT_HOLDS",
    "CONSENT_VERSION",
    "LANGUAGES",
    "NAME_LIMIT",
    "SMALL_TALK",
    "Asked",
    "Look",
    "OwnWords",
    "Wanted",
    "WordList",
    "buttons",
    "clean_name",
    "guess_language",
]
