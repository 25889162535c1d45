"""What somebody looks for in a group: the answers of the form, its steps, and the private code."""

import json
import secrets
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.characters import folded
from domain.groups.life import CODE_LETTERS

GROUP_CONSENT = 1
"""Version of the consent to what is kept for finding a group; rises when more is kept, and then everybody is asked anew."""
CODE_LENGTH = 6
MOST_NAMED = 12
"""So many people one may name by their codes."""
SPOKEN = ("nb", "da", "en")
"""Languages in which a group can talk. However somebody writes Norwegian, they speak it with everybody who does."""
ONLINE = "online"
"""The place that is none."""


class Step(StrEnum):
    """The screens of the form, in order; `CHANGE`: which of the answers one wants to give anew."""

    SIDE = "side"
    THEMES = "themes"
    SLOTS = "slots"
    PLACES = "places"
    AGE = "age"
    SUMMARY = "summary"
    CHANGE = "change"

    @property
    def before(self) -> "Step":
        steps = list(Step)
        return steps[max(steps.index(self) - 1, 0)]

    @property
    def after(self) -> "Step":
        steps = list(Step)
        return steps[min(steps.index(self) + 1, len(steps) - 1)]


LISTS = {"themes": Step.THEMES, "slots": Step.SLOTS, "languages": Step.PLACES, "places": Step.PLACES}
"""Answers of which one ticks as many as one likes, and the step where they are."""
CHOICES = {
    "age_matters": Step.AGE,
    "mixed_sides": Step.CHANGE,
    "same_situation": Step.CHANGE,
    "starter": Step.SUMMARY,
}
"""Answers that are yes or no."""


class Answers(Struct, frozen=True):
    """`places` in the order in which they were ticked: the first is the nearest. `age` is where the band begins, 0 unsaid.

    `step` is where the form stands; `seen`: the summary has been reached once.
    """

    side: str = ""
    themes: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    age: int = 0
    age_matters: bool = False
    mixed_sides: bool = False
    same_situation: bool = False
    starter: bool = False
    step: Step = Step.THEMES
    seen: bool = False

    @property
    def complete(self) -> bool:
        """Whether a group can be looked for: without a time, a language and a place there is none."""
        return bool(self.slots and self.languages and self.places)

    @property
    def missing(self) -> Step:
        """The step of the first answer without which there is no group; the summary when none is missing."""
        return Step.SUMMARY if self.complete else Step.PLACES if self.slots else Step.SLOTS

    def at(self, step: Step) -> "Answers":
        return replace(self, step=step, seen=self.seen or step is Step.SUMMARY)

    def tick(self, field: str, values: Iterable[str], on: bool) -> "Answers":
        """With these values of a list ticked or unticked; each stands there once, in the order of ticking."""
        before, given = getattr(self, field), tuple(values)
        if on:
            after = (*before, *(one for one in given if one not in before))
        else:
            after = tuple(one for one in before if one not in given)
        return self.having(**{field: after})

    def having(self, **values: Any) -> "Answers":
        """With these answers instead."""
        return replace(self, **values)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, text: str) -> "Answers":
        """What an earlier version wrote is read as far as it is still known."""
        data: dict[str, Any] = json.loads(text)
        names = cls.__struct_fields__
        known: dict[str, Any] = {
            name: tuple(it) if isinstance(it, list) else it for name, it in data.items() if name in names
        }
        return cls(**{**known, "step": Step(known.get("step", Step.THEMES))})


def spoken(language: str) -> str:
    """The language that somebody speaks who writes this one."""
    return "nb" if language == "nn" else language


def new_code() -> str:
    """Six letters and figures: one of a thousand million."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(written: str) -> str | None:
    """A code as people write it: small letters, blanks, a dash. None when it cannot be one."""
    code = "".join(one for one in folded(written).upper() if one.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None
