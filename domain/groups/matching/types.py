"""What goes into a matching and what comes out. Frozen, so that it can be sent to a worker process and compared."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from domain.groups.matching.reasons import Help, Why

ONLINE = "online"
"""The place that is none: everybody who names it can reach it."""

BANDS = ((18, 29), (30, 39), (40, 49), (50, 59), (60, 69), (70, 80))
"""Age bands in years, from and to. A distance between ages is that between the middles of two bands."""


class Side(StrEnum):
    """Whether one lives with it oneself, or is a relative."""

    SELF = "self"
    RELATIVE = "relative"


class Candidate(Struct, frozen=True):
    """One person who wants a group. `places` are those that one can reach, ONLINE among them if that suits.

    `age` is an index of the pool's bands, None when not told; `age_matters` without an age asks for nothing.
    `position` is (latitude, longitude) in degrees.
    """

    id: int
    side: Side
    languages: frozenset[str]
    places: frozenset[str]
    slots: frozenset[str]
    mixed_sides: bool = False
    themes: frozenset[str] = frozenset()
    age: int | None = None
    age_matters: bool = False
    same_situation: bool = False
    starter: bool = False
    experienced: bool = False
    waited_days: int = 0
    position: tuple[float, float] | None = None


class Sizes(Struct, frozen=True):
    """The centre's range and what it aims at, both ends included."""

    least: int = 4
    most: int = 8
    aim: tuple[int, int] = (5, 7)


class Pool(Struct, frozen=True):
    """All who are to be matched. `together` holds mutual wishes only; `where` the positions of places in degrees."""

    candidates: tuple[Candidate, ...]
    together: frozenset[frozenset[int]] = frozenset()
    apart: frozenset[frozenset[int]] = frozenset()
    sizes: Sizes = Sizes()
    where: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    bands: tuple[tuple[int, int], ...] = BANDS


class Lock(Struct, frozen=True):
    """People whom the coordinator holds together in a group of their own; time, place, language too where given.

    Frozen: the group is exactly these people at this time and place, and is taken as it is. Else others may join.
    """

    members: frozenset[int]
    slot: str | None = None
    place: str | None = None
    language: str | None = None
    frozen: bool = False


class Parts(Struct, frozen=True):
    """What a group's score is made of, each 0..1; see `score.WEIGHTS`."""

    themes: float
    ages: float
    company: float
    travel: float
    starter: float
    size: float
    mix: float
    waited: float


class Group(Struct, frozen=True):
    """`members` are ids in ascending order; `score` is 0..1."""

    members: tuple[int, ...]
    slot: str
    place: str
    language: str
    score: float
    parts: Parts


class Left(Struct, frozen=True):
    """Who is left over, and why; `help` is what would help, the best first. Says nothing about anybody's pairs."""

    id: int
    reason: Why
    count: int = 0
    help: tuple[Help, ...] = ()


class Bound(Struct, frozen=True):
    """What no matching of this pool can surpass: people placed, the worst group's score, people times mean."""

    placed: int
    worst: float
    value: float


class Matching(Struct, frozen=True):
    """`worst` and `mean` are 0..1 (0 without groups); each placed person counts once in the mean.

    `optimal` only where it is proven that nothing is better: in people placed, then in `worst`, then in `mean`.
    """

    groups: tuple[Group, ...]
    left: tuple[Left, ...]
    placed: int
    worst: float
    mean: float
    optimal: bool
    bound: Bound
    steps: int
