"""Makes good groups better: small parts of a draft are taken apart and put together anew, and people change places."""

from random import Random

from domain.groups.matching.draft import Draft
from domain.groups.matching.exact import Chosen, Exact, worth
from domain.groups.matching.frame import bits, mask_of
from domain.groups.matching.score import SCALE

_CHEAP = 4
"""So many tries that come to nothing take as long as a step."""


class Improver:
    """Never makes a draft worse: in people placed, then in the worst group, then in the mean."""

    def __init__(self, draft: Draft, random: Random, columns: int = 6_000) -> None:
        self.draft, self.random, self.columns = draft, random, columns
        self.steps = 0
        self.tries = 0
        self.reach = 14
        least = draft.frame.pool.sizes.least
        self.able = mask_of(i for i, mates in enumerate(draft.frame.mates) if mates.bit_count() >= least - 1)
        self.mates: dict[int, list[int]] = {}

    def renew(self) -> None:
        """Takes some groups, and those left who would fit with them, and solves that part exactly, as far as there is time."""
        draft = self.draft
        numbers, people = self._part()
        if not numbers and not people:
            return
        known = [(draft.groups[number], draft.scores[number]) for number in numbers]
        elsewhere = (draft.scores[k] for k, group in enumerate(draft.groups) if group and k not in numbers)
        enough = min(elsewhere, default=SCALE)
        exact = Exact(draft.frame, draft.scorer, limit=self.columns, nodes=self.columns // 20, enough=enough)
        found = exact.best(people, known)
        self.reach += (1 if exact.used < self.columns // 3 else 0) if exact.proven == 3 else -2
        self.reach = min(max(self.reach, 10), 48)
        self.steps += exact.used + 100
        if self._order(found, enough) > self._order(known, enough):
            self._replace(numbers, [mask for mask, _ in found])

    @staticmethod
    def _order(chosen: Chosen, enough: int) -> tuple[int, int, int]:
        placed, worst, value = worth(chosen)
        return placed, min(worst, enough), value

    def _part(self) -> tuple[list[int], int]:
        """Groups around somebody who is left, around the worst group or anywhere, up to `reach` people; and some left."""
        draft, random = self.draft, self.random
        chance = random.random()
        hopeful = draft.left & self.able
        if hopeful and chance < 0.4:
            people = draft.frame.unit[random.choice(list(bits(hopeful)))]
        else:
            number = draft.worst() if chance < 0.6 else draft.home[random.randrange(len(draft.frame.people))]
            people = draft.groups[number] if number >= 0 else 0
        numbers = {draft.home[i] for i in bits(people)} - {-1}
        for _ in range(40):
            near = self._mates_of(random.choice(list(bits(people)))) if people else ()
            if not near:
                break
            i = random.choice(near)
            more = draft.groups[draft.home[i]] if draft.home[i] >= 0 else draft.frame.unit[i]
            if (people | more).bit_count() > self.reach:
                break
            people |= more
            numbers |= {draft.home[i]} - {-1}
        return sorted(numbers), people

    def _mates_of(self, i: int) -> list[int]:
        found = self.mates.get(i)
        if found is None:
            found = self.mates[i] = list(bits(self.draft.frame.mates[i]))
        return found

    def _replace(self, numbers: list[int], groups: list[int]) -> None:
        for number in numbers:
            self.draft.put(number, 0)
        for group in groups:
            free = next((number for number, old in enumerate(self.draft.groups) if not old), len(self.draft.groups))
            self.draft.put(free, group)

    def swap(self, floor: int) -> bool:
        """Lets two people change places if the two groups gain together and neither falls below the floor."""
        draft, frame = self.draft, self.draft.frame
        self.tries += 1
        self.steps += self.tries % _CHEAP == 0
        i = self.random.randrange(len(frame.people))
        a = draft.home[i]
        near = self._mates_of(i) if a >= 0 else ()
        if not near:
            return False
        j = self.random.choice(near)
        b = draft.home[j]
        if b < 0 or a == b:
            return False
        one, other = frame.unit[i], frame.unit[j]
        first, second = draft.groups[a] & ~one | other, draft.groups[b] & ~other | one
        if draft.groups[a] & ~one & ~frame.mates[j] or draft.groups[b] & ~other & ~frame.mates[i]:
            return False
        return self._exchange(a, b, first, second, floor)

    def move(self, floor: int) -> bool:
        """The same with one person who goes over to another group."""
        draft, frame = self.draft, self.draft.frame
        self.tries += 1
        self.steps += self.tries % _CHEAP == 0
        i = self.random.randrange(len(frame.people))
        a = draft.home[i]
        near = self._mates_of(i) if a >= 0 else ()
        b = draft.home[self.random.choice(near)] if near else -1
        if b < 0 or a == b or draft.groups[b] & ~frame.mates[i] or frame.unit[i] in frame.held:
            return False
        unit = frame.unit[i]
        return self._exchange(a, b, draft.groups[a] & ~unit, draft.groups[b] | unit, floor)

    def _exchange(self, a: int, b: int, first: int, second: int, floor: int) -> bool:
        draft, sizes = self.draft, self.draft.frame.pool.sizes
        n, m = first.bit_count(), second.bit_count()
        if not (sizes.least <= n <= sizes.most and sizes.least <= m <= sizes.most):
            return False
        if not (draft.frame.fits(first) and draft.frame.fits(second)):
            return False
        self.steps += 2
        score, score2 = draft.scorer.score(first), draft.scorer.score(second)
        before, before2 = draft.scores[a], draft.scores[b]
        low, low2 = min(score, score2), min(before, before2)
        # Below the floor only the lower of the two counts.
        gained = n * score + m * score2 - draft.groups[a].bit_count() * before - draft.groups[b].bit_count() * before2
        if low < min(floor, low2) or (gained <= 0 and not low2 < low <= floor):
            return False
        draft.put(a, first)
        draft.put(b, second)
        return True
