"""The next meeting, set, moved and cancelled by whoever plans; and what each member answers to it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from db.models import Centre, Group, Meeting, MeetingAnswer
from domain.characters import one_line
from domain.errors import Gone, GroupMeetingBegun, InThePast, OnlyStarter, Stale, TextExpected, TooLong
from domain.groups import first_meeting
from domain.groups.messages import MeetingCancelled, MeetingSet
from domain.running.sessions import read_time
from services import Session
from services.groups import homes, views
from services.groups.homes import Home, MeetingView
from services.mail import outbox
from services.people import Actor
from services.programmes import Library

PLACE_LIMIT = 200


async def first(session: Session, group: Group, now: datetime) -> Meeting:
    """The first meeting, from the time that suited everybody. The group must be locked."""
    zone = ZoneInfo((await session.get_one(Centre, group.centre_id)).time_zone)
    return await _add(session, group, 1, first_meeting(now, group.slot, zone))


async def _add(session: Session, group: Group, number: int, at: datetime) -> Meeting:
    meeting = Meeting(group_id=group.id, number=number, starts_at=at, place="", version=1)
    session.add(meeting)
    await session.flush()
    return meeting


async def planned(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """The group, if this member may plan its meetings. Raises Gone, OnlyStarter."""
    await views.member(session, actor, group_id)
    home = await homes.load(session, library, group_id, actor.id, now)
    if home is None:
        raise Gone
    if not home.plans:
        raise OnlyStarter
    return home


async def written_time(
    session: Session, library: Library, actor: Actor, group_id: int, text: str, now: datetime
) -> tuple[Home, datetime]:
    """The time that was written. Raises NotATime, InThePast and what `planned` raises."""
    home = await planned(session, library, actor, group_id, now)
    return home, read_time(text, now, home.group.zone, home.example)


async def set_(
    session: Session, library: Library, actor: Actor, group_id: int, number: int, at: datetime, now: datetime
) -> Home:
    """Set the next meeting and tell the others. Setting it twice to the same time changes nothing.

    Raises Stale when another meeting stands already, InThePast, TooManyChanges and what `planned` raises.
    """
    home = await planned(session, library, actor, group_id, now)
    if home.next and home.next.number == number and home.next.starts_at == at:
        return home
    if home.next or number != home.last_number + 1:
        raise Stale
    if at <= now:
        raise InThePast
    meeting = await _add(session, await views.lock(session, group_id), number, at)
    await _tell(session, meeting, MeetingSet(meeting.id, meeting.version), actor, now)
    return await planned(session, library, actor, group_id, now)


async def changeable(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> tuple[Home, MeetingView]:
    """A meeting that may still be moved or cancelled. Raises Stale, GroupMeetingBegun and what `planned` raises."""
    home, row = await _changeable(session, library, actor, meeting_id, version, now)
    return home, homes.meeting_view(row)


async def _changeable(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> tuple[Home, Meeting]:
    """Its row, with the group locked."""
    found = await session.get(Meeting, meeting_id)
    if found is None:
        raise Gone
    home = await planned(session, library, actor, found.group_id, now)
    row = await session.get_one(Meeting, meeting_id, populate_existing=True)
    if row.cancelled_at is not None or row.version != version:
        raise Stale
    if row.starts_at <= now:
        raise GroupMeetingBegun
    return home, row


async def move(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, at: datetime, now: datetime
) -> Home:
    """Move a meeting and tell the others. Raises InThePast, TooManyChanges and what `changeable` raises."""
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    if at <= now:
        raise InThePast
    if row.starts_at != at:
        row.starts_at = at
        await _changed(session, row, actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def set_place(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, text: str, now: datetime
) -> Home:
    """Another place, or the address of an online meeting.

    Raises TextExpected for one of which nothing can be seen, TooLong, TooManyChanges and what `changeable` raises.
    """
    place = one_line(text)
    if not place:
        raise TextExpected
    if len(place) > PLACE_LIMIT:
        raise TooLong(len(place), PLACE_LIMIT)
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    if row.place != place:
        row.place = place
        await _changed(session, row, actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def _changed(session: Session, row: Meeting, actor: Actor, now: datetime) -> None:
    row.version += 1
    await session.flush()
    await _tell(session, row, MeetingSet(row.id, row.version), actor, now)


async def cancel(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> Home:
    """Cancel a meeting and tell the others. Raises TooManyChanges and what `changeable` raises."""
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    row.cancelled_at = now
    row.version += 1
    await session.flush()
    await _tell(session, row, MeetingCancelled(row.id, row.version), actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def _tell(
    session: Session, row: Meeting, message: MeetingSet | MeetingCancelled, actor: Actor, now: datetime
) -> None:
    """Tell the others; of one meeting only the newest is sent. Raises TooManyChanges."""
    views.spend_change(await views.lock(session, row.group_id), now)
    people = views.members(row.group_id, but=actor.id)
    await outbox.put(session, message, people, due_at=now, not_after=row.starts_at)


async def attend(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, coming: bool, now: datetime
) -> Home:
    """Say whether one comes; may be changed until the meeting begins. Raises Gone, Stale."""
    row = await session.get(Meeting, meeting_id)
    if row is None:
        raise Gone
    await views.member(session, actor, row.group_id)
    row = await session.get_one(Meeting, meeting_id, populate_existing=True)
    if row.version != version or row.cancelled_at is not None or row.starts_at <= now:
        raise Stale
    await session.merge(
        MeetingAnswer(meeting_id=meeting_id, person_id=actor.id, meeting_version=version, coming=coming)
    )
    await session.flush()
    home = await homes.load(session, library, row.group_id, actor.id, now)
    assert home is not None
    return home
