"""Reasons in types; the words for them are texts'. None of them depends on who wishes to be with or apart from whom."""

from enum import StrEnum

from msgspec import Struct


class Why(StrEnum):
    """Why somebody is left over.

    WISHES stands for everything that people ask for about others: it is said alike of age, of situation, of sides, of pairs,
    and of a round in which it simply did not work out, so that nothing about anybody follows from it. Nor is it said what
    this one person could ask less of others: what is missing in such a list would tell.
    """

    NO_TIME = "no_time"  # one has named no time at all
    NO_PLACE = "no_place"
    NO_LANGUAGE = "no_language"
    NO_COMMON_TIME = "no_common_time"  # `count` others at the best of one's times, place and language given
    NO_COMMON_PLACE = "no_common_place"  # `count` others share a place with one
    NO_COMMON_LANGUAGE = "no_common_language"  # `count` others share a language with one
    TOO_FEW = "too_few"  # the pool holds `count` people in all, fewer than the smallest group
    SIZE_HOLE = "size_hole"  # `count` people cannot be divided into groups of the sizes allowed
    WISHES = "wishes"


class HelpKind(StrEnum):
    """What would help. `what` is a slot, a place, a language, or empty; `count` the others one would then meet."""

    SLOT = "slot"
    PLACE = "place"
    ONLINE = "online"
    LANGUAGE = "language"
    MORE_PEOPLE = "more_people"  # `count` people more
    WIDER_SIZES = "wider_sizes"  # the coordinator allows `count` in a group


class Help(Struct, frozen=True):
    kind: HelpKind
    what: str = ""
    count: int = 0


class Note(StrEnum):
    """What can be said of a group."""

    TIME = "time"  # all can `what`, a slot
    PLACE = "place"  # all can reach `what`
    ONLINE = "online"
    LANGUAGE = "language"  # all speak `what`
    THEME = "theme"  # `count` share the theme `what`
    TRAVEL = "travel"  # the longest way is `count` km
    STARTER = "starter"  # `count` of them are willing to start
    NO_STARTER = "no_starter"
    AGES = "ages"  # ages within `count` years
    SIDE = "side"  # all on the side `what`
    BOTH_SIDES = "both_sides"
    EXPERIENCED = "experienced"  # `count` have been in a group before
    WAITED = "waited"  # one has waited `count` days
    SMALL = "small"  # `count` people, fewer than one aims at
    LARGE = "large"


class Fact(Struct, frozen=True):
    note: Note
    what: str = ""
    count: int = 0
