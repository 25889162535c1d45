"""When a team meets, as somebody chooses it: another time than the programme proposes, or not at all."""

from datetime import datetime

from sqlalchemy import delete

from db.models import ChosenMeeting
from domain.errors import Gone, InThePast
from domain.rights import Action
from domain.running.sessions import days_later, is_near, read_time
from services import Session
from services.courses import CourseView, changes, coordination
from services.people import Actor, Reach
from services.programmes import Library
from services.setup import meetings, sheet

LATER = (1, 7)
"""Days, of the times that are offered for a meeting instead."""


async def one(
    session: Session, library: Library, actor: Actor, course_id: int, number: int, now: datetime
) -> tuple[CourseView, meetings.Meeting]:
    """A meeting that may be changed. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    found = {it.number: it for it in await meetings.of_course(session, view)}
    if number not in found or not meetings.changeable(view, found[number], now):
        raise Gone
    return view, found[number]


async def shortcuts(session: Session, view: CourseView, found: meetings.Meeting, now: datetime) -> dict[int, datetime]:
    """Times that may be offered for a meeting instead, by how many days later: none that is over, or on a free day."""
    later = {days: days_later(found.at, days, view.zone) for days in LATER}
    free = {one.at for one in sheet.free_days(view, list(later.values()), await sheet.school_holidays(session, view))}
    return {days: at for days, at in later.items() if at > now and at not in free}


async def written(
    session: Session, library: Library, actor: Actor, course_id: int, number: int, text: str, now: datetime
) -> datetime:
    """The time that somebody has written for a meeting. Raises NotATime, OtherWeekday, InThePast, NotYours, Gone."""
    view, found = await one(session, library, actor, course_id, number, now)
    return read_time(text, now, view.zone, found.at, found.at)


async def choose(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    number: int,
    at: datetime | None,
    now: datetime,
    *,
    as_proposed: bool = False,
) -> Reach:
    """It is then; left out with None; `as_proposed`: when the programme has it. Returns who of the team is told.

    The team hears of it, and where one of it has said yes the coordinators do, once it has stayed so for a while. Nobody is asked
    to confirm who will be told, not even of a published course: participants do not go by these dates, and until then one
    may put it right. Raises NotYours, Gone, InThePast, ChangedMeanwhile unless it is so already.
    """
    _, found = await one(session, library, actor, course_id, number, now)
    wanted = found.proposed if as_proposed else at
    if wanted is not None and wanted <= now:
        raise InThePast
    if wanted is not None and not is_near(wanted, now):
        raise Gone
    if (None if found.left_out else found.at) == wanted:
        return Reach()
    row, _ = await sheet.begun(session, library, actor, course_id, edition)
    was = {str(number): "" if found.left_out else found.at.isoformat()}
    here = ChosenMeeting.course_id == course_id, ChosenMeeting.number == number
    await session.execute(delete(ChosenMeeting).where(*here))
    if wanted != found.proposed:
        session.add(ChosenMeeting(course_id=course_id, number=number, starts_at=wanted))
    row.edition += 1
    await session.flush()
    return await sheet.tell_team(session, row, {changes.MEETINGS: was}, now, coordinators=True, but=actor.id)
