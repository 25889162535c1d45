"""What centres have done in a year, in numbers alone: for whoever answers for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import case, func, select

from db.models import Centre, Course, CourseSession, Enrolment, Group
from domain import rights
from domain.courses import State
from domain.errors import NotYours
from domain.groups import GroupState
from domain.rights import Action
from domain.signup import Status
from services import Session
from services.people import Actor

SPARE = timedelta(days=1)
"""A year begins at another instant in each time zone."""
YEARS = 50
"""No course is further away than that."""


class Numbers(Struct, frozen=True):
    """Of courses whose first session is in the year: how far they are, how many sessions were held, how many had a place.

    `name` is the centre's; `groups`: self-help groups that go on now.
    """

    name: str
    done: int = 0
    running: int = 0
    to_come: int = 0
    cancelled: int = 0
    sessions: int = 0
    places: int = 0
    groups: int = 0


class Figures(Struct, frozen=True):
    """`years`: those in which there is a course, in order; the one that is shown may be without."""

    year: int
    years: Sequence[int]
    centres: Sequence[Numbers]

    @property
    def total(self) -> Numbers:
        """All centres together; without a name."""
        fields = [one for one in Numbers.__struct_fields__ if one != "name"]
        return Numbers("", **{one: sum(getattr(centre, one) for centre in self.centres) for one in fields})


async def of_year(session: Session, actor: Actor, year: int, now: datetime) -> Figures:
    """The centres of which the actor may see figures, by name; 0, and a year that there cannot be, is the present one.

    Raises NotYours.
    """
    if not rights.anywhere(actor, Action.REPORT):
        raise NotYours
    reached = Centre.id.in_(rights.where(actor, Action.REPORT))
    centres = (await session.scalars(select(Centre).where(reached).order_by(Centre.name, Centre.id))).all()
    zones = {one.id: ZoneInfo(one.time_zone) for one in centres}
    this_year = max((now.astimezone(zone).year for zone in zones.values()), default=now.year)
    year = year if abs(year - this_year) <= YEARS else this_year
    rows = [
        row
        for row in await _courses(session, zones, year, now)
        if row.first.astimezone(zones[row.centre_id]).year == year
    ]
    places = await _places(session, rows)
    groups = await _groups(session, zones)
    return Figures(
        year,
        await _years(session, zones, this_year),
        [
            _numbers(one.name, [row for row in rows if row.centre_id == one.id], places, groups.get(one.id, 0), now)
            for one in centres
        ],
    )


def _numbers(name: str, rows: Sequence[Any], places: Mapping[int, int], groups: int, now: datetime) -> Numbers:
    takes_place = [row for row in rows if row.begins is not None]
    return Numbers(
        name,
        done=sum(row.ends <= now for row in takes_place),
        running=sum(row.begins <= now < row.ends for row in takes_place),
        to_come=sum(row.begins > now for row in takes_place),
        cancelled=len(rows) - len(takes_place),
        sessions=sum(row.held for row in rows),
        places=sum(row.by_phone + places.get(row.id, 0) for row in takes_place),
        groups=groups,
    )


async def _courses(session: Session, centres: Iterable[int], year: int, now: datetime) -> Sequence[Any]:
    """Published courses of about that year: `begins` and `ends` are of the sessions that take place, `held` so many by now."""
    first, stands = func.min(CourseSession.starts_at), CourseSession.cancelled_at.is_(None)
    begin, end = datetime(year, 1, 1, tzinfo=UTC) - SPARE, datetime(year + 1, 1, 1, tzinfo=UTC) + SPARE
    statement = (
        select(
            Course.id,
            Course.centre_id,
            Course.by_phone,
            first.label("first"),
            func.min(case((stands, CourseSession.starts_at))).label("begins"),
            func.max(case((stands, CourseSession.ends_at))).label("ends"),
            func.count(case((stands & (CourseSession.ends_at <= now), 1))).label("held"),
        )
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.centre_id.in_(centres), Course.state == State.PUBLISHED)
        .group_by(Course.id, Course.centre_id, Course.by_phone)
        .having((first >= begin) & (first < end))
    )
    return [*await session.execute(statement)]


async def _places(session: Session, rows: Sequence[Any]) -> dict[int, int]:
    """By course: how many have a place."""
    theirs = Enrolment.course_id.in_([row.id for row in rows]), Enrolment.status == Status.PLACE
    counted = select(Enrolment.course_id, func.count()).where(*theirs).group_by(Enrolment.course_id)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def _groups(session: Session, centres: Iterable[int]) -> dict[int, int]:
    """By centre: how many self-help groups go on."""
    theirs = Group.centre_id.in_(centres), Group.state == GroupState.RUNNING
    counted = select(Group.centre_id, func.count()).where(*theirs).group_by(Group.centre_id)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def _years(session: Session, zones: Mapping[int, ZoneInfo], this_year: int) -> list[int]:
    """From the year of the first course to that of the last, the present one among them."""
    begins = (
        select(func.min(CourseSession.starts_at), func.max(CourseSession.starts_at))
        .join(Course, Course.id == CourseSession.course_id)
        .where(Course.centre_id.in_(zones), Course.state == State.PUBLISHED, CourseSession.position == 1)
    )
    first, last = (await session.execute(begins)).one()
    zone = next(iter(zones.values()), UTC)
    known = [one.astimezone(zone).year for one in (first, last) if one is not None]
    return list(range(min([this_year, *known]), max([this_year, *known]) + 1))
