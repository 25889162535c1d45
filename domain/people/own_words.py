"""What people ask for in their own words, when nothing is awaited from them."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field

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


class Look(StrEnum):
    """What somebody who looks for a course may say of it: for whom, about what, and where; each as `domain.finding` has it."""

    SELF = "self"
    RELATIVE = "relative"
    PARENT = "parent"
    STAFF = "staff"
    EVERYDAY = "everyday"
    BODY = "body"
    MIND = "mind"
    FAMILY = "family"
    ONLINE = "online"
    NEAR = "near"
    NEARBY = "nearby"
    """Where they live, which they have not said."""
    LIVES = "lives"
    """Where they live: says that they look for a course only beside something else that does."""
    KNOWN = "known"
    """A course that is spoken of as known, which whoever is on one does not look for: "the course". Says nothing by itself."""


FOR_WHOM = (Look.PARENT, Look.RELATIVE, Look.STAFF, Look.SELF)
"""In this order: "for relatives who are children" is about children."""
ABOUT = (Look.MIND, Look.BODY, Look.FAMILY, Look.EVERYDAY)
PLACE = "_place_"
"""Stands in a phrase for the name of a municipality; nobody can write it, as no word holds a stroke."""
NOT_OF_A_SEARCH = frozenset(
    {
        Asked.ERASE,
        Asked.ABSENT,
        Asked.LEAVE,
        Asked.RESUME,
        Asked.STOP,
        Asked.NAME,
        Asked.PHONE,
        Asked.STORED,
        Asked.RING,
    }
)
"""Whoever asks for one of these does not look for a course, whatever else they say."""


class Wanted(Struct, frozen=True):
    """What somebody looks for, as far as they have said it: `who`, `theme` as in `domain.finding.Search`; a municipality."""

    who: str = ""
    theme: str = ""
    place: str = ""
    online: bool = False
    nearby: bool = False
    """Near where they live; where that is they are to be asked."""


class WordList(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's phrases for each that one may ask for, and for what one may say of a course that one looks for.

    `alike`: the words that may stand for each other, in what is asked.
    """

    asks: Mapping[Asked, tuple[str, ...]]
    """[asks], with lists of phrases such as hello = ["hei", "god dag"]"""
    alike: tuple[str, ...] = ()
    """lines of words that may stand for each other, such as ["avbestille avlyse"]"""
    looks: Mapping[Look, tuple[str, ...]] = field(default_factory=dict)
    """[looks], with lists of phrases such as parent = ["kurs for foreldre"]"""


class OwnWords:
    """All lists; whichever language somebody has chosen, each is looked through."""

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._asks = {
            asked: [Phrases(one.asks[asked], one.alike) for one in lists if asked in one.asks] for asked in Asked
        }
        self._looks = {look: [Phrases(one.looks[look]) for one in lists if look in one.looks] for look in Look}

    def asked_in(self, text: str) -> Asked | None:
        """What is asked for, None when nobody could tell."""
        words = plain(text.lstrip("/"))
        if len(words.split()) > MOST_WORDS:
            return None
        return next((asked for asked, lists in self._asks.items() if any(words in one for one in lists)), None)

    def wanted_in(self, text: str, municipalities: Collection[str], *, enrolled: bool = False) -> Wanted | None:
        """What kind of course is looked for; None where nobody could tell that one is, or of which kind.

        `enrolled`: they are on a course, and mean that one where they speak of "the course".
        """
        asked, words = self.asked_in(text), plain(text)
        if asked in NOT_OF_A_SEARCH or len(words.split()) > MOST_WORDS:
            return None
        words, place = _with_place(words, municipalities)
        if enrolled and asked is not Asked.JOIN:
            for one in self._looks[Look.KNOWN]:
                words = one.without(words)
        said = {look for look, lists in self._looks.items() if any(words in one for one in lists)} - {Look.KNOWN}
        if asked is not Asked.JOIN:
            said -= {Look.LIVES} if len(said) == 1 else set()
        if not said:
            return None
        place = place if said & {Look.NEAR, Look.LIVES, Look.NEARBY} else ""
        return Wanted(
            next((one.value for one in FOR_WHOM if one in said), ""),
            next((one.value for one in ABOUT if one in said), ""),
            place,
            Look.ONLINE in said,
            nearby=Look.NEARBY in said and not place and Look.ONLINE not in said,
        )


_BARE = str.maketrans("øæåé", "oaae")


def _with_place(words: str, municipalities: Collection[str]) -> tuple[str, str]:
    """A `plain` text with PLACE for the longest name of a municipality in it, and that name; without one as it was.

    Letters that a keyboard may lack may be written as those that it has.
    """
    bare = words.translate(_BARE)
    for name in sorted(municipalities, key=len, reverse=True):
        inside = plain(name).strip(" .").translate(_BARE)
        at = bare.find(f" {inside} ") if inside else -1
        if at >= 0:
            return f"{words[:at]} {PLACE} {words[at + len(inside) + 2 :]}", name
    return words, ""
