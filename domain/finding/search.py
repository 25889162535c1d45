"""Which courses fit somebody who looks for one, and what they are to be asked before they are shown any."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from zlib import crc32

from msgspec import Struct

from domain.programmes import Audience

ANY = "any"
"""Chosen: it does not matter. An empty answer has not been asked for yet."""
ANYWHERE, ONLINE = 1, 2
"""In place of a municipality's number: any place, and by video from wherever one is. 0: not asked yet."""
FEW = 3
"""So many courses fit on a page: nothing more is asked to have fewer of them."""


class Looker(StrEnum):
    """As whom somebody looks for a course."""

    SELF = "self"
    """I live with something."""
    RELATIVE = "relative"
    PARENT = "parent"
    """Of a child who is next of kin."""
    STAFF = "staff"


AUDIENCES: Mapping[Looker, frozenset[Audience]] = {
    Looker.SELF: frozenset({"participants", "both"}),
    Looker.RELATIVE: frozenset({"relatives", "both"}),
    Looker.PARENT: frozenset({"children"}),
    Looker.STAFF: frozenset({"professionals"}),
}
"""The audiences of the programmes that are for each."""


class Search(Struct, frozen=True):
    """What somebody looks for. `who` is a Looker or ANY; `near` is a municipality by `number_of`, ANYWHERE or ONLINE.

    `after`: the slug of a programme that they have done, whose `leads_to` is looked for; empty for all. `centre_id`: at this
    centre, or shared with it; 0 for all. `programme`: the slug of the one that it must be; empty for all.
    """

    who: str = ""
    near: int = 0
    theme: str = ""
    language: str = ""
    after: str = ""
    centre_id: int = 0
    programme: str = ""


class Offer(Struct, frozen=True):
    """Of a course for which one may sign up all that a search asks.

    `centres`: its own, and those that it is shared with; `near`: the numbers of the municipalities that they serve.
    `languages`: those that are spoken. `follows`: the slugs of the programmes that lead to it; `programme`: its own.
    """

    course_id: int
    audience: Audience
    theme: str
    languages: frozenset[str]
    online: bool
    near: frozenset[int] = frozenset()
    centres: frozenset[int] = frozenset()
    follows: frozenset[str] = frozenset()
    programme: str = ""


class Step(StrEnum):
    """What is asked, in order."""

    WHO = "who"
    NEAR = "near"
    THEME = "theme"
    LANGUAGE = "language"


def number_of(municipality: str) -> int:
    """By which a button names a municipality: it fits into every button, whatever the name, and is the same everywhere."""
    return 3 + crc32(municipality.strip().casefold().encode()) % (2**31 - 4)


def fits(offer: Offer, search: Search) -> bool:
    """Whether a course is one that is looked for; what has not been asked yet shuts nothing out."""
    if search.who in set(Looker) and offer.audience not in AUDIENCES[Looker(search.who)]:
        return False
    if search.near == ONLINE and not offer.online:
        return False
    if search.near > ONLINE and search.near not in offer.near:
        return False
    if search.centre_id and search.centre_id not in offer.centres:
        return False
    if search.after and search.after not in offer.follows:
        return False
    if search.programme not in ("", offer.programme):
        return False
    if search.theme not in ("", ANY, offer.theme):
        return False
    return search.language in ("", ANY) or search.language in offer.languages


def question(offers: Sequence[Offer], search: Search, served: Collection[frozenset[int]]) -> Step | None:
    """What to ask next; None when what fits is to be shown. `served`: the municipalities of each centre.

    Nothing is asked that has only one answer, nor once one course is left, nor while none is open at all. Where nothing is
    left for a role one is still asked where one lives: so that one can be told when something opens there.
    """
    left = [one for one in offers if fits(one, search)]
    if len(left) == 1 or search.after or search.programme or not offers:
        return None
    if not search.who and len({role for role in Looker for one in left if one.audience in AUDIENCES[role]}) > 1:
        return Step.WHO
    if not search.near and len({(one.near, one.online) for one in left} if left else {*served} - {frozenset()}) > 1:
        return Step.NEAR
    if len(left) <= FEW:
        return None
    if not search.theme and len({one.theme for one in left}) > 1:
        return Step.THEME
    if not search.language and len({one.languages for one in left}) > 1:
        return Step.LANGUAGE
    return None


Spot = tuple[float, float]
"""Latitude and longitude in degrees."""
FAR = 100.0
"""Kilometres: nobody travels farther for an evening."""


def nearest(here: Spot, places: Mapping[str, Spot]) -> str | None:
    """The nearest of some places by name; None when all are too far away."""
    far = {name: _kilometres(here, there) for name, there in places.items()}
    name = min(far, key=lambda one: (far[one], one), default=None)
    return name if name is not None and far[name] <= FAR else None


def _kilometres(one: Spot, other: Spot) -> float:
    """On a ball of the earth's size (haversine)."""
    north, east, also_north, also_east = map(radians, (*one, *other))
    half = sin((also_north - north) / 2) ** 2 + cos(north) * cos(also_north) * sin((also_east - east) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, half)))


_SPELT = str.maketrans({"ø": "o", "æ": "a", "ö": "o", "ä": "a", "ð": "d"})


def _plain(text: str) -> str:
    """Without what a keyboard may lack: case, dots and rings, hyphens."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("aa", "a").replace("ae", "a").replace("oe", "o"))
    letters = "".join(one for one in apart if not unicodedata.combining(one)).translate(_SPELT)
    return " ".join(letters.replace("-", " ").split()).removesuffix(" kommune")


def starting_with(written: str, names: Collection[str]) -> list[str]:
    """The municipalities whose names begin with what somebody has written, by name; the one of just that name alone."""
    start = _plain(written)
    found = sorted((one for one in names if start and _plain(one).startswith(start)), key=str.casefold)
    return [one for one in found if _plain(one) == start] or found
