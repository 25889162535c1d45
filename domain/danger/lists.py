"""The words that point to danger, a list a language; all are read, whichever language somebody has chosen."""

from collections.abc import Sequence

from msgspec import Struct

from domain.phrases import Phrases, plain


class DangerList(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's. `harmless` is taken out before anything is looked for, and is meant word for word."""

    alarming: tuple[str, ...]
    """phrases that point to danger, such as ["vil dø", "orker ikke mer"]"""
    harmless: tuple[str, ...] = ()
    """phrases that are taken out first, such as ["holdt på å dø av latter"]"""
    alike: tuple[str, ...] = ()
    """lines of words that may stand for each other, such as ["vil ønsker"]"""


class Danger:
    """All lists, ready to be looked for."""

    def __init__(self, lists: Sequence[DangerList]) -> None:
        self.harmless = [Phrases(one.harmless) for one in lists]
        self.alarming = [Phrases(one.alarming, one.alike) for one in lists]

    def seen_in(self, text: str) -> bool:
        words = plain(text)
        for one in self.harmless:
            words = one.without(words)
        return any(words in one for one in self.alarming)
