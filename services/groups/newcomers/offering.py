"""A free place is offered, and taken or passed on."""

from datetime import datetime

from msgspec import Struct

from db.models import Group, GroupMember
from domain.errors import Stale
from domain.groups import OFFER_WITHIN, GroupState, MemberState
from domain.groups.messages import FreePlaceOffered, MemberJoined
from services import Session
from services.groups import fitting, homes, meetings, seeking, standing, tallies, views
from services.groups.homes import Home
from services.groups.views import GroupView
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library


class Offer(Struct, frozen=True):
    """A free place for somebody; `until` it is held."""

    member_id: int
    version: int
    group: GroupView
    until: datetime


async def answer(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, yes: bool, now: datetime
) -> Home | None:
    """Take a free place, or pass on it: the group as its members see it, or None. Raises Gone, Stale, ConsentNeeded.

    None to a yes: with what they and those in the group look for by now they cannot come any more, and look on.
    """
    actor.must_have_consented()
    group, row = await views.own(session, actor, member_id)
    if not (yes and row.state == MemberState.MEMBER):
        late = now >= row.asked_at + OFFER_WITHIN
        if row.state != MemberState.OFFERED or row.version != version or late or group.state != GroupState.RUNNING:
            raise Stale
        if yes:
            await _join_if_it_fits(session, library, group, row, now)
        else:
            await pass_on(session, library, group, row, MemberState.NO, now)
    return await meetings.given_out(session, library, group.id, actor.id, now)


async def _join_if_it_fits(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> None:
    """Since the place was offered somebody may have said with whom they would rather not be."""
    await standing.can_come(session, group, row.person_id)
    if await fitting.still_fits(session, library, group, row, now):
        await _join(session, group, row, now)
        return
    views.change(row, MemberState.OTHER_TIME, now)
    await views.look_again(session, group, row.person_id)
    await session.flush()
    await seeking.seek(session, library, group, now)


async def _join(session: Session, group: Group, row: GroupMember, now: datetime) -> None:
    views.change(row, MemberState.MEMBER, now)
    group.version += 1
    await session.flush()
    await tallies.add(session, group.centre_id, tallies.JOINED, now)
    message = MemberJoined(group.id, group.version)
    await outbox.put(session, message, views.members(group.id, but=row.person_id), due_at=now)


async def pass_on(
    session: Session, library: Library, group: Group, row: GroupMember, state: MemberState, now: datetime
) -> None:
    """An offered place is not taken: this search rests, and the place goes on to the next. The group must be locked."""
    await let_pass(session, group, row, state, now)
    await seeking.seek(session, library, group, now)


async def let_pass(session: Session, group: Group, row: GroupMember, state: MemberState, now: datetime) -> None:
    """An offered place is not taken, and this search rests. The group must be locked."""
    views.change(row, state, now)
    await views.rest(session, group, row.person_id, now)
    await session.flush()


async def offer_view(
    session: Session, library: Library, message: FreePlaceOffered, person_id: int, now: datetime
) -> Offer | None:
    """The offer, as long as it is open."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.person_id != person_id:
        return None
    return await offer(session, library, row, now) if row.version == message.version else None


async def offer(session: Session, library: Library, row: GroupMember, now: datetime) -> Offer | None:
    group = await views.load(session, library, row.group_id)
    until = row.asked_at + OFFER_WITHIN
    if row.state != MemberState.OFFERED or now >= until or group.state != GroupState.RUNNING:
        return None
    return Offer(row.id, row.version, group, until)


async def joined_views(
    session: Session, library: Library, batch: Batch[MemberJoined], now: datetime
) -> dict[int, Home]:
    """The group with its new number, for its members."""
    return await homes.told(session, library, batch, now)
