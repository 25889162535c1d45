"""What is new to the team of a course, told from what each of them knew: of two changes in a row one message tells, and of one
that was taken back none.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from db.models import CourseChange, Outbox
from domain.courses.messages import TeamNews
from domain.delivery import State
from domain.rights import Action
from domain.timing import instant
from services import Session, courses
from services.courses import CourseView, SessionView, absences, changes, team
from services.courses.team import Member
from services.people import may
from services.programmes import Library
from services.setup import meetings
from services.setup.meetings import Meeting

_CAME = (State.SENT, State.UNKNOWN)
Evening = tuple[SessionView, datetime | None]
"""With its earlier start, None where it was cancelled."""


class TeamChange(Struct, frozen=True):
    """What is new to somebody of a course's team; to who coordinates it (`member` None) of its meetings alone.

    `facts`: what each was before. `meetings`: each as it is, and as it was. `lapsed`: evenings to which they could not come at
    the time that each had; `away`: those that stand (again) at a time at which they cannot. Of meetings they are
    `lapsed_meetings` and `missed`.
    """

    course: CourseView
    member: Member | None
    facts: Mapping[str, str]
    evenings: Sequence[Evening]
    meetings: Sequence[tuple[Meeting, Meeting]]
    link: bool = False
    lapsed: Sequence[SessionView] = ()
    away: Sequence[SessionView] = ()
    lapsed_meetings: Sequence[Meeting] = ()
    missed: Sequence[Meeting] = ()


async def view(
    session: Session, library: Library, message: TeamNews, person_id: int, now: datetime
) -> TeamChange | None:
    """None when a newer change is on its way to them, nothing is new any more, or it is not theirs (any more)."""
    course = (await courses.by_id(session, library, [message.course_id])).get(message.course_id)
    if course is None:
        return None
    member = await team.standing(session, course, person_id)
    if member is None and not await may(session, Action.SETUP, course.centre.id, person_id):
        return None
    versions = await _versions(session, message.course_id, person_id)
    if message.version < max(number for _, number in versions):
        return None
    known = _known(message, versions, member[1] if member else None)
    rows = await session.scalars(
        select(CourseChange.was)
        .where(CourseChange.course_id == course.id, CourseChange.version > known)
        .order_by(CourseChange.version)
    )
    chosen = (await meetings.chosen(session, [course.id])).get(course.id, {})
    found = _theirs(_changed(course, rows.all(), chosen, now), member[0] if member else None, now)
    if member is None:
        return TeamChange(course, None, {}, (), found.meetings) if found.meetings else None
    new = found.facts or found.evenings or found.meetings or found.link
    if not (new or not course.takes_place):
        return None
    found = replace(found, member=member[0])
    if not (found.evenings or found.meetings):
        return found
    return _with_said(found, await absences.said_by(session, member[0].id))


def _with_said(found: TeamChange, said: absences.Sayings) -> TeamChange:
    """With what they have said of the evenings and meetings that are new."""
    evenings = [(one, absences.begins(one), said.evenings.get(one.id)) for one, _ in found.evenings]
    meet = [(one, one.begins, said.meetings.get(one.number)) for one, _ in found.meetings]
    return replace(
        found,
        lapsed=[one for one, at, they in evenings if they and they.lapsed(at)],
        away=[one for one, at, they in evenings if they and they.away(at)],
        lapsed_meetings=[one for one, at, they in meet if they and they.lapsed(at)],
        missed=[one for one, at, they in meet if they and they.away(at)],
    )


def _theirs(found: TeamChange, member: Member | None, now: datetime) -> TeamChange:
    """Of whoever stands in at one evening, what concerns that; nothing once it is over."""
    if member is None or not member.session_id:
        return found
    if found.course.session(member.session_id).ends_at <= now:
        return replace(found, facts={}, evenings=(), meetings=(), link=False)
    return replace(found, evenings=[one for one in found.evenings if one[0].id == member.session_id], meetings=())


async def _versions(session: Session, course_id: int, person_id: int) -> list[tuple[State, int]]:
    """Of which versions of a course this person has been told as one of its team, or still is to be: never none."""
    rows = await session.execute(
        select(Outbox.state, Outbox.params).where(Outbox.person_id == person_id, Outbox.kind == TeamNews.kind)
    )
    return [(row.state, row.params["version"]) for row in rows if row.params["course_id"] == course_id]


def _known(message: TeamNews, versions: Iterable[tuple[State, int]], known: int | None) -> int:
    """The newest version that they know; who coordinates (None) knows all before the first that is news to them."""
    told = max((number for state, number in versions if state in _CAME), default=0)
    if known is None:
        known = min((number for _, number in versions if number > told), default=message.version) - 1
    return max(known, told)


def _changed(
    course: CourseView, was: Sequence[Mapping[str, Any]], chosen: meetings.Changed, now: datetime
) -> TeamChange:
    """All that differs from what was so before these changes, the oldest first."""
    facts, moved, link = changes.before(was)
    starts = _starts(course, was, moved)
    evenings = [
        (one, starts[one.position])
        for one in course.sessions
        if one.position in starts and (None if one.cancelled else one.starts_at) != starts[one.position]
    ]
    earlier = replace(course, sessions=tuple(_as_it_was(one, starts) for one in course.sessions))
    return TeamChange(
        course,
        None,
        {name: value for name, value in facts.items() if value != getattr(course, name)},
        sorted(evenings, key=lambda one: one[0].starts_at),
        _meetings(course, earlier, was, chosen, now),
        link,
    )


def _starts(
    course: CourseView, was: Iterable[Mapping[str, Any]], moved: Mapping[int, datetime | None]
) -> dict[int, datetime | None]:
    """By position: the start before, as a draft kept it or as the evening had it."""
    dates: Sequence[str] = next((one[changes.DATES] for one in was if changes.DATES in one), [])
    local = [datetime.fromisoformat(one) for one in dates]
    found: dict[int, datetime | None] = {
        number: instant(at.date(), at.time(), course.zone) for number, at in enumerate(local, 1)
    }
    return {one.position: moved[one.id] for one in course.sessions if one.id in moved} | found


def _as_it_was(one: SessionView, starts: Mapping[int, datetime | None]) -> SessionView:
    if one.position not in starts:
        return one
    at = starts[one.position]
    begins = at or one.starts_at
    return replace(one, starts_at=begins, ends_at=begins + (one.ends_at - one.starts_at), cancelled=at is None)


def _meetings(
    course: CourseView, earlier: CourseView, was: Iterable[Mapping[str, Any]], chosen: meetings.Changed, now: datetime
) -> list[tuple[Meeting, Meeting]]:
    before: dict[int, datetime | None] = {}
    for one in was:
        for number, at in one.get(changes.MEETINGS, {}).items():
            before.setdefault(int(number), datetime.fromisoformat(at) if at else None)
    then = {one.number: one for one in meetings.planned(earlier, {**chosen, **before})}
    pairs = [(one, then[one.number]) for one in meetings.planned(course, chosen) if one.number in then]
    return [(one, old) for one, old in pairs if _differs(one, old) and max(one.at, old.at) > now]


def _differs(one: Meeting, old: Meeting) -> bool:
    return one.left_out != old.left_out or (not one.left_out and one.at != old.at)
