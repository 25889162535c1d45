"""Which numbers of people can be divided into groups of the sizes allowed. 6–8 has holes at 9, 10 and 11; 4–8 has none."""

from functools import lru_cache

from domain.groups.matching.types import Sizes


def placeable(people: int, sizes: Sizes) -> bool:
    """Whether so many people can all be divided into groups: k groups hold k × least to k × most."""
    return people == 0 or (people >= sizes.least and -(-people // sizes.most) * sizes.least <= people)


@lru_cache(maxsize=4096)
def rounded_down(people: int, sizes: Sizes) -> int:
    """The most of so many people that can be in groups."""
    return next(number for number in range(people, -1, -1) if placeable(number, sizes))
