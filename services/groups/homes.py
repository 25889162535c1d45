"""A group as its members see it, with its meetings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, select

from db.models import Group, GroupMember, Meeting, MeetingAnswer
from domain.groups import GroupState, MemberState, next_meetings
from domain.running.sessions import days_later
from services import Session
from services.groups import views
from services.groups.views import GroupView
from services.mail.batches import Addressed
from services.programmes import Library


class MeetingView(Struct, frozen=True):
    """One meeting; `place` is empty when it is at the group's own. `uid`, `sequence`, `changed_at`: as in `InCalendars`."""

    id: int
    number: int
    starts_at: datetime
    place: str
    version: int
    cancelled: bool
    uid: str = ""
    sequence: int = 0
    changed_at: datetime | None = None


class Home(Struct, frozen=True):
    """What one member sees of the group at `now`. `coming` is one's own answer to the next meeting, None when not given.

    `plans`: may set, move and cancel meetings. `meetings` are all that were not cancelled, in order of time.
    `given_out`: those to come with their revisions, cancelled ones too, where the calendar file goes with it.
    """

    group: GroupView
    member_id: int
    member_version: int
    promised: bool
    starter: bool
    plans: bool
    meetings: tuple[MeetingView, ...]
    last_number: int
    coming: bool | None
    comers: int
    now: datetime
    given_out: tuple[MeetingView, ...] = ()

    @property
    def next(self) -> MeetingView | None:
        return next((one for one in self.meetings if one.starts_at > self.now), None)

    @property
    def held(self) -> tuple[MeetingView, ...]:
        return tuple(one for one in self.meetings if one.starts_at <= self.now)

    @property
    def usual_times(self) -> list[datetime]:
        """The two times to offer for the next meeting."""
        last = self.held[-1].starts_at if self.held else None
        return next_meetings(last, self.now, self.group.slot, self.group.zone)

    @property
    def example(self) -> datetime:
        """A time to show to whoever is asked to write one."""
        return days_later(self.next.starts_at, 1, self.group.zone) if self.next else self.usual_times[0]


_GROUPS: BindParameter[int] = bindparam("groups", expanding=True)


async def load(session: Session, library: Library, group_id: int, person_id: int, now: datetime) -> Home | None:
    """What a member sees; None for whoever is not (or no longer) a member of a running group."""
    return (await load_many(session, library, [(group_id, person_id)], now)).get((group_id, person_id))


_MEMBERS = (
    select(
        *(GroupMember.id, GroupMember.group_id, GroupMember.person_id, GroupMember.version, GroupMember.promise_at),
        Group.starter_id,
    )
    .join(Group, Group.id == GroupMember.group_id)
    .where(Group.id.in_(_GROUPS), Group.state == GroupState.RUNNING, GroupMember.state == MemberState.MEMBER)
)
_MEETINGS = (
    select(
        *(Meeting.id, Meeting.group_id, Meeting.number, Meeting.starts_at, Meeting.place, Meeting.version),
        *(Meeting.cancelled_at, Meeting.uid, Meeting.sequence, Meeting.changed_at),
    )
    .where(Meeting.group_id.in_(_GROUPS))
    .order_by(Meeting.group_id, Meeting.starts_at)
)
_ANSWERS = select(
    MeetingAnswer.meeting_id, MeetingAnswer.meeting_version, MeetingAnswer.person_id, MeetingAnswer.coming
).where(MeetingAnswer.meeting_id.in_(bindparam("meetings", expanding=True)))


async def load_many(
    session: Session, library: Library, whose: Collection[tuple[int, int]], now: datetime
) -> dict[tuple[int, int], Home]:
    """What members see, by group and person; without whoever is not (or no longer) a member of a running group."""
    these = {"groups": list({group_id for group_id, _ in whose})}
    everybody = (await session.execute(_MEMBERS, these)).all()
    members = {(row.group_id, row.person_id): row for row in everybody}
    wanted = {one: members[one] for one in dict.fromkeys(whose) if one in members}
    if not wanted:
        return {}
    groups = await views.load_many(session, library, (group_id for group_id, _ in wanted))
    meetings: dict[int, list[Any]] = {group_id: [] for group_id in groups}
    for row in await session.execute(_MEETINGS, {"groups": list(groups)}):
        meetings[row.group_id].append(row)
    coming = {id_: _next(rows, now) for id_, rows in meetings.items()}
    said = await _answers(session, coming, members)
    return {
        (group_id, person_id): _home(groups[group_id], row, meetings[group_id], said[group_id], now)
        for (group_id, person_id), row in wanted.items()
    }


async def told(session: Session, library: Library, batch: Sequence[Addressed[Any]], now: datetime) -> dict[int, Home]:
    """As `load_many`, for messages about groups, by row."""
    found = await load_many(session, library, {(one.message.group_id, one.person_id) for one in batch}, now)
    theirs = ((one.row, found.get((one.message.group_id, one.person_id))) for one in batch)
    return {row: home for row, home in theirs if home is not None}


def _next(meetings: Sequence[Any], now: datetime) -> Any | None:
    return next((one for one in meetings if one.starts_at > now and one.cancelled_at is None), None)


def _home(group: GroupView, row: Any, meetings: Sequence[Any], said: Mapping[int, bool], now: datetime) -> Home:
    """`row`: the member's; `said`: who comes to the next meeting, of the members who have answered."""
    starter = row.starter_id == row.person_id
    return Home(
        group=group,
        member_id=row.id,
        member_version=row.version,
        promised=row.promise_at is not None,
        starter=starter,
        plans=group.anyone_plans or starter,
        meetings=tuple(meeting_view(one) for one in meetings if one.cancelled_at is None),
        last_number=max((one.number for one in meetings), default=0),
        coming=said.get(row.person_id),
        comers=sum(said.values()),
        now=now,
    )


def meeting_view(row: Any) -> MeetingView:
    """Of a row of `Meeting`, or of the same columns."""
    cancelled = row.cancelled_at is not None
    revision = row.uid, row.sequence, row.changed_at
    return MeetingView(row.id, row.number, row.starts_at, row.place, row.version, cancelled, *revision)


async def _answers(
    session: Session, coming: Mapping[int, Any | None], members: Collection[tuple[int, int]]
) -> dict[int, dict[int, bool]]:
    """Who comes to the next meeting of each group, of its members who have answered to that meeting as it is now."""
    said: dict[int, dict[int, bool]] = {group_id: {} for group_id in coming}
    next_ = {one.id: one for one in coming.values() if one is not None}
    if next_:
        for row in await session.execute(_ANSWERS, {"meetings": list(next_)}):
            meeting = next_[row.meeting_id]
            if row.meeting_version == meeting.version and (meeting.group_id, row.person_id) in members:
                said[meeting.group_id][row.person_id] = row.coming
    return said
