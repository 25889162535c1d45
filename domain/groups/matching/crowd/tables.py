"""A frame as arrays: what is looked up for all people at once.

Whatever a group counts (who can on Tuesdays, who is forty) is packed into words of 64 bits, four bits a count. Words of
people add up to the word of their group, so that an exchange of two people is a subtraction and an addition.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.rules import AGE_SPAN
from domain.groups.matching.score import POINTS, WIDEST, size_worth

Words = NDArray[np.uint64]
Bytes = NDArray[np.int8]
Ints = NDArray[np.int64]

COUNTS = 16
"""In a word."""
_HIGHEST = 15
_BANDS = 7


def can_be_counted(frame: Frame) -> bool:
    """Whether four bits hold every count and one word all age bands."""
    return frame.pool.sizes.most <= _HIGHEST and len(_known_ages(frame)) <= _BANDS


def _known_ages(frame: Frame) -> list[float]:
    return sorted({age for age in frame.ages if age is not None})


class Layout(Struct, frozen=True):
    """Which words hold slots, places and languages: from 0 to `slots`, to `places`, to `languages`. Two more follow:
    ages (by band, the last count for those without) and kinds (see `_kinds`)."""

    slots: int
    places: int
    languages: int

    @property
    def ages(self) -> int:
        return self.languages

    @property
    def kinds(self) -> int:
        return self.languages + 1


class Tables(Struct, frozen=True):
    """Column i is person i; one more column is nobody. `mates` and `share` are 0 or 1; `ways` are points by place,
    `waited` points; `languages` is how many there are."""

    nobody: int
    languages: int
    layout: Layout
    words: Words
    ways: Ints
    waited: Ints
    mates: Bytes
    share: Bytes
    size: Ints
    company: Ints
    by_ages: "ByAges"


class ByAges(Struct, frozen=True):
    """Looked up by saturated counts (none, one, more) of bands, two bits each: points, whether too wide, who is alone."""

    points: Ints
    wide: NDArray[np.bool_]
    alone: Ints


def tables(frame: Frame) -> Tables:
    sizes, people = frame.pool.sizes, len(frame.people)
    slots, places, languages = (
        _counted(own, len(names), people)
        for own, names in (
            (frame.slots, frame.slot_names),
            (frame.places, frame.place_names),
            (frame.languages, frame.language_names),
        )
    )
    ends = np.cumsum([len(slots), len(places), len(languages)]).tolist()
    ways = np.zeros((len(frame.place_names), people + 1), np.int64)
    ways[:, :people] = np.round(POINTS.travel * np.array(frame.way).reshape(len(frame.place_names), people))
    return Tables(
        nobody=people,
        languages=len(frame.language_names),
        layout=Layout(*ends),
        words=np.concatenate([slots, places, languages, _ages(frame), _kinds(frame)]),
        ways=ways,
        waited=np.append(np.round(POINTS.waited * np.array(frame.waited)), 0).astype(np.int64),
        mates=_matrix(frame.mates),
        share=_matrix(frame.share),
        size=np.array([round(POINTS.size * size_worth(n, sizes)) for n in range(sizes.most + 2)]),
        company=np.array([round(POINTS.company / (1 + alone)) for alone in range(64)]),
        by_ages=_by_ages(tuple(_known_ages(frame))),
    )


def _counted(masks: Sequence[int], names: int, people: int) -> Words:
    """One in the count of each name that a person has."""
    found = [[0] * (people + 1) for _ in range(-(-names // COUNTS) or 1)]
    for i, mask in enumerate(masks):
        for name in bits(mask):
            found[name // COUNTS][i] |= 1 << 4 * (name % COUNTS)
    return np.array(found, np.uint64)


def _ages(frame: Frame) -> Words:
    known = _known_ages(frame)
    bands = [1 << (known.index(age) if age is not None else _BANDS) for age in frame.ages]
    return _counted(bands, _BANDS + 1, len(frame.people))


def _kinds(frame: Frame) -> Words:
    """Four counts that make the only one of a kind and the mix: of each side, experienced, new; then starters, and to
    whom age matters."""
    everybody = frame.everybody
    kinds = (*frame.sides, frame.experienced, everybody & ~frame.experienced, frame.starters, frame.matters)
    own = [sum((kind >> i & 1) << number for number, kind in enumerate(kinds)) for i in range(len(frame.people))]
    return _counted(own, len(kinds), len(frame.people))


def _matrix(masks: Sequence[int]) -> Bytes:
    people = len(masks)
    found = np.zeros((people + 1, people + 1), np.int8)
    for i, mask in enumerate(masks):
        packed = np.frombuffer(mask.to_bytes(people // 8 + 1, "little"), np.uint8)
        found[i, :people] = np.unpackbits(packed, bitorder="little", count=people)
    return found


@cache
def _by_ages(known: tuple[float, ...]) -> ByAges:
    counts = np.arange(1 << 2 * (_BANDS + 1)) >> (2 * np.arange(_BANDS + 1))[:, None] & 3
    points = np.zeros(counts.shape[1], np.int64)
    low, high = np.full(len(points), 200.0), np.zeros(len(points))
    alone = np.zeros(len(points), np.int64)
    for band, age in enumerate(known):
        here = counts[band] > 0
        low, high = np.where(here, np.minimum(low, age), low), np.where(here, np.maximum(high, age), high)
        near = [other for other, years in enumerate(known) if abs(years - age) <= AGE_SPAN]
        alone += (counts[band] == 1) & (counts[[*near, _BANDS]].sum(axis=0) == 1)
    wide = high - low - AGE_SPAN
    points[:] = np.round(POINTS.ages * np.clip(1 - wide / WIDEST, 0, 1))
    return ByAges(points, wide > 0, alone)


@cache
def saturated() -> Ints:
    """Four counts of four bits to four of two bits: none, one, two or more."""
    counts = np.arange(1 << 16) >> (4 * np.arange(4))[:, None] & 15
    found: Ints = (np.minimum(counts, 2) << (2 * np.arange(4))[:, None]).sum(axis=0)
    return found
