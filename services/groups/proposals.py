"""Proposals: a group without names, answered by everybody for themselves, that stands or falls under the lock of its row."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Select, bindparam, select

from db.models import Centre, Group, GroupMember, Person, Wish
from domain.errors import Gone, Stale
from domain.groups import ANSWER_WITHIN, REMIND_AFTER, GroupState, MemberState, Verdict, WishState, verdict
from domain.groups.messages import GroupNotFormed, GroupProposal, GroupStarts, ProposalLapsed, ProposalReminder
from domain.messages import Message
from domain.timing import QuietHours, Window, round_half_hour
from services import Session
from services.courses import quiet_hours
from services.groups import life, moments, seeking, standing, tallies, views
from services.groups.moments import Ending, Moment
from services.groups.views import GroupView
from services.mail import outbox
from services.mail.apart import apart
from services.mail.batches import Batch
from services.people import Actor, out_of_reach
from services.programmes import Library

ANSWERS = {"yes": MemberState.YES, "no": MemberState.NO, "other": MemberState.OTHER_TIME}


class ProposedGroup(Struct, frozen=True):
    """One group as the coordinator has approved it; `shared` are slugs of themes that several of them have chosen."""

    wish_ids: tuple[int, ...]
    slot: str
    place: str
    language: str
    shared: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """A proposal as the person to whom it was made sees it. `wish_id` leads back to the form; 0 when it is gone."""

    member_id: int
    version: int
    state: MemberState
    group: GroupView
    wish_id: int
    now: datetime


async def propose(
    session: Session,
    library: Library,
    centre_id: int,
    round_id: int | None,
    drafts: Sequence[ProposedGroup],
    now: datetime,
) -> None:
    """Make the groups and ask everybody. Raises Stale, and proposes nothing, when somebody looks for no group or has one.

    Raises ValueError for groups that may not be: too small or large, or somebody twice. Rights are the caller's.
    """
    wanted = [wish_id for one in drafts for wish_id in one.wish_ids]
    centre = await session.get_one(Centre, centre_id)
    content = library.groups_of(centre.slug)
    fits = all(content.least <= len(one.wish_ids) <= content.most for one in drafts)
    if len(set(wanted)) < len(wanted) or not fits:
        raise ValueError("not groups that may be proposed")
    people = (await session.scalars(select(Wish.person_id).where(Wish.id.in_(wanted)))).all()
    thinking = await seeking.thinking_of(session, people, centre_id)  # groups are locked before wishes
    found = await session.scalars(
        select(Wish)
        .where(Wish.id.in_(wanted), Wish.centre_id == centre_id, Wish.state == WishState.ACTIVE)
        .order_by(Wish.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    wishes = {one.id: one for one in found}
    held = views.holders(centre_id).where(GroupMember.person_id.in_(people)).limit(1)
    if len(wishes) < len(wanted) or (await session.scalars(held)).first() is not None:
        raise Stale
    for draft in drafts:
        await _propose(session, centre_id, round_id, draft, [wishes[one] for one in draft.wish_ids], now)
    await seeking.think_no_more(session, library, thinking, people, now)


async def _propose(
    session: Session, centre_id: int, round_id: int | None, draft: ProposedGroup, wishes: list[Wish], now: datetime
) -> None:
    group = Group(
        centre_id=centre_id,
        round_id=round_id,
        state=GroupState.PROPOSED,
        slot=draft.slot,
        place=draft.place,
        language=draft.language,
        shared=" ".join(draft.shared),
        answer_until=round_half_hour(now + ANSWER_WITHIN),
        created_at=now,
    )
    session.add(group)
    await session.flush()
    for wish in wishes:
        wish.state = WishState.PLACED
        wish.version += 1
    rows = [
        GroupMember(group_id=group.id, person_id=wish.person_id, state=MemberState.ASKED, asked_at=now, version=1)
        for wish in wishes
    ]
    session.add_all(rows)
    await session.flush()
    for row in rows:
        message = GroupProposal(row.id, row.version)
        await outbox.put_one(session, message, row.person_id, due_at=now, not_after=group.answer_until)


async def answer(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, said: str, now: datetime
) -> Proposal:
    """`yes`, `no` or `other` (time). A yes may be taken back until it is decided. Raises Gone, Stale, ConsentNeeded."""
    actor.must_have_consented()
    if said not in ANSWERS:
        raise Gone
    group, row = await views.own(session, actor, member_id)
    again = said == "yes" and row.state in (MemberState.YES, MemberState.MEMBER)
    if not again:
        open_ = row.state in (MemberState.ASKED, MemberState.YES)
        if group.state != GroupState.PROPOSED or not open_ or row.version != version or now >= group.answer_until:
            raise Stale
        await settle(session, library, group, row, ANSWERS[said], now)
    elif group.state == GroupState.PROPOSED:
        await standing.can_come(session, group, actor.id)
    return await seen(session, library, row, now)


async def settle(
    session: Session, library: Library, group: Group, row: GroupMember, state: MemberState, now: datetime
) -> None:
    """Write an answer down, and decide if that was all that was waited for. The group must be locked."""
    views.change(row, state, now)
    if state is MemberState.YES:
        await standing.can_come(session, group, row.person_id)
    elif state is MemberState.NO:
        await views.rest(session, group, row.person_id, now)
    elif state is MemberState.OTHER_TIME:
        await views.look_again(session, group, row.person_id)
        await standing.cannot_come(session, group, row.person_id)
    await session.flush()
    if await _decide(session, library, group, now):
        await seeking.look_all(session, library, group.centre_id, now)


class _Outcome(Struct, frozen=True):
    """What becomes of a proposal: who would `stay`, who has said yes and steps `back`, who has not answered."""

    found: Verdict
    stay: Sequence[GroupMember]
    back: Sequence[GroupMember]
    silent: Sequence[GroupMember]


async def _outcome(session: Session, library: Library, group: Group, now: datetime) -> _Outcome:
    """Whether the group stands, falls, or waits for more answers, as things stand now."""
    yes = await views.rows(session, group.id, MemberState.YES)
    silent = await views.rows(session, group.id, MemberState.ASKED)
    over, least = now >= group.answer_until, await views.least(session, library, group)
    found = verdict(len(yes), len(silent), over=over, least=least)
    if found is not Verdict.STANDS:
        return _Outcome(found, yes, (), silent)
    stay, back = await standing.parted(session, library, group, yes, now)
    return _Outcome(verdict(len(stay), 0, over=over, least=least), stay, back, silent)


async def _decide(session: Session, library: Library, group: Group, now: datetime) -> bool:
    """Let the group stand or fall, if it is time; whether several look for another one now. It must be locked and proposed."""
    out = await _outcome(session, library, group, now)
    if out.found is Verdict.WAIT:
        return False
    if now >= group.answer_until:
        for row in out.silent:
            views.change(row, MemberState.LAPSED, now)
            await views.rest(session, group, row.person_id, now)
            if out.found is Verdict.STANDS:
                await outbox.put_one(session, ProposalLapsed(row.id, row.version), row.person_id, due_at=now)
    await session.flush()
    if out.found is Verdict.STANDS:
        await _step_back(session, group, out.back, now)
        await life.start(session, library, group, out.stay, now)
    else:
        await _dissolve(session, group, [*out.stay, *out.back, *out.silent], now)
    return out.found is Verdict.FALLS


async def _step_back(session: Session, group: Group, people: Sequence[GroupMember], now: datetime) -> None:
    """These look on, and are told the same as if the group had not come about."""
    for row in people:
        views.change(row, MemberState.OTHER_TIME, now)
        await views.look_again(session, group, row.person_id)
        await outbox.put_one(session, GroupNotFormed(group.id), row.person_id, due_at=now)


async def _dissolve(session: Session, group: Group, people: Sequence[GroupMember], now: datetime) -> None:
    """Too few: whoever said yes, or could still have answered, looks on with the waiting time they had."""
    views.become(group, GroupState.DISSOLVED, now)
    for row in people:
        if row.state != MemberState.LAPSED:
            await views.look_again(session, group, row.person_id)
        await outbox.put_one(session, GroupNotFormed(group.id), row.person_id, due_at=now)
    await session.flush()
    await tallies.add(session, group.centre_id, tallies.DISSOLVED, now)
    await life.tell_coordinators(session, group, now)


async def seen(session: Session, library: Library, row: GroupMember, now: datetime) -> Proposal:
    """The proposal as its receiver sees it."""
    found = await _seen(session, library, [row], now)
    if row.id not in found:
        raise Gone
    return found[row.id]


_WISHES = select(Wish.id, Wish.person_id, Wish.centre_id).where(
    Wish.person_id.in_(bindparam("people", expanding=True)), Wish.state != WishState.WITHDRAWN
)


async def _seen(session: Session, library: Library, rows: Sequence[Any], now: datetime) -> dict[int, Proposal]:
    """As `seen`, of several rows of members, by their number."""
    groups = await views.load_many(session, library, (row.group_id for row in rows))
    found = await session.execute(_WISHES, {"people": [row.person_id for row in rows]})
    wishes = {(one.person_id, one.centre_id): one.id for one in found}
    return {
        row.id: Proposal(
            *(row.id, row.version, MemberState(row.state), groups[row.group_id]),
            wishes.get((row.person_id, groups[row.group_id].centre.id), 0),
            now,
        )
        for row in rows
        if row.group_id in groups
    }


_ROW = GroupMember.id, GroupMember.group_id, GroupMember.person_id, GroupMember.state, GroupMember.version
_BY_ID = select(*_ROW).where(GroupMember.id.in_(bindparam("members", expanding=True)))
_OF_GROUPS = select(*_ROW).where(
    GroupMember.group_id.in_(bindparam("groups", expanding=True)),
    GroupMember.person_id.in_(bindparam("people", expanding=True)),
)


async def proposal_views(
    session: Session, library: Library, batch: Batch[GroupProposal] | Batch[ProposalReminder], now: datetime
) -> dict[int, Proposal]:
    """Proposals, as long as they wait for an answer."""
    found = await _unchanged(session, library, batch, MemberState.ASKED, now)
    return {
        row: one
        for row, one in found.items()
        if one.group.state is GroupState.PROPOSED and now < one.group.answer_until
    }


async def lapsed_views(
    session: Session, library: Library, batch: Batch[ProposalLapsed], now: datetime
) -> dict[int, Proposal]:
    """What was not answered in time, as long as nothing new has come of it."""
    return await _unchanged(session, library, batch, MemberState.LAPSED, now)


async def _unchanged(
    session: Session,
    library: Library,
    batch: Batch[GroupProposal] | Batch[ProposalReminder] | Batch[ProposalLapsed],
    state: MemberState,
    now: datetime,
) -> dict[int, Proposal]:
    """Where the member still stands as the message has it."""
    ids = [one.message.member_id for one in batch]
    rows = {row.id: row for row in await session.execute(_BY_ID, {"members": ids}) if row.state == state}
    found = await _seen(session, library, list(rows.values()), now)
    return {
        one.row: found[one.message.member_id]
        for one in batch
        if one.message.member_id in found
        and rows[one.message.member_id].person_id == one.person_id
        and rows[one.message.member_id].version == one.message.version
    }


async def not_formed_views(
    session: Session, library: Library, batch: Batch[GroupNotFormed], now: datetime
) -> dict[int, Proposal]:
    """Groups that came to nothing; the row tells whether the person had answered."""
    among = {"groups": [one.message.group_id for one in batch], "people": [one.person_id for one in batch]}
    rows = (await session.execute(_OF_GROUPS, among)).all()
    found = await _seen(session, library, rows, now)
    theirs = {(row.group_id, row.person_id): found[row.id] for row in rows if row.id in found}
    return {
        one.row: theirs[one.message.group_id, one.person_id]
        for one in batch
        if (one.message.group_id, one.person_id) in theirs
    }


async def remind(session: Session, quiet: QuietHours, window: Window) -> int:
    """The one reminder."""
    return await moments.put(session, await due(session, window), quiet, window)


async def end(session: Session, library: Library, now: datetime) -> int:
    """The deadline of each proposal, and those who cannot be asked; each group apart from all others.

    A few at each tick, those that cannot be decided not counted.
    """
    late = await session.scalars(
        select(Group.id)
        .where(Group.state == GroupState.PROPOSED)
        .where((Group.answer_until <= now) | asked_out_of_reach().exists())
        .order_by(Group.id)
    )
    decided = 0
    for group_id in late.all():
        decided += await apart(session, partial(_end, session, library, group_id, now), group=group_id)
        if decided == seeking.AT_ONCE:
            break
    return 0


async def _end(session: Session, library: Library, group_id: int, now: datetime) -> int:
    group = await views.lock(session, group_id)
    if group.state != GroupState.PROPOSED:
        return 1
    for row in (await session.scalars(asked_out_of_reach(group_id))).all():
        views.change(row, MemberState.LAPSED, now)  # no answer can come: the others need not wait for it
        await views.rest(session, group, row.person_id, now)
    await session.flush()
    if await _decide(session, library, group, now):
        await seeking.all_soon(session, library, group.centre_id, now)
    return 1


def asked_out_of_reach(group_id: int | None = None) -> Select[GroupMember]:
    """Who has been asked, has not answered, and cannot be reached; of the group in the query around it, if not of this one."""
    asked = select(GroupMember).where(GroupMember.state == MemberState.ASKED, out_of_reach(GroupMember.person_id))
    return asked.where(GroupMember.group_id == (Group.id if group_id is None else group_id))


def reminded_of(window: Window) -> Window:
    """Where the deadline of a proposal lies of which the reminder comes due."""
    return window.shifted(ANSWER_WITHIN - REMIND_AFTER)


async def due(session: Session, window: Window) -> list[Moment]:
    """Reminders of proposals in the window, to those who have not answered."""
    found = []
    for group, zone, quiet in await _waiting(session, reminded_of(window)):
        at = group.answer_until - ANSWER_WITHIN + REMIND_AFTER
        for row in await views.rows(session, group.id, MemberState.ASKED):
            message, one = ProposalReminder(row.id, row.version), select(Person.id).where(Person.id == row.person_id)
            found.append(Moment(group.id, at, group.answer_until, zone, message, one, quiet=quiet))
    return found


async def ends(session: Session, library: Library, window: Window) -> list[Ending]:
    """Deadlines in the window, and who is told what at each if nobody answers any more until then."""
    found = []
    for group, zone, _ in await _waiting(session, window):
        out = await _outcome(session, library, group, group.answer_until)
        told: list[tuple[type[Message], Sequence[GroupMember]]]
        if out.found is Verdict.STANDS:
            told = [(GroupStarts, out.stay), (GroupNotFormed, out.back), (ProposalLapsed, out.silent)]
        else:
            told = [(GroupNotFormed, [*out.stay, *out.back, *out.silent])]
        people = [(kind, [row.person_id for row in rows]) for kind, rows in told if rows]
        found.append(Ending(group.id, group.answer_until, zone, people))
    return found


async def _waiting(session: Session, window: Window) -> list[tuple[Group, ZoneInfo, QuietHours | None]]:
    """Proposals whose deadline is in the window, with their centre's zone and own quiet hours."""
    rows = await session.execute(
        select(Group, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.state == GroupState.PROPOSED)
        .where(Group.answer_until > window.after, Group.answer_until <= window.until)
        .order_by(Group.answer_until, Group.id)
    )
    return [(row.Group, ZoneInfo(row.time_zone), quiet_hours(row.quiet_from, row.quiet_to)) for row in rows]
