"""A ballot box: the sent answers of one round as sums, so that no answer is there by itself any more.

A box is one value. It keeps how often each answer was given to each question, the texts apart from them, and who has put
something in; nothing in it ties an answer to a person, to another answer of the same person, or to a moment. What may be
shown grows by five polls at a time: two looks shall not tell one poll apart.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from msgspec import Struct

from domain.evaluation import SHOWN_FROM


class Shape(Struct, frozen=True):
    """How much room a box takes, in bytes: a function of the number of polls in it and of nothing else.

    `base` holds the sums, `each` what one poll can bring besides: the longest text there is, and who sent it.
    """

    base: int
    each: int

    def size(self, polls: int) -> int:
        """Room is made for five polls at a time."""
        return self.base + self.each * -(-polls // SHOWN_FROM) * SHOWN_FROM


@dataclass
class Sums:
    """How often each answer was given: what is `shown`, and what waits until it may be."""

    shown: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    @property
    def waits(self) -> int:
        return sum(self.waiting.values())

    def show(self) -> None:
        """What has waited is shown from now on."""
        for answer, number in self.waiting.items():
            self.shown[answer] = self.shown.get(answer, 0) + number
        self.waiting = {}


@dataclass
class Box:
    """The polls of one round. `roll`: who has sent one, in the order of their names and no other.

    `polls` are those sent in all, `fresh` those since the last five were shown. `closed` takes no more; `alone`: an answer
    was left out then, as nobody else's came with it. `former`: those on the roll who were of the team and are no longer;
    `erased`: how many such, or of the team, have been taken off it. They know their own poll as before.
    """

    polls: int = 0
    fresh: int = 0
    closed: bool = False
    alone: bool = False
    roll: set[str] = field(default_factory=set)
    sums: dict[str, Sums] = field(default_factory=dict)
    texts_shown: list[str] = field(default_factory=list)
    texts_waiting: list[str] = field(default_factory=list)
    former: set[str] = field(default_factory=set)
    erased: int = 0

    def put(self, who: str, answers: Mapping[str, str], text: str | None = None) -> None:
        """Take a poll: the answer to each question by its key. The fifth fresh one lets five be shown."""
        self.roll.add(who)
        for question, answer in answers.items():
            waiting = self.sums.setdefault(question, Sums()).waiting
            waiting[answer] = waiting.get(answer, 0) + 1
        if text:
            self.texts_waiting.append(text)
        self.polls += 1
        self.fresh += 1
        if self.fresh >= SHOWN_FROM:
            self._show_five()

    def _show_five(self) -> None:
        """Whoever skipped a question leaves fewer than five answers to it; these wait for the next five polls."""
        self.fresh = 0
        for one in self.sums.values():
            if one.waits >= SHOWN_FROM:
                one.show()
        self._show_texts()

    def _show_texts(self) -> None:
        self.texts_shown, self.texts_waiting = [*self.texts_shown, *self.texts_waiting], []

    def close(self, team: Collection[str]) -> None:
        """The round is over: the rest is shown, unless one answer stands alone; what may never be shown is forgotten.

        Nobody need be known any longer either. Twice changes nothing.
        """
        enough = self.closed or self.polls - self._known(team) >= SHOWN_FROM
        self.closed, self.fresh, self.roll, self.former, self.erased = True, 0, set(), set(), 0
        if not enough:
            self.sums, self.texts_waiting = {}, []
            return
        for one in self.sums.values():
            if one.waits == 1 and one.shown:
                self.alone, one.waiting = True, {}
            one.show()
        self.sums = {key: one for key, one in self.sums.items() if sum(one.shown.values()) >= SHOWN_FROM}
        self._show_texts()

    def _known(self, team: Collection[str]) -> int:
        """How many polls somebody knows who can look at the results, or could."""
        return len(self.roll.intersection(team) | self.former) + self.erased

    def leaves_team(self, who: str) -> bool:
        """Somebody has a role no more; returns whether that is worth noting here."""
        noted = who in self.roll and who not in self.former
        if noted:
            self.former.add(who)
        return noted

    def forget(self, gone: Collection[str], *, of_team: bool = False) -> bool:
        """Take names off the roll; the polls stay. Returns whether any of them stood there."""
        there = self.roll.intersection(gone)
        self.erased += len(there if of_team else there & self.former)
        self.roll, self.former = self.roll - there, self.former - there
        return bool(there)

    def may_forget(self, gone: Collection[str]) -> bool:
        """Whether enough others stay on the roll, of whom five have been shown: else it would name those who wait."""
        return len(self.roll.difference(gone)) - self.fresh >= SHOWN_FROM

    def enough(self, team: Collection[str]) -> bool:
        """Whether what is shown is at least five people's who are not of the team: somebody may have joined it since.

        All of the team count as being among those that are shown: nobody knows whose these are, but they know their own.
        """
        if self.closed:
            return bool(self.sums or self.texts_shown)
        return self.polls - self.fresh - self._known(team) >= SHOWN_FROM

    def packed(self, shape: Shape) -> str:
        """JSON, filled up with blanks to the size of its shape. All is sorted or shuffled: no order of arrival is left."""
        content = {
            "polls": self.polls,
            "fresh": self.fresh,
            "closed": self.closed,
            "alone": self.alone,
            "roll": sorted(self.roll),
            "sums": {key: [_sorted(one.shown), _sorted(one.waiting)] for key, one in sorted(self.sums.items())},
            "texts": [_shuffled(self.texts_shown), _shuffled(self.texts_waiting)],
            "former": sorted(self.former),
            "erased": self.erased,
        }
        return padded(content, shape.size(self.polls))

    @classmethod
    def of(cls, stored: str | None) -> Self:
        """The box as it was packed; an empty one if there is none."""
        if stored is None:
            return cls()
        read = json.loads(stored)
        shown, waiting = read["texts"]
        sums = {key: Sums(*one) for key, one in read["sums"].items()}
        state = (read["polls"], read["fresh"], read["closed"], read["alone"])
        known = set(read.get("former", ())), read.get("erased", 0)  # a box of an earlier version has neither
        return cls(*state, set(read["roll"]), sums, shown, waiting, *known)


def padded(content: Any, size: int) -> str:
    """JSON with blanks behind it, `size` bytes long in UTF-8; what does not fit gets as much again, and again."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    length = len(text.encode())
    return text + " " * (-(-length // size) * size - length)


def _shuffled(texts: Sequence[str]) -> list[str]:
    return secrets.SystemRandom().sample(texts, len(texts))


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
