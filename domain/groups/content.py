"""What a centre offers those who look for a group, and gives a group on its way. Written as TOML in `content/groups`."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from domain.programmes import Words
from domain.timing import WEEKDAYS

EVENING = 17
"""From this hour on it is evening, for those who tick all evenings at once."""
LAST_BAND = 10
"""Years that the last age band counts as, which has no end."""


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    """1 to 30 of the characters A-Z a-z 0-9 _ -; what people have chosen is tied to it"""
    name: Words
    """at most 40 characters, as it stands on a button, in nb, nn, da and en"""


class GroupContent(Struct, frozen=True, forbid_unknown_fields=True):
    """Sizes (`aim` is the best, from and to), the grid's hours, where each age band begins, themes, standing texts."""

    least: int
    """the fewest members with whom a group starts, 4 or more"""
    most: int
    """the most members, 12 or fewer"""
    aim: tuple[int, int]
    """the best size, from and to, such as [5, 7]"""
    hours: tuple[int, ...]
    """from 1 to 6 whole hours, earliest first, such as [10, 13, 16, 18, 19]"""
    ages: tuple[int, ...]
    """at what age each age group begins, 18 or more, lowest first, such as [18, 30, 40, 50, 60, 70]"""
    theme: tuple[Theme, ...]
    """[[theme]], once for each, from 1 to 30"""
    weekly_question: tuple[Words, ...]
    """[[weekly_question]], once for each, in nb, nn, da and en"""
    ground_rule: tuple[Words, ...]
    """[[ground_rule]], once for each, in nb, nn, da and en"""

    @property
    def slots(self) -> tuple[str, ...]:
        """Every time of the grid, day by day: `mon-10`, `mon-13`, ..."""
        return _slots(WEEKDAYS, self.hours)

    def many_slots(self, name: str) -> tuple[str, ...]:
        """The times of `evenings` or `daytimes` (Monday to Friday), or `weekends`; none for any other name."""
        return {
            "evenings": _slots(WEEKDAYS[:5], [hour for hour in self.hours if hour >= EVENING]),
            "daytimes": _slots(WEEKDAYS[:5], [hour for hour in self.hours if hour < EVENING]),
            "weekends": _slots(WEEKDAYS[5:], self.hours),
        }.get(name, ())

    @property
    def age_bands(self) -> tuple[tuple[int, int], ...]:
        """In years, from and to. The age that a person gives is where their band begins."""
        return tuple((one, other - 1) for one, other in pairwise((*self.ages, self.ages[-1] + LAST_BAND + 1)))

    def band_of(self, age: int) -> int | None:
        """The index of the band in which somebody of this age is; a higher age than all is in the last one."""
        return max((number for number, (start, _) in enumerate(self.age_bands) if start <= age), default=None)

    def find_theme(self, slug: str) -> Theme | None:
        """None when the centre has taken the theme away since somebody chose it."""
        return next((one for one in self.theme if one.slug == slug), None)


def _slots(days: Sequence[str], hours: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"{day[:3]}-{hour}" for day in days for hour in hours)
