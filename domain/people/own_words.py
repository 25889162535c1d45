"""What people ask for in their own words, when nothing is awaited from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.phrases import Phrases, plain

MOST_WORDS = 20
"""In a longer text no single phrase says what it is about."""


class Asked(StrEnum):
    """In the order in which they are looked for: of two the first is meant, as "thanks, but take me off" is no thanks."""

    ERASE = "erase"
    ABSENT = "absent"
    LEAVE = "leave"
    RESUME = "resume"
    STOP = "stop"
    NAME = "name"
    PHONE = "phone"
    STORED = "stored"
    LANGUAGE = "language"
    GROUPS = "groups"
    RING = "ring"
    CENTRE = "centre"
    WHERE = "where"
    WHEN = "when"
    JOIN = "join"
    COURSE = "course"
    HELP = "help"
    HELLO = "hello"
    THANKS = "thanks"
    FINE = "fine"


SMALL_TALK = frozenset({Asked.HELLO, Asked.THANKS, Asked.FINE})
"""Asks for nothing."""


@dataclass(frozen=True)
class WordList:
    """One language's phrases for each that one may ask for, and the words that may stand for each other."""

    asks: Mapping[Asked, tuple[str, ...]]
    alike: tuple[str, ...] = ()


class OwnWords:
    """All lists; whichever language somebody has chosen, each is looked through."""

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._asks = {
            asked: [Phrases(one.asks[asked], one.alike) for one in lists if asked in one.asks] for asked in Asked
        }

    def asked_in(self, text: str) -> Asked | None:
        """What is asked for, None when nobody could tell."""
        words = plain(text.lstrip("/"))
        if len(words.split()) > MOST_WORDS:
            return None
        return next((asked for asked, lists in self._asks.items() if any(words in one for one in lists)), None)
