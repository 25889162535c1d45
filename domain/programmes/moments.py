"""When the polls of a course come: each by itself, from the plans that a programme has written."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.programmes.pieces import EvaluationPlan, When
from domain.timing import earlier

BEFORE = timedelta(days=2)
"""A poll before the first session comes so long before it where nothing is said."""


class Moment(Struct, frozen=True):
    """One poll of a course: `delay` after the session at `position` ends, or (`before`) before that one begins."""

    key: str
    when: When
    position: int
    delay: timedelta
    questionnaire: str
    remind_after: timedelta
    close_after: timedelta

    @property
    def before(self) -> bool:
        return self.when == "before"

    @property
    def of_the_whole(self) -> bool:
        """Whether it asks about the course as it has been, however many of its sessions were held."""
        return self.when in ("end", "later")

    def opens(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
        """When the poll goes out, by start and end of its session as they stand now; half a year later at the same hour."""
        return earlier(starts, self.delay, zone) if self.before else earlier(ends, -self.delay, zone)

    def reminds(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime | None:
        """When those are reminded who have not answered; None for never."""
        return earlier(self.opens(starts, ends, zone), -self.remind_after, zone) if self.remind_after else None

    def closes(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
        """From this instant on no answers are taken; what is asked before the course is not asked in it."""
        closes = earlier(self.opens(starts, ends, zone), -self.close_after, zone)
        return min(closes, starts) if self.before else closes

    @property
    def offsets(self) -> tuple[timedelta, ...]:
        """How long after the end of its session, or (`before`) its start, the poll goes out, and the reminder if there is one."""
        first = -self.delay if self.before else self.delay
        return (first, first + self.remind_after) if self.remind_after else (first,)


def in_order(plans: Iterable[EvaluationPlan], last: int) -> tuple[Moment, ...]:
    """Every poll of a course of `last` sessions, in the order in which they come."""
    found = [one for plan in plans for one in _moments(plan, last)]
    return tuple(sorted(found, key=lambda one: (not one.before, one.position, one.delay)))


def _moments(plan: EvaluationPlan, last: int) -> Iterator[Moment]:
    rest = plan.questionnaire, plan.remind_after, plan.close_after
    key, delay = plan.key or plan.questionnaire, plan.delay or timedelta(0)
    match plan.when:
        case "each":
            for number in range(1, last + 1):
                yield Moment(f"{key}-{number}", "each", number, timedelta(0), *rest)
        case "before":
            yield Moment(key, "before", 1, plan.delay or BEFORE, *rest)
        case "after":
            yield Moment(key, "after", plan.session or last, timedelta(0), *rest)
        case _:
            yield Moment(key, plan.when, last, delay, *rest)
