"""Groups while they are being changed, and those who are still left."""

from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.score import Scorer


class Draft:
    """`groups[k]` is the mask of group k (0 once dissolved), `home[i]` the number of i's group, -1 while left."""

    def __init__(self, frame: Frame, scorer: Scorer, people: int, groups: list[int]) -> None:
        self.frame, self.scorer = frame, scorer
        self.groups: list[int] = []
        self.scores: list[int] = []
        self.home = [-1] * len(frame.people)
        self.left = people
        for group in groups:
            self.put(len(self.groups), group)

    def put(self, number: int, group: int) -> None:
        """Makes `group` the group of this number; a number one above the last adds one."""
        if number == len(self.groups):
            self.groups.append(0)
            self.scores.append(0)
        old = self.groups[number]
        for i in bits(old & ~group):
            if self.home[i] == number:
                self.home[i] = -1
                self.left |= 1 << i
        for i in bits(group & ~old):
            self.home[i] = number
        self.left &= ~group
        self.groups[number] = group
        self.scores[number] = self.scorer.score(group) if group else 0

    def chosen(self) -> list[tuple[int, int]]:
        return [(group, score) for group, score in zip(self.groups, self.scores, strict=True) if group]

    def worst(self) -> int:
        """The number of the group with the lowest score; -1 without groups."""
        numbers = [number for number, group in enumerate(self.groups) if group]
        return min(numbers, key=self.scores.__getitem__, default=-1)
