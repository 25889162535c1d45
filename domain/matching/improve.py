"""Makes good groups better: small parts of a draft are taken apart and put together anew, and people change places."""

from random import Random

from domain.matching.draft import Draft
from domain.matching.exact import Exact, worth
from domain.matching.frame import bits

_PEOPLE = 16


class Improver:
    """Never makes a draft worse: in people placed, then in the worst group, then in the mean."""

    def __init__(self, draft: Draft, random: Random, columns: int = 6_000) -> None:
        self.draft, self.random, self.columns = draft, random, columns
        self.steps = 0
        self.mates: dict[int, list[int]] = {}

    def renew(self) -> None:
        """Takes a group with one or two others, and those left who would fit with it, and solves that part exactly."""
        draft = self.draft
        numbers = self._some_groups()
        if not numbers:
            return
        people = 0
        for number in numbers:
            people |= draft.groups[number]
        known = [(draft.groups[number], draft.scores[number]) for number in numbers]
        if draft.left:
            mates = 0
            for i in bits(people):
                mates |= draft.frame.mates[i]
            people |= self._whole(draft.left & mates, _PEOPLE + 4 - people.bit_count())
        exact = Exact(draft.frame, draft.scorer, limit=self.columns, nodes=2_000)
        found = exact.best(people, known)
        self.steps += exact.used + 200
        if worth(found) > worth(known):
            self._replace(numbers, [mask for mask, _ in found])

    def _whole(self, among: int, number: int) -> int:
        """Some of those people, in whole units."""
        found = 0
        everyone = list(bits(among))
        self.random.shuffle(everyone)
        for i in everyone:
            unit = self.draft.frame.unit[i]
            if not unit & ~self.draft.left and (found | unit).bit_count() <= number:
                found |= unit
        return found

    def _some_groups(self) -> list[int]:
        """A group, every other time the worst or one of the left's, and groups that hold people who fit with it."""
        draft, random = self.draft, self.random
        alive = [number for number, group in enumerate(draft.groups) if group]
        if not alive:
            return []
        first = draft.worst() if random.random() < 0.4 else random.choice(alive)
        numbers, people = [first], draft.groups[first].bit_count()
        for _ in range(12):
            i = random.choice(list(bits(draft.groups[first])))
            near = self._mates_of(i)
            if not near:
                continue
            number = draft.home[random.choice(near)]
            if number < 0 or number in numbers:
                continue
            people += draft.groups[number].bit_count()
            if people > _PEOPLE + 2:
                break
            numbers.append(number)
            if len(numbers) == 3:
                break
        return numbers

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
        self.steps += 1
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
        self.steps += 1
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
