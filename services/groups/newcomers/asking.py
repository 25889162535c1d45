"""The members are asked whether somebody new may come, and what their answers come to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from db.models import Group, GroupMember, NewcomerVote
from domain.errors import Gone, Stale
from domain.groups import CONSIDER_WITHIN, MemberState, Verdict, welcome
from domain.groups.messages import NewcomerAsked
from services import Session
from services.groups import fitting, homes, seeking, views
from services.groups.views import GroupView
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library


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
    await decide(session, library, await session.get_one(Group, row.group_id), row, now)
    return Question(await views.load(session, library, row.group_id), member_id, version, asked.until, yes)


async def decide(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> None:
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


async def would_be_welcome(session: Session, library: Library, group: Group, row: GroupMember, then: datetime) -> bool:
    """Whether somebody new may come if nobody answers any more until `then`."""
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
