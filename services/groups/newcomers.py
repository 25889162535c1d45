"""Newcomers: a free place in a running group, first asked of its members, then offered, then taken or passed on.

The members are asked about "somebody new" and learn nothing of whom; the newcomer learns of it only when they are welcome.
A no is not kept with anybody's name: the group just takes in nobody new until its members open it again. Where too few
answer, the place is not offered, and the members are left in peace until somebody looks for a group again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from db.group_models import Group, GroupMember, NewcomerVote, Wish
from db.models import Centre
from domain.errors import Gone, Stale
from domain.group_messages import FreePlaceOffered, MemberJoined, NewcomerAsked, ProposalLapsed
from domain.groups import CONSIDER_WITHIN, OFFER_WITHIN, GroupState, MemberState, Verdict, WishState, welcome
from domain.messages import Message
from domain.timing import Window
from services import Session, outbox
from services.groups import fitting, tallies, views
from services.groups.moments import Ending
from services.groups.views import GroupView, Home
from services.people import Actor
from services.programmes import Library


@dataclass(frozen=True)
class Offer:
    """A free place for somebody; `until` it is held."""

    member_id: int
    version: int
    group: GroupView
    until: datetime


@dataclass(frozen=True)
class Question:
    """What the members are asked; `answered` is one's own answer, None when not given."""

    group: GroupView
    member_id: int
    version: int
    until: datetime
    answered: bool | None = None


async def offer_places(session: Session, library: Library, group: Group, now: datetime) -> None:
    """Offer the places that are free in a group that has just come to stand. It must be locked."""
    for _ in range(await fitting.free_places(session, library, group)):
        wish = await fitting.next_best(session, library, group, now)
        if wish is None:
            return
        await _offer(session, await _enter(session, group, wish, MemberState.OFFERED, now), wish, now)


async def seek(session: Session, library: Library, group: Group, now: datetime) -> None:
    """Ask the members about the one who fits best, if there is a place and they have not closed the door. Locked.

    One at a time: whoever is asked twice at once thinks of two people, and compares.
    """
    if group.state != GroupState.RUNNING or not group.open_to_newcomers:
        return
    if await views.count(session, group.id, [MemberState.CONSIDERED]):
        return
    if await fitting.free_places(session, library, group) < 1:
        return
    wish = await fitting.next_best(session, library, group, now)
    if wish is None:
        return
    row = await _enter(session, group, wish, MemberState.CONSIDERED, now)
    message = NewcomerAsked(row.id, row.version)
    await outbox.put(session, message, views.members(group.id), due_at=now, not_after=now + CONSIDER_WITHIN)


async def look(session: Session, library: Library, wish_id: int, now: datetime) -> None:
    """Somebody looks for a group (again): the running groups of the centre that have a place, the best one first."""
    wish = await session.get(Wish, wish_id)
    if wish is None or wish.state != WishState.ACTIVE:
        return
    if await fitting.has_a_place(session, wish.person_id, wish.centre_id):
        return
    groups = await fitting.open_groups(session, library, wish.centre_id)
    for group_id in await fitting.best_groups(session, library, groups, wish, now):
        group = await views.lock(session, group_id)
        await seek(session, library, group, now)
        if await fitting.has_a_place(session, wish.person_id, wish.centre_id):
            return


async def look_all(session: Session, library: Library, centre_id: int, now: datetime) -> None:
    """Several have come back to the pool, or a door was opened: every running group with a place looks once."""
    for group in await fitting.open_groups(session, library, centre_id):
        await seek(session, library, await views.lock(session, group.id), now)


async def thinking_of(session: Session, people: Collection[int], centre_id: int) -> Sequence[Group]:
    """The groups of a centre whose members are being asked about one of these; locked, in order."""
    found = await session.scalars(
        select(GroupMember.group_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.centre_id == centre_id, GroupMember.state == MemberState.CONSIDERED)
        .where(GroupMember.person_id.in_(people))
        .order_by(GroupMember.group_id)
    )
    return [await views.lock(session, group_id) for group_id in found.all()]


async def think_no_more(
    session: Session, library: Library, groups: Sequence[Group], people: Collection[int], now: datetime
) -> None:
    """These people have another place, or look for none any more: the (locked) groups go on to the next who fits."""
    for group in groups:
        await session.execute(
            delete(GroupMember).where(
                GroupMember.group_id == group.id,
                GroupMember.person_id.in_(people),
                GroupMember.state == MemberState.CONSIDERED,
            )
        )
    for group in groups:
        await seek(session, library, group, now)


async def question(session: Session, library: Library, actor: Actor, member_id: int, version: int) -> Question:
    """The question to the members. Raises Gone (not theirs to answer), Stale."""
    row = await session.get(GroupMember, member_id)
    if row is None:
        raise Gone
    await views.member(session, actor, row.group_id)
    await session.refresh(row)
    if row.state != MemberState.CONSIDERED or row.version != version:
        raise Stale
    return await _question(session, library, row)


async def vote(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, yes: bool, now: datetime
) -> Question:
    """A member says whether somebody new may come; may be changed until it is decided. Raises like `question`."""
    asked = await question(session, library, actor, member_id, version)
    await session.merge(NewcomerVote(member_id=member_id, person_id=actor.id, yes=yes))
    await session.flush()
    row = await session.get_one(GroupMember, member_id)
    await _decide(session, library, await session.get_one(Group, row.group_id), row, now)
    return Question(await views.load(session, library, row.group_id), member_id, version, asked.until, yes)


async def _decide(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> None:
    """Let somebody new come, or not, if it is time. The group must be locked."""
    found, said = await _verdict(session, group, row, now)
    if found is Verdict.WAIT:
        return
    wish = await views.wish_of(session, row.person_id, group.centre_id)
    await _forget_votes(session, row)
    if found is Verdict.STANDS and wish is not None and await fitting.still_fits(session, library, group, row, now):
        await _offer(session, row, wish, now)
        return
    await session.delete(row)
    await session.flush()
    if not all(said):
        group.open_to_newcomers = False
    elif found is Verdict.STANDS:  # welcome, but no longer free to come
        await seek(session, library, group, now)


async def _verdict(session: Session, group: Group, row: GroupMember, now: datetime) -> tuple[Verdict, Collection[bool]]:
    """What the answers of those who are members now come to; and those answers."""
    members = {one.person_id for one in await views.rows(session, group.id, MemberState.MEMBER)}
    votes = await session.scalars(select(NewcomerVote).where(NewcomerVote.member_id == row.id))
    given = {one.person_id: one.yes for one in votes if one.person_id in members}
    yes = sum(given.values())
    found = welcome(
        yes,
        len(given) - yes,
        len(members) - len(given),
        starter_yes=given.get(group.starter_id or 0, False),
        over=now >= row.asked_at + CONSIDER_WITHIN,
    )
    return found, given.values()


async def _forget_votes(session: Session, row: GroupMember) -> None:
    """Who said what is of no more use."""
    await session.execute(delete(NewcomerVote).where(NewcomerVote.member_id == row.id))


async def _enter(session: Session, group: Group, wish: Wish, state: MemberState, now: datetime) -> GroupMember:
    """A row for somebody new. There is none yet: see `fitting` for who is never asked about a group again."""
    row = GroupMember(group_id=group.id, person_id=wish.person_id, state=state, asked_at=now, version=1)
    session.add(row)
    await session.flush()
    return row


async def _offer(session: Session, row: GroupMember, wish: Wish, now: datetime) -> None:
    row.state, row.asked_at = MemberState.OFFERED, now
    row.version += 1
    wish.state = WishState.PLACED
    wish.version += 1
    await session.flush()
    message = FreePlaceOffered(row.id, row.version)
    await outbox.put_one(session, message, row.person_id, due_at=now, not_after=now + OFFER_WITHIN)


async def answer(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, yes: bool, now: datetime
) -> Home | None:
    """Take a free place, or pass on it: the group as its members see it, or None. Raises Gone, Stale, ConsentNeeded."""
    actor.must_have_consented()
    group, row = await views.own(session, actor, member_id)
    if not (yes and row.state == MemberState.MEMBER):
        late = now >= row.asked_at + OFFER_WITHIN
        if row.state != MemberState.OFFERED or row.version != version or late or group.state != GroupState.RUNNING:
            raise Stale
        if yes:
            await _join(session, group, row, now)
        else:
            await pass_on(session, library, group, row, MemberState.NO, now)
    return await views.home(session, library, group.id, actor.id, now)


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
    views.change(row, state, now)
    await views.rest(session, group, row.person_id, now)
    await session.flush()
    await seek(session, library, group, now)


_LASTS = {MemberState.OFFERED: OFFER_WITHIN, MemberState.CONSIDERED: CONSIDER_WITHIN}
"""How long somebody new is waited for, or the members."""


async def lapse(session: Session, library: Library, now: datetime) -> None:
    """Offers that were not taken in time go on to the next, and questions to the members are decided."""
    for state, lasts in _LASTS.items():
        late = await session.execute(
            select(GroupMember.id, GroupMember.group_id)
            .where(GroupMember.state == state, GroupMember.asked_at <= now - lasts)
            .order_by(GroupMember.group_id, GroupMember.id)
        )
        for member_id, group_id in late.all():
            group = await views.lock(session, group_id)
            row = await session.get(GroupMember, member_id, populate_existing=True)
            if row is None or row.state != state:
                continue
            if state is MemberState.CONSIDERED:
                await _decide(session, library, group, row, now)
                continue
            await pass_on(session, library, group, row, MemberState.LAPSED, now)
            await outbox.put_one(session, ProposalLapsed(row.id, row.version), row.person_id, due_at=now)


async def ends(session: Session, library: Library, window: Window) -> list[Ending]:
    """Ends of offers, and of questions to the members, in the window; and who is told what if nobody answers any more.

    Where somebody new is not welcome, nobody is told anything.
    """
    found = []
    for state, lasts in _LASTS.items():
        asked = window.shifted(-lasts)
        rows = await session.execute(
            select(GroupMember, Group, Centre.time_zone)
            .join(Group, Group.id == GroupMember.group_id)
            .join(Centre, Centre.id == Group.centre_id)
            .where(GroupMember.state == state)
            .where(GroupMember.asked_at > asked.after, GroupMember.asked_at <= asked.until)
            .order_by(GroupMember.asked_at, GroupMember.id)
        )
        for row, group, zone in rows.all():
            at = row.asked_at + lasts
            kind: type[Message] = ProposalLapsed if state is MemberState.OFFERED else FreePlaceOffered
            comes = state is MemberState.OFFERED or await _welcome(session, library, group, row, at)
            found.append(Ending(group.id, at, ZoneInfo(zone), [(kind, [row.person_id] if comes else [])]))
    return found


async def _welcome(session: Session, library: Library, group: Group, row: GroupMember, then: datetime) -> bool:
    found, _ = await _verdict(session, group, row, then)
    return found is Verdict.STANDS and await fitting.still_fits(session, library, group, row, then)


async def asked_view(
    session: Session, library: Library, message: NewcomerAsked, person_id: int, now: datetime
) -> Question | None:
    """The question, as long as it is open and the person is a member."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.state != MemberState.CONSIDERED or row.version != message.version:
        return None
    home = await views.home(session, library, row.group_id, person_id, now)
    return None if home is None else await _question(session, library, row)


async def _question(session: Session, library: Library, row: GroupMember) -> Question:
    group = await views.load(session, library, row.group_id)
    return Question(group, row.id, row.version, row.asked_at + CONSIDER_WITHIN)


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


async def joined_view(
    session: Session, library: Library, message: MemberJoined, person_id: int, now: datetime
) -> Home | None:
    """The group with its new number, for its members."""
    return await views.home(session, library, message.group_id, person_id, now)
