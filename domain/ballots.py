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

ALONE = 2
"""Fewer answers than this are not added to what has been shown when a round closes."""


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

    @property
    def number(self) -> int:
        """How many are shown."""
        return sum(self.shown.values())

    def show(self) -> None:
        """What has waited is shown from now on."""
        for answer, number in self.waiting.items():
            self.shown[answer] = self.shown.get(answer, 0) + number
        self.waiting = {}


@dataclass
class Box:
    """The polls of one round. `roll`: who has sent one, in the order of their names and no other.

    `polls` are those sent in all, `fresh` those since some were last shown, `step` how many at least were shown then.
    `closed` takes no more; `alone`: an answer was left out then, as nobody else's came with it. Whose poll may be known does
    not count among the five: of the team, who know their own; `former`, those on the roll who were of it and are no longer;
    `erased`, how many have been taken off it, who may be back under another number, `gone` those of them since the last step.
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
    step: int = 0
    gone: int = 0

    def put(self, who: str, answers: Mapping[str, str], text: str | None = None, *, team: Collection[str] = ()) -> None:
        """Take a poll: the answer to each question by its key. The fifth fresh one that nobody can know lets them be shown."""
        self.roll.add(who)
        for question, answer in answers.items():
            waiting = self.sums.setdefault(question, Sums()).waiting
            waiting[answer] = waiting.get(answer, 0) + 1
        if text:
            self.texts_waiting.append(text)
        self.polls += 1
        self.fresh += 1
        known = self._of_team(team) + self.gone
        if self.fresh - known >= SHOWN_FROM:
            self._show_step(SHOWN_FROM + known)

    def _show_step(self, least: int) -> None:
        """Whoever skipped a question leaves fewer answers to it than the `least`; these wait for the next polls."""
        self.step, self.fresh, self.gone = least, 0, 0
        for one in self.sums.values():
            if one.waits >= least:
                one.show()
        self._show_texts()

    def _show_texts(self) -> None:
        self.texts_shown, self.texts_waiting = [*self.texts_shown, *self.texts_waiting], []

    def close(self, team: Collection[str]) -> None:
        """The round is over: the rest is shown, unless one answer stands alone; what may never be shown is forgotten.

        Nobody need be known any longer either. Twice changes nothing.
        """
        everyone, known = self._known(team), self._of_team(team) + self.gone
        apart = not self.step or self.step - known >= ALONE
        enough = self.closed or (self.polls - everyone >= SHOWN_FROM and apart)
        self.closed, self.fresh, self.roll, self.former = True, 0, set(), set()
        self.erased, self.step, self.gone = 0, 0, 0
        if not enough:
            self.sums, self.texts_waiting = {}, []
            return
        for one in self.sums.values():
            if one.shown and 0 < one.waits < ALONE + known:
                self.alone, one.waiting = True, {}
            one.show()
        self.sums = {key: one for key, one in self.sums.items() if one.number - everyone >= SHOWN_FROM}
        self._show_texts()

    def _known(self, team: Collection[str]) -> int:
        """How many polls somebody knows who can look at the results, or could, or who may have sent another since."""
        return self._of_team(team) + self.erased

    def _of_team(self, team: Collection[str]) -> int:
        return len(self.roll.intersection(team) | self.former)

    def leaves_team(self, who: str) -> bool:
        """Somebody has a role no more; returns whether that is worth noting here."""
        noted = who in self.roll and who not in self.former
        if noted:
            self.former.add(who)
        return noted

    def forget(self, gone: Collection[str], *, known: bool = False) -> bool:
        """Take names off the roll; the polls stay. Returns whether any of them stood there.

        `known`: somebody may know what these have sent, as of those who were of the team in any case.
        """
        there = self.roll.intersection(gone)
        counted = len(there if known else there & self.former)
        self.erased, self.gone = self.erased + counted, self.gone + counted
        self.roll, self.former = self.roll - there, self.former - there
        return bool(there)

    def may_forget(self, gone: Collection[str]) -> bool:
        """Whether enough others stay on the roll, of whom five have been shown: else it would name those who wait."""
        return len(self.roll.difference(gone)) - self.fresh >= SHOWN_FROM

    def enough(self, team: Collection[str]) -> bool:
        """Whether what is shown is at least five people's who are not of the team: somebody may have joined it since.

        All of the team count as being among those that are shown, and among those that were shown last: nobody knows whose
        these are, but they know their own.
        """
        if self.closed:
            return bool(self.sums or self.texts_shown)
        shown = self.polls - self.fresh - self._known(team)
        return min(shown, self.step - self._of_team(team) - self.gone) >= SHOWN_FROM

    def of_question(self, question: str, team: Collection[str]) -> dict[str, int]:
        """How often each answer was given to a question, where it may be shown: else empty."""
        one = self.sums.get(question, Sums())
        known = 0 if self.closed else self._known(team)
        return one.shown if self.enough(team) and one.number - known >= SHOWN_FROM else {}

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
            "step": self.step,
            "gone": self.gone,
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
        steps = read.get("step", SHOWN_FROM if state[0] > state[1] else 0), read.get("gone", 0)  # nor these
        return cls(*state, set(read["roll"]), sums, shown, waiting, *known, *steps)


def padded(content: Any, size: int) -> str:
    """JSON with blanks behind it, `size` bytes long in UTF-8; what does not fit gets as much again, and again."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    length = len(text.encode())
    return text + " " * (-(-length // size) * size - length)


def _shuffled(texts: Sequence[str]) -> list[str]:
    return secrets.SystemRandom().sample(texts, len(texts))


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
