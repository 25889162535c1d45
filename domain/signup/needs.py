"""What somebody needs to be able to take part: practical things, ticked or in their own words."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

LIMIT = 300
"""UTF-16 units of one's own words: a few lines on a telephone."""


class Need(StrEnum):
    WHEELCHAIR = "wheelchair"
    HEARING_LOOP = "hearing_loop"
    INTERPRETER = "interpreter"


class Needs(Struct, frozen=True):
    """What one has ticked, in the order of `Need`; `text`: in one's own words, perhaps empty."""

    ticked: tuple[Need, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.ticked or self.text)

    def ticking(self, need: Need, yes: bool) -> "Needs":
        """With this one ticked, or not."""
        others = {*self.ticked} - {need} | ({need} if yes else set())
        return Needs(tuple(one for one in Need if one in others), self.text)

    def kept(self) -> str | None:
        """As it stands in the column (JSON); None where nothing is needed."""
        return json.dumps({"ticked": self.ticked, "text": self.text}, ensure_ascii=False) if self else None


def read(kept: str | None) -> Needs:
    """Out of the column."""
    if kept is None:
        return Needs()
    found = json.loads(kept)
    return Needs(tuple(map(Need, found["ticked"])), found["text"])


class Summary(Struct, frozen=True):
    """What is needed on a course, without names: how many need what, and what was written, in no order of persons."""

    counts: Mapping[Need, int]
    texts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.counts or self.texts)


def summed(needs: Iterable[Needs]) -> Summary:
    """Of everybody on a course."""
    needs = list(needs)
    counts = Counter(need for one in needs for need in one.ticked)
    texts = sorted(one.text for one in needs if one.text)
    return Summary({need: counts[need] for need in Need if need in counts}, tuple(texts))
