"""The card of a course: with its people, and without."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import Enrolment, Person
from domain.rights import Action
from domain.signup import Status, needs
from domain.signup.needs import Summary, summed
from services import Session
from services.courses import courses
from services.courses.coordination.access import course
from services.courses.coordination.comers import Answers, answers
from services.courses.coordination.standing import ORDER, counts, who_rang
from services.courses.views import CourseView, SessionView
from services.people import Actor, Reach, reachable, ring
from services.programmes import Library


class Overview(Struct, frozen=True):
    """The coordinator's card of a course. `answers` are those to `next`, None when no evening is left.

    `taken` are all places, those by phone included; `open` while one may sign up.
    `needs`: what those with a place need, without names.
    `ring`: who of those with a place, an offer or a number in line the bot cannot reach, while there is an evening to come.
    """

    course: CourseView
    open: bool
    taken: int
    offered: int
    waiting: int
    next: SessionView | None
    answers: Answers | None
    ring: Reach
    needs: Summary = summed(())


class Glance(Struct, frozen=True):
    """A course without its people: what is public about it, how many seats are taken, how many wait, and who sees it so.

    `open` while one may sign up; `taken` are all places, those by phone included; `shared_with`: names of centres.
    """

    course: CourseView
    open: bool
    taken: int
    waiting: int
    shared_with: Sequence[str]


async def glance(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Glance:
    """The card for whoever has to do with the course, but not with its people. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.SHARED)
    totals = await counts(session, course_id)
    taken = totals[Status.PLACE] + view.by_phone
    shared = [one.name for one in await courses.shared_with(session, course_id)]
    return Glance(view, view.open(now), taken, totals[Status.WAITING], shared)


async def overview(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Overview:
    """The card of one course. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.SEE)
    totals = await counts(session, course_id)
    coming = view.next_session(now)
    return Overview(
        view,
        open=view.open(now),
        taken=totals[Status.PLACE] + view.by_phone,
        offered=totals[Status.OFFERED],
        waiting=totals[Status.WAITING] + len(await who_rang(session, course_id)),
        next=coming,
        answers=await answers(session, view, coming) if coming else None,
        ring=await _to_ring(session, course_id) if coming else Reach(),
        needs=await needed(session, course_id) if coming else summed(()),
    )


async def needed(session: Session, course_id: int) -> Summary:
    """What those with a place on a course need, without names."""
    said = Enrolment.course_id == course_id, Enrolment.status == Status.PLACE, Enrolment.needs.is_not(None)
    return summed(map(needs.read, await session.scalars(select(Enrolment.needs).where(*said))))


async def _to_ring(session: Session, course_id: int) -> Reach:
    rows = await session.scalars(
        select(Enrolment.person_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == course_id, Enrolment.status.in_(ORDER), ~reachable())
    )
    return await ring(session, rows.all())
