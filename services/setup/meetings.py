"""The team's own meetings, without participants: when the programme proposes them, unless somebody has chosen another time.

What the programme proposes is a rule and has no row: it moves with the course. What is chosen by hand has one, and stays.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, select

from db.models import ChosenMeeting
from domain.timing import earlier, instant
from services import Session
from services.courses import CourseView, changes
from services.courses.absences import Said
from services.courses.team import Member

Changed = Mapping[int, datetime | None]
"""By number: the time that somebody has chosen, None for a meeting that is left out."""


class Meeting(Struct, frozen=True):
    """`number` counts from 1 as the programme has them: those for planning, then the one after the course (`looking_back`).

    `proposed`: when the programme has it, by the course's dates as they are. One that is `left_out` keeps its time.
    `said`: how often whoever it is given out to has said that they cannot come, or can after all.
    """

    number: int
    looking_back: bool
    at: datetime
    minutes: int
    proposed: datetime
    left_out: bool = False
    said: int = 0

    @property
    def begins(self) -> datetime | None:
        """None where it does not take place."""
        return None if self.left_out else self.at


NOTICE = timedelta(days=7)
"""A meeting that would come sooner than that after the rest of a course was called off is counted from later on."""


def proposed(view: CourseView) -> list[Meeting]:
    """As the programme has them; none of a course without dates, or that does not take place."""
    starts = [one.starts_at for one in view.sessions if not one.cancelled]
    return _proposed(view, min(starts), _last(view, max(starts))) if starts else []


def _last(view: CourseView, held: datetime) -> datetime:
    """From which evening the meeting after the course is counted: the last that was `held`.

    Where the rest was called off so late that it would have been by then, the first of those that were still to come.
    """
    lapsed = [(one.starts_at, one.cancelled_at) for one in view.sessions if view.lapsed(one) and one.cancelled_at]
    off = max((at for _, at in lapsed), default=None)
    if off is None or _after(view, held) >= off + NOTICE:
        return held
    return min((starts for starts, _ in lapsed if starts > off), default=held)


def _after(view: CourseView, last: datetime) -> datetime:
    """When the meeting after the course is, at the hour of its evenings."""
    local = last.astimezone(view.zone)
    return instant(local.date() + (view.programme.team.evaluation or timedelta()), local.time(), view.zone)


def _proposed(view: CourseView, first: datetime, last: datetime) -> list[Meeting]:
    plan = view.programme.team
    times = [(earlier(first, span, view.zone), plan.planning_minutes) for span in plan.planning]
    found = [Meeting(number, False, at, minutes, at) for number, (at, minutes) in enumerate(times, 1)]
    if plan.evaluation:
        after = _after(view, last)
        found.append(Meeting(len(found) + 1, True, after, plan.evaluation_minutes, after))
    return found


def planned(view: CourseView, changed: Changed) -> list[Meeting]:
    """All of them, with those that are left out."""
    return [_as_chosen(one, changed) for one in proposed(view)]


def _as_chosen(one: Meeting, changed: Changed) -> Meeting:
    if one.number not in changed:
        return one
    at = changed[one.number]
    return Meeting(one.number, one.looking_back, at or one.at, one.minutes, one.proposed, at is None)


def for_calendars(view: CourseView, changed: Changed) -> list[Meeting]:
    """As `planned`; of a course that is called off those that were still to come stand there as cancelled."""
    if found := planned(view, changed):
        return found
    off = max((one.cancelled_at for one in view.sessions if one.cancelled_at), default=None)
    starts = [one.starts_at for one in view.sessions]
    found = [_as_chosen(one, changed) for one in _proposed(view, min(starts), max(starts))] if starts else []
    return [replace(one, left_out=one.left_out or off is None or one.at > off) for one in found]


def theirs(view: CourseView, meet: Sequence[Meeting], member: Member | None) -> tuple[CourseView, list[Meeting]]:
    """A course and its team's meetings as one of the team has them in a calendar: not what was over before they joined.

    Whoever stands in at one evening has that alone; who only coordinates (None) has all.
    """
    if member is None:
        return view, list(meet)
    since, only = member.answered_at or member.asked_at, member.session_id
    evenings = tuple(one for one in view.sessions if one.ends_at > since and only in (0, one.id))
    ahead = [one for one in meet if one.at + timedelta(minutes=one.minutes) > since and not only]
    return replace(view, sessions=evenings), ahead


def missed(meet: Sequence[Meeting], said: Mapping[int, Said]) -> frozenset[int]:
    """The numbers of those to which somebody cannot come who has `said` this."""
    return frozenset(one.number for one in meet if one.number in said and said[one.number].away(one.begins))


def given_out(meet: Sequence[Meeting], said: Mapping[int, Said]) -> list[Meeting]:
    """As one of the team has them: one to which they cannot come stands as left out."""
    missing = missed(meet, said)
    return [
        replace(one, left_out=one.left_out or one.number in missing, said=said[one.number].changes)
        if one.number in said
        else one
        for one in meet
    ]


def held(view: CourseView, changed: Changed) -> list[Meeting]:
    """Those that are not left out, in the order of time."""
    return sorted((one for one in planned(view, changed) if not one.left_out), key=lambda one: (one.at, one.number))


async def chosen(session: Session, course_ids: Collection[int]) -> dict[int, dict[int, datetime | None]]:
    """By course: what has been chosen by hand. One statement, none where there are no courses."""
    found: dict[int, dict[int, datetime | None]] = {}
    if course_ids:
        rows = await session.execute(
            select(ChosenMeeting.course_id, ChosenMeeting.number, ChosenMeeting.starts_at).where(
                ChosenMeeting.course_id.in_(course_ids)
            )
        )
        for row in rows:
            found.setdefault(row.course_id, {})[row.number] = row.starts_at
    return found


async def of_course(session: Session, view: CourseView) -> list[Meeting]:
    """All of one course, with those that are left out."""
    return planned(view, (await chosen(session, [view.id])).get(view.id, {}))


def changeable(view: CourseView, one: Meeting, now: datetime) -> bool:
    """Not once it has been; before the course begins one may also put right what the programme would have had long ago."""
    return one.at > now or (not one.looking_back and view.starts_at > now)


async def as_proposed_again(session: Session, view: CourseView) -> dict[str, dict[str, str]]:
    """The dates of a draft are chosen anew: what was moved off a free day for the earlier ones is as the programme proposes it.

    Returns when these meetings were, as `services/courses/changes.py` keeps it.
    """
    theirs = ChosenMeeting.course_id == view.id, ChosenMeeting.off_free_day.is_(True)
    rows = await session.execute(select(ChosenMeeting.number, ChosenMeeting.starts_at).where(*theirs))
    was = {str(number): at.isoformat() for number, at in rows if at}
    if not was:
        return {}
    await session.execute(delete(ChosenMeeting).where(*theirs))
    return {changes.MEETINGS: was}
