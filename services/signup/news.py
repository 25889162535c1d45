"""What coordinators hear of sign-ups and of those who leave: at once, once a day, or not at all, as each of them has chosen.

For the daily word the time when it is due is written down with the first thing that there is to tell; so nothing is asked
while nothing has happened.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import bindparam, func, or_, select, update

from db.models import Assignment, Course, Enrolment, Instant, Person, columns, table
from domain import rights
from domain.errors import Gone, NotYours
from domain.rights import Action, roles_for
from domain.signup import USUAL, Handled, News, Status, next_digest
from domain.signup.messages import SignUpDigest, SignUpNews
from domain.timing import earlier
from services import Session, courses, people
from services.courses import CentreView, CourseView
from services.mail import outbox
from services.people import Actor
from services.programmes import Library
from services.signup import seats
from services.signup.seats import Seats

MOST = 8
"""Courses in one digest by name."""


class Happened(Struct, frozen=True):
    """What has come about on a course: new places, new in line, gone; and how it stands now, with seats by phone."""

    course: CourseView
    placed: int
    waiting_new: int
    gone: int
    taken: int
    waiting: int


class Digest(Struct, frozen=True):
    """What has come about in a day, at most `MOST` courses; `more` besides."""

    courses: Sequence[Happened]
    more: int


class OneNews(Struct, frozen=True):
    """Somebody has a place now, is in line, or has left (`status`); and how the course stands."""

    status: Status
    now: Happened


_P, _A = columns(Person), columns(Assignment)
_WHO = (
    select(_P.id, _P.sign_up_news, _P.news_due_at)
    .where(
        _P.id.in_(select(_A.person_id).where(_A.centre_id == bindparam("centre"), _A.role.in_(roles_for(Action.SEE))))
    )
    .order_by(_P.id)
)
_DUE = update(table(Person)).where(_P.id == bindparam("person"), _P.news_due_at.is_(None))
_FALLS_DUE = _DUE.values(news_due_at=bindparam("due", type_=Instant))


async def tell(session: Session, centre: CentreView, what: SignUpNews, now: datetime, *, but: int) -> None:
    """Somebody's standing has just changed, by their own doing; who is `but` knows already."""
    found = [one for one in await session.execute(_WHO, {"centre": centre.id}) if one.id != but]
    at_once = [(what, one.id) for one in found if one.sign_up_news == News.AT_ONCE]
    if at_once:
        await outbox.put_each(session, at_once, due_at=now)
    daily = [one for one in found if (one.sign_up_news or USUAL) == News.DAILY and one.news_due_at is None]
    if daily:  # in order, so that two who do this at once never wait for each other
        due = next_digest(now, centre.zone)
        await session.execute(_FALLS_DUE, [{"person": one.id, "due": due} for one in daily])


async def choose(session: Session, actor: Actor, name: str) -> News:
    """From now on the person hears of it so; what was to be told once a day is not told any more where they do not want it.

    Raises NotYours, Gone.
    """
    _must_coordinate(actor)
    if name not in tuple(News):
        raise Gone
    person = await session.get_one(Person, actor.id)
    person.sign_up_news = name
    if name != News.DAILY:
        person.news_due_at = None
    return News(name)


async def chosen(session: Session, actor: Actor) -> News:
    """How the person hears of it. Raises NotYours."""
    _must_coordinate(actor)
    person = await session.get_one(Person, actor.id)
    return News(person.sign_up_news or USUAL)


def _must_coordinate(actor: Actor) -> None:
    if not rights.where(actor, Action.SEE):
        raise NotYours


async def put_due(session: Session, now: datetime) -> int:
    """Tell whoever is to be told by now; returns how many."""
    rows = await session.execute(
        select(Person.id, Person.news_due_at).where(Person.news_due_at <= now).order_by(Person.id)
    )
    written = 0
    for person_id, moment in rows.all():
        due = moment or now
        message = SignUpDigest(int(due.timestamp()))
        written += await outbox.put_one(session, message, person_id, due_at=due, not_after=now + timedelta(days=1))
        await session.execute(update(Person).where(Person.id == person_id).values(news_due_at=None))
    return written


async def news_view(
    session: Session, library: Library, message: SignUpNews, person_id: int, _now: datetime
) -> OneNews | None:
    """What has happened, or None when something else has since, of which they are told too, or the role is gone."""
    views = await courses.load_many(session, library, [message.course_id])
    if not views or not await people.may(session, Action.SEE, views[0].centre.id, person_id):
        return None
    row = await session.get(Enrolment, message.enrolment_id)
    if row is not None and row.version != message.version:
        return None
    status = Status(row.status) if row is not None else Status.LEFT
    (now,) = await _stand(session, views, {})
    return OneNews(status, now)


async def digest_view(
    session: Session, library: Library, message: SignUpDigest, person_id: int, _now: datetime
) -> Digest | None:
    """What has come about, or None when all of it is undone, or the role is gone."""
    until = datetime.fromtimestamp(message.until, UTC)
    actor = await people.by_id(session, person_id)
    theirs = rights.where(actor, Action.SEE)
    changed = await session.scalars(
        select(Enrolment.course_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.centre_id.in_(theirs), Enrolment.since > until - timedelta(days=2), Enrolment.since < until)
        .distinct()
    )
    views = await courses.load_many(session, library, changed.all())
    happened = await _changed(session, views, until)
    found = await _stand(session, [one for one in views if any(happened[one.id].values())], happened)
    found.sort(key=lambda one: one.course.starts_at)
    return Digest(found[:MOST], max(0, len(found) - MOST)) if found else None


async def _changed(session: Session, views: Sequence[CourseView], until: datetime) -> dict[int, dict[Status, int]]:
    """By course, how many stand differently than a day before by what they have done themselves.

    A statement for each zone of the centres: a day has its hours there.
    """
    found: dict[int, dict[Status, int]] = {one.id: {} for one in views}
    begins = {one.id: earlier(until, timedelta(days=1), one.zone) for one in views}
    for after in sorted(set(begins.values())):
        rows = await session.execute(
            select(Enrolment.course_id, Enrolment.status, func.count().label("people"))
            .where(Enrolment.course_id.in_([number for number, begin in begins.items() if begin == after]))
            .where(Enrolment.since >= after, Enrolment.since < until)
            .where(Enrolment.status.in_((Status.PLACE, Status.WAITING, Status.LEFT)))
            .where(or_(Enrolment.handled.is_(None), Enrolment.handled != Handled.TAKEN_OFF))
            .group_by(Enrolment.course_id, Enrolment.status)
        )
        for row in rows:
            found[row.course_id][Status(row.status)] = row.people
    return found


async def _stand(
    session: Session, views: Sequence[CourseView], happened: Mapping[int, Mapping[Status, int]]
) -> list[Happened]:
    """What has come about on each, and how it stands now, in one statement."""
    taken = await seats.of_courses(session, [one.id for one in views]) if views else {}
    return [_happened(one, happened.get(one.id, {}), taken[one.id]) for one in views]


def _happened(view: CourseView, changed: Mapping[Status, int], now: Seats) -> Happened:
    placed, in_line, gone = (changed.get(one, 0) for one in (Status.PLACE, Status.WAITING, Status.LEFT))
    return Happened(view, placed, in_line, gone, now.standing.held, now.waiting)
