"""A public generator of pools: the same seed gives the same people, everywhere."""

from dataclasses import dataclass
from random import Random

from domain.groups.matching import ONLINE, Candidate, Pool, Side, Sizes

THEMES = ("sleep", "rest", "routines", "work", "family", "feelings", "being-heard", "helpers", "hobbies", "movement")
HOURS = (10, 13, 16, 18, 19)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
PLACES = {
    "sandefjord": (59.131, 10.217),
    "larvik": (59.053, 10.035),
    "tonsberg": (59.268, 10.408),
    "horten": (59.417, 10.484),
    "holmestrand": (59.489, 10.315),
    "nesoya": (59.160, 10.420),
}
_WEIGHTS = {10: 1, 13: 1, 16: 2, 18: 5, 19: 4}


@dataclass(frozen=True)
class Course:
    """What most of the people of a course have in common: its evening, its place, a side."""

    slot: str
    place: str
    relatives: float
    loyal: float
    """The share of its people who could go on meeting on the same evening at the same place."""


def pool(people: int, seed: int, *, sizes: Sizes = Sizes()) -> Pool:  # noqa: B008  (frozen)
    """So many people of one centre, from courses of about 20: of some all can go on as before, of others half."""
    random = Random(f"{people}/{seed}")
    courses = [
        Course(
            _slot(random), random.choice(list(PLACES)), random.choice((0.1, 0.5, 0.95)), random.choice((0.5, 0.75, 1.0))
        )
        for _ in range(max(1, people // 20))
    ]
    candidates = tuple(_candidate(random, number, random.choice(courses)) for number in range(1, people + 1))
    together, apart = _pairs(random, people, people // 15), _pairs(random, people, people // 6)
    return Pool(candidates, together, apart - together, sizes, PLACES)


def _slot(random: Random) -> str:
    hour = random.choices(HOURS, [_WEIGHTS[hour] for hour in HOURS])[0]
    return f"{random.choice(WEEKDAYS)}-{hour}"


def _candidate(random: Random, number: int, course: Course) -> Candidate:
    middle = PLACES[course.place]
    position = (middle[0] + random.gauss(0, 0.08), middle[1] + random.gauss(0, 0.16))
    slots = {_slot(random) for _ in range(random.randint(1, 6))}
    near = sorted(PLACES, key=lambda name: abs(PLACES[name][0] - position[0]) + abs(PLACES[name][1] - position[1]) / 2)
    places = set(near[: random.choice((1, 2, 3))])
    if random.random() < course.loyal:
        slots.add(course.slot)
        places.add(course.place)
    if random.random() < 0.45:
        places.add(ONLINE)
    return Candidate(
        id=number,
        side=Side.RELATIVE if random.random() < course.relatives else Side.SELF,
        mixed_sides=random.random() < 0.5,
        languages=_languages(random),
        places=frozenset(places),
        slots=frozenset(slots),
        themes=frozenset(random.sample(THEMES, random.randint(1, 4))),
        age=random.choices((0, 1, 2, 3, 4, 5, None), (2, 3, 4, 4, 3, 2, 1))[0],
        age_matters=random.random() < 0.15,
        same_situation=random.random() < 0.12,
        starter=random.random() < 0.25,
        experienced=random.random() < 0.2,
        waited_days=random.randint(0, 200),
        position=position if random.random() < 0.9 else None,
    )


def _languages(random: Random) -> frozenset[str]:
    chance = random.random()
    if chance < 0.05:
        return frozenset({"en"})
    return frozenset({"nb", "en"}) if chance < 0.45 else frozenset({"nb"})


def _pairs(random: Random, people: int, number: int) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(random.sample(range(1, people + 1), 2)) for _ in range(number))
