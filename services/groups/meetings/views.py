"""Meetings as the members are told of them: in messages, and for their calendars."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, select

from db.models import Meeting
from domain.groups.messages import MeetingCancelled, MeetingReminder, MeetingSet, NextMeetingAsked, StarterMayGo
from services import Session
from services.courses import revisions
from services.groups import homes
from services.groups.homes import Home, MeetingView
from services.mail.batches import Batch
from services.programmes import Library


async def given_out(session: Session, library: Library, group_id: int, person_id: int, now: datetime) -> Home | None:
    """The group with its meetings for the calendar; None for whoever is not (or no longer) a member."""
    found = await session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group_id, Meeting.starts_at > now)
        .order_by(Meeting.starts_at)
        .with_for_update()  # two files that differ never have the same number
        .execution_options(populate_existing=True)
    )
    rows = found.all()
    home = await homes.load(session, library, group_id, person_id, now)
    if home is None:
        return None
    for row in rows:
        time, where = [revisions.in_utc(row.starts_at), home.group.zone.key], row.place or home.group.place
        revisions.revise(row, {"time": time, "where": where, "cancelled": row.cancelled_at is not None}, now)
    await session.flush()
    return replace(home, given_out=tuple(homes.meeting_view(row) for row in rows))


_BY_ID = select(
    *(Meeting.id, Meeting.group_id, Meeting.number, Meeting.starts_at, Meeting.place, Meeting.version),
    *(Meeting.cancelled_at, Meeting.uid, Meeting.sequence, Meeting.changed_at),
).where(Meeting.id.in_(bindparam("meetings", expanding=True)))


async def _with_homes(
    session: Session,
    library: Library,
    batch: Batch[MeetingReminder] | Batch[MeetingSet] | Batch[MeetingCancelled],
    now: datetime,
) -> dict[int, tuple[Any, Home]]:
    """The meetings of which these messages tell, each with its group as the person sees it; without those who have left."""
    ids = {"meetings": list({one.message.meeting_id for one in batch})}
    rows = {row.id: row for row in await session.execute(_BY_ID, ids)}
    theirs = {one.row: (rows[one.message.meeting_id], one.person_id) for one in batch if one.message.meeting_id in rows}
    whose = {(row.group_id, person) for row, person in theirs.values()}
    found = await homes.load_many(session, library, whose, now)
    return {
        number: (row, found[row.group_id, person])
        for number, (row, person) in theirs.items()
        if (row.group_id, person) in found
    }


async def next_views(
    session: Session, library: Library, batch: Batch[MeetingReminder] | Batch[MeetingSet], now: datetime
) -> dict[int, Home]:
    """Groups with this meeting as their next one; none where it was moved, cancelled, or has begun, or the person left.

    Whoever has said that they cannot come is not reminded.
    """
    told = {one.row: one.message for one in batch}
    return {
        row: home
        for row, (_, home) in (await _with_homes(session, library, batch, now)).items()
        if home.next
        and (home.next.id, home.next.version) == (told[row].meeting_id, told[row].version)
        and not (isinstance(told[row], MeetingReminder) and home.coming is False)
    }


async def cancelled_views(
    session: Session, library: Library, batch: Batch[MeetingCancelled], now: datetime
) -> dict[int, tuple[Home, MeetingView]]:
    """Meetings that will not take place; not for whoever left, nor one that would have begun by now."""
    found = await _with_homes(session, library, batch, now)
    return {
        number: (home, homes.meeting_view(row))
        for number, (row, home) in found.items()
        if row.cancelled_at is not None and row.starts_at > now
    }


async def next_asked_views(
    session: Session, library: Library, batch: Batch[NextMeetingAsked], now: datetime
) -> dict[int, Home]:
    """Groups whose next meeting is not set; none where it is by now, or the person may not plan (any more)."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if home.plans and home.next is None}


async def starter_views(
    session: Session, library: Library, batch: Batch[StarterMayGo], now: datetime
) -> dict[int, Home]:
    """The group, as long as the person is its starter."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if home.starter}
