"""Newcomers: a free place in a running group, first asked of its members, then offered, then taken or passed on.

The members are asked about "somebody new" and learn nothing of whom; the newcomer learns of it only when they are welcome.
A no is not kept with anybody's name: the group just takes in nobody new until its members open it again. Where too few
answer, the place is not offered, and the members are left in peace until somebody looks for a group again.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from db.models import Centre, Group, GroupMember, NewcomerVote, Person
from domain.errors import Gone, Stale
from domain.groups import CONSIDER_WITHIN, OFFER_WITHIN, GroupState, MemberState, Verdict, welcome
from domain.groups.messages import FreePlaceOffered, MemberJoined, NewcomerAsked, ProposalLapsed
from domain.messages import Message
from domain.timing import Window
from services import Session
from services.groups import fitting, homes, meetings, seeking, standing, tallies, views
from services.groups.homes import Home
from services.groups.moments import Ending
from services.groups.views import GroupView
from services.mail import outbox
from services.mail.apart import apart
from services.mail.batches import Batch
from services.people import Actor, out_of_reach, reachable
from services.programmes import Library


class Offer(Struct, frozen=True):
    """A free place for somebody; `until` it is held."""

    member_id: int
    version: int
    group: GroupView
    until: datetime


class Question(Struct, frozen=True):
    """What the members are asked; `answered` is one's own answer, None when not given."""

    group: GroupView
    member_id: int
    version: int
    until: datetime
    answered: bool | None = None


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
        await seeking.offer(session, row, wish, now)
        return
    await session.delete(row)
    await session.flush()
    if not all(said):
        group.open_to_newcomers = False
    elif found is Verdict.STANDS:  # welcome, but no longer free to come
        await seeking.seek(session, library, group, now)


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
    await _let_pass(session, group, row, state, now)
    await seeking.seek(session, library, group, now)


async def _let_pass(session: Session, group: Group, row: GroupMember, state: MemberState, now: datetime) -> None:
    views.change(row, state, now)
    await views.rest(session, group, row.person_id, now)
    await session.flush()


LASTS = {MemberState.OFFERED: OFFER_WITHIN, MemberState.CONSIDERED: CONSIDER_WITHIN}
"""How long somebody new is waited for, or the members."""


async def lapse(session: Session, library: Library, now: datetime) -> int:
    """Offers that were not taken in time, or cannot be seen, go on to the next; questions to the members are decided.

    Each by itself, and a few at each tick, those that cannot be decided not counted.
    """
    for state, lasts in LASTS.items():
        late = await session.execute(
            select(GroupMember.id, GroupMember.group_id)
            .where(GroupMember.state == state)
            .where((GroupMember.asked_at <= now - lasts) | out_of_reach(GroupMember.person_id))
            .order_by(GroupMember.group_id, GroupMember.id)
        )
        decided = 0
        for member_id, group_id in late.all():
            work = partial(_lapse, session, library, member_id, group_id, state, now)
            decided += await apart(session, work, group=group_id)
            if decided == seeking.AT_ONCE:
                break
    return 0


async def _lapse(
    session: Session, library: Library, member_id: int, group_id: int, state: MemberState, now: datetime
) -> int:
    group = await views.lock(session, group_id)
    row = await session.get(GroupMember, member_id, populate_existing=True)
    if row is not None and row.state == state:
        away = await session.scalar(select(Person.id).where(Person.id == row.person_id, ~reachable())) is not None
        if state is MemberState.CONSIDERED and away:
            await seeking.think_no_more(session, library, [group], [row.person_id], now)
        elif state is MemberState.CONSIDERED:
            await _decide(session, library, group, row, now)
        elif away or now >= row.asked_at + OFFER_WITHIN:
            await _let_pass(session, group, row, MemberState.LAPSED, now)
            seeking.soon(group, now)
            await outbox.put_one(session, ProposalLapsed(row.id, row.version), row.person_id, due_at=now)
    await session.flush()
    return 1


async def ends(session: Session, library: Library, window: Window) -> list[Ending]:
    """Ends of offers, and of questions to the members, in the window; and who is told what if nobody answers any more.

    Where somebody new is not welcome, nobody is told anything.
    """
    found = []
    for state, lasts in LASTS.items():
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


_CONSIDERED = select(GroupMember.id, GroupMember.group_id, GroupMember.version, GroupMember.asked_at).where(
    GroupMember.id.in_(bindparam("members", expanding=True)), GroupMember.state == MemberState.CONSIDERED
)


async def asked_views(
    session: Session, library: Library, batch: Batch[NewcomerAsked], now: datetime
) -> dict[int, Question]:
    """The question, as long as it is open and the person is a member."""
    found = await session.execute(_CONSIDERED, {"members": list({one.message.member_id for one in batch})})
    rows = {(row.id, row.version): row for row in found}
    open_ = [one for one in batch if (one.message.member_id, one.message.version) in rows]
    groups = {one.row: rows[one.message.member_id, one.message.version] for one in open_}
    theirs = await homes.load_many(session, library, {(groups[one.row].group_id, one.person_id) for one in open_}, now)
    return {
        one.row: _asked(groups[one.row], home.group)
        for one in open_
        if (home := theirs.get((groups[one.row].group_id, one.person_id)))
    }


async def _question(session: Session, library: Library, row: GroupMember) -> Question:
    return _asked(row, await views.load(session, library, row.group_id))


def _asked(row: Any, group: GroupView) -> Question:
    """`row`: the newcomer's, or its columns."""
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


async def joined_views(
    session: Session, library: Library, batch: Batch[MemberJoined], now: datetime
) -> dict[int, Home]:
    """The group with its new number, for its members."""
    return await homes.told(session, library, batch, now)
