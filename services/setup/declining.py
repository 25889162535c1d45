"""*I cannot*, of a meeting of a team, from one of it: kept and told as it is of an evening (`services/courses/absences.py`).

Nobody is asked to stand in: a meeting goes on without somebody.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from db.models import TeamAbsence
from domain.courses.messages import TeamMeetingAway, TeamMeetingBack
from domain.errors import Gone, MeetingBegun, Stale
from domain.rights import Action
from domain.running.sessions import in_minutes
from services import Session, courses
from services.courses import absences, team
from services.courses.absences import Said
from services.courses.team import Standing
from services.people import Actor, may
from services.programmes import Library
from services.setup import meetings, sheet
from services.setup.meetings import Meeting


class Ahead(Struct, frozen=True):
    """To what one of a team may not be able to come: the evenings of the course, and these `meetings` that are to come.

    `away`: the ids of evenings of which they have said it; `missed`: the numbers of meetings.
    """

    standing: Standing
    meetings: Sequence[Meeting]
    away: frozenset[int]
    missed: frozenset[int]


async def ahead(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Ahead:
    """Raises Gone, also for whoever is not on the team. A draft has no evenings yet, and its meetings may not be either."""
    member = await team.own(session, actor, course_id)
    if member is None:
        raise Gone
    view = await courses.load(session, library, course_id)
    theirs = not (view.draft or member.session_id)
    meet = sheet.to_come(await meetings.of_course(session, view), now) if theirs else []
    said = await absences.said_by(session, member.id)
    return Ahead(Standing(view, member), meet, said.away(view), meetings.missed(meet, said.meetings))


async def cannot_come(
    session: Session, library: Library, actor: Actor, course_id: int, number: int, at: int, now: datetime
) -> tuple[Standing, Meeting]:
    """*I cannot*, of the meeting that stands `at` this time (minutes since 1970 UTC): kept, and told to the coordinators at once.

    Saying it twice tells once. Raises Gone, also for whoever is not on the team, Stale, MeetingBegun.
    """
    standing, it = await _answerable(session, library, actor, course_id, number, at, now)
    member = standing.member.id
    if said := await absences.keep_away(session, TeamAbsence(member_id=member, meeting=number), it.at, now):
        message = TeamMeetingAway(member, number, _seconds(it.at), said)
        await absences.tell_away(session, actor, standing, message, now, it.at)
    return standing, it


async def can_come(
    session: Session, library: Library, actor: Actor, course_id: int, number: int, at: int, now: datetime
) -> tuple[Standing, Meeting]:
    """*I can after all*: whoever has been told, or may have been, hears at once. Raises what `cannot_come` raises."""
    standing, it = await _answerable(session, library, actor, course_id, number, at, now)
    member, when = standing.member.id, _seconds(it.at)
    if said := await absences.keep_back(session, TeamAbsence(member_id=member, meeting=number), it.at, now):
        away, back = TeamMeetingAway(member, number, when, said[0]), TeamMeetingBack(member, number, when, said[1])
        await absences.tell_back(session, standing, away, back, now, it.at)
    return standing, it


async def _answerable(
    session: Session, library: Library, actor: Actor, course_id: int, number: int, at: int, now: datetime
) -> tuple[Standing, Meeting]:
    member = await team.own(session, actor, course_id)
    if member is None or member.session_id:
        raise Gone  # who stands in at one evening is not at the meetings
    view = await courses.load(session, library, course_id)
    found = [] if view.draft else await meetings.of_course(session, view)
    it = next((one for one in found if one.number == number), None)
    if it is None:
        raise Gone
    if it.begins is None or in_minutes(it.begins) != at:
        raise Stale
    if it.at <= now:
        raise MeetingBegun
    return Standing(view, member), it


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


async def away_view(
    session: Session, library: Library, message: TeamMeetingAway, person_id: int, now: datetime
) -> tuple[Standing, Meeting] | None:
    """None when the meeting has another time, is left out or has begun, they can after all, or are off the team, or the person
    sets up no courses there (any more).
    """
    found, said = await _told_of(session, library, message, person_id, now)
    return found if found and said and said.away(found[1].begins) and _same(said, message) else None


async def back_view(
    session: Session, library: Library, message: TeamMeetingBack, person_id: int, now: datetime
) -> tuple[Standing, Meeting] | None:
    """None when they cannot after all; and as `away_view`."""
    found, said = await _told_of(session, library, message, person_id, now)
    return found if found and said and said.at is None and _same(said, message) else None


def _same(said: Said, message: TeamMeetingAway | TeamMeetingBack) -> bool:
    """Whether nothing has been said since."""
    return team.milliseconds(said.said_at) == message.said


async def _told_of(
    session: Session, library: Library, message: TeamMeetingAway | TeamMeetingBack, person_id: int, now: datetime
) -> tuple[tuple[Standing, Meeting] | None, Said | None]:
    standing = await team.of_member(session, library, message.member_id)
    if standing is None or not await may(session, Action.SETUP, standing.course.centre.id, person_id):
        return None, None
    at = datetime.fromtimestamp(message.at, UTC)
    found = [] if standing.course.draft else await meetings.of_course(session, standing.course)
    it = next((one for one in found if one.number == message.number and one.begins == at), None)
    if it is None or at <= now:
        return None, None
    said = await absences.said_by(session, message.member_id)
    return (standing, it), said.meetings.get(message.number)
