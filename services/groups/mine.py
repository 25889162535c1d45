"""All that a person has with self-help groups: `/mygroup`, what is exported, and what is given up before erasure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import delete, select

from db.models import (
    Centre,
    ChatTask,
    Course,
    Group,
    GroupMember,
    Meeting,
    MeetingAnswer,
    NewcomerVote,
    Round,
    Trouble,
    Wish,
    WishPair,
)
from domain.errors import Gone
from domain.groups import LIVE, GroupState, MemberState
from domain.groups.wishes import Answers
from services import Session, ballots
from services.groups import homes, life, newcomers, proposals, views, wishes
from services.groups.chat import tasks as chat_tasks
from services.groups.homes import Home
from services.groups.newcomers import Offer
from services.groups.proposals import Proposal
from services.people import Actor
from services.programmes import Library

WAITS = (MemberState.ASKED, MemberState.YES)


class Mine(Struct, frozen=True):
    """Groups one is in, proposals that are not decided, and free places on offer."""

    groups: tuple[Home, ...]
    proposals: tuple[Proposal, ...]
    offers: tuple[Offer, ...]


async def mine(session: Session, library: Library, actor: Actor, now: datetime) -> Mine:
    """Raises ConsentNeeded."""
    actor.must_have_consented()
    found = await session.execute(
        select(GroupMember, Group.state)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.person_id == actor.id)
        .order_by(GroupMember.id)
    )
    rows = found.all()
    theirs = await homes.load_many(session, library, [(row.group_id, actor.id) for row, _ in rows], now)
    offers = [await newcomers.offer(session, library, row, now) for row, _ in rows]
    open_ = [row for row, state in rows if state == GroupState.PROPOSED and row.state in WAITS]
    return Mine(
        groups=tuple(theirs.values()),
        proposals=tuple([await proposals.seen(session, library, row, now) for row in open_]),
        offers=tuple(one for one in offers if one),
    )


async def asked(session: Session, library: Library, actor: Actor, member_id: int, now: datetime) -> Proposal | Offer:
    """What one has been asked about and has not taken yet. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    row = await session.get(GroupMember, member_id)
    if row is None or row.person_id != actor.id:
        raise Gone
    offer = await newcomers.offer(session, library, row, now)
    if offer is not None:
        return offer
    found = await proposals.seen(session, library, row, now)
    if found.group.state is not GroupState.PROPOSED or row.state not in WAITS:
        raise Gone
    return found


async def leave_all(session: Session, library: Library, actor: Actor, now: datetime) -> None:
    """Withdraw every wish, say no to every proposal and leave every group, as before erasure. The others are not told who."""
    found = await session.execute(
        select(GroupMember.group_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.person_id == actor.id, Group.state.in_(LIVE))
        .order_by(GroupMember.group_id)
    )
    groups = [await views.lock(session, group_id) for group_id in found.scalars().all()]
    for wish in (await session.scalars(select(Wish).where(Wish.person_id == actor.id).order_by(Wish.id))).all():
        await wishes.forget(session, library, actor.id, wish, now)
    for group in groups:
        row = await views.membership(session, group.id, actor.id)
        if row is not None and group.state == GroupState.RUNNING and row.state == MemberState.MEMBER:
            await life.part(session, library, group, row, MemberState.LEFT, now)
        elif row is not None:
            await wishes.decline(session, library, group, row, now)
    await session.execute(delete(Trouble).where(Trouble.person_id == actor.id))
    await chat_tasks.forget_person(session, actor.telegram_id)


async def export(session: Session, actor: Actor) -> dict[str, Any]:
    """What is stored about the person. Answers after six weeks are not among it: nobody can tell whose they are.

    Nor is what others have said of "somebody new", which is theirs, and not told to anybody; nor that a group thinks of
    this person, before its members have agreed.
    """
    answered = await ballots.groups_answered(session, actor.id)
    return {
        **await _wished(session, actor),
        "groups": [
            {**_group(row, group), "answered_after_six_weeks": group.id in answered}
            for row, group in await _memberships(session, actor)
        ],
        **await _said(session, actor),
        "to_be_done_in_chats": await _in_chats(session, actor),
    }


async def _wished(session: Session, actor: Actor) -> dict[str, Any]:
    wishes = await session.execute(
        select(Wish, Centre.slug, Course.slug)
        .join(Centre, Centre.id == Wish.centre_id)
        .outerjoin(Course, Course.id == Wish.course_id)
        .where(Wish.person_id == actor.id)
    )
    named = await session.execute(
        select(WishPair.code, WishPair.apart)
        .where(WishPair.wish_id.in_(select(Wish.id).where(Wish.person_id == actor.id)))
        .order_by(WishPair.id)
    )
    drafts = await session.execute(
        select(Round, Centre.slug).join(Centre, Centre.id == Round.centre_id).where(Round.author_id == actor.id)
    )
    return {
        "group_wishes": [_wish(wish, centre, course) for wish, centre, course in wishes],
        "people_named": [{"code": code, "rather_not": apart} for code, apart in named],
        "drafts_of_groups_made": [
            {"centre": centre, "found_at": one.created_at, "approved_at": one.approved_at, "version": one.version}
            for one, centre in drafts
        ],
    }


async def _memberships(session: Session, actor: Actor) -> Sequence[Any]:
    rows = await session.execute(
        select(GroupMember, Group)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.person_id == actor.id, GroupMember.state != MemberState.CONSIDERED)
        .order_by(GroupMember.id)
    )
    return rows.all()


async def _said(session: Session, actor: Actor) -> dict[str, Any]:
    answers = await session.execute(
        select(Meeting.starts_at, MeetingAnswer)
        .join(Meeting, Meeting.id == MeetingAnswer.meeting_id)
        .where(MeetingAnswer.person_id == actor.id)
    )
    troubles = await session.scalars(select(Trouble).where(Trouble.person_id == actor.id))
    votes = await session.scalars(select(NewcomerVote.yes).where(NewcomerVote.person_id == actor.id))
    return {
        "group_meetings": [
            {"starts_at": at, "coming": one.coming, "version": one.meeting_version} for at, one in answers
        ],
        "told_coordinator": [
            {
                "group": one.group_id,
                "text": one.text,
                "created_at": one.created_at,
                "passed_on_at": one.told_at,
                "dealt_with_at": one.done_at,
            }
            for one in troubles
        ],
        "said_of_somebody_new": [{"yes": yes} for yes in votes],
    }


async def _in_chats(session: Session, actor: Actor) -> list[dict[str, Any]]:
    tasks = await session.scalars(select(ChatTask).where(ChatTask.telegram_id == actor.telegram_id))
    return [
        {
            "what": one.action,
            "group": one.group_id,
            "chat_number": one.chat_id,
            "link": one.link,
            "since": one.due_at,
            "not_after": one.not_after,
            "state": one.state,
            "attempts": one.attempts,
            "tried_again_at": one.retry_at,
            "reason": one.reason,
        }
        for one in tasks
    ]


def _wish(row: Wish, centre: str, course: str | None) -> dict[str, Any]:
    return {
        "centre": centre,
        "course": course,
        "state": row.state,
        "answers": asdict(Answers.of_json(row.answers)),
        "code": row.code,
        "waiting_since": row.since,
        "paused_since": row.paused_at,
        "consent": {"version": row.consent_version, "given_at": row.consent_at},
        "version": row.version,
    }


def _group(row: GroupMember, group: Group) -> dict[str, Any]:
    starter = group.starter_id == row.person_id
    return {
        "number": group.id,
        "state": group.state,
        "time": group.slot,
        "place": group.place,
        "membership": row.state,
        "asked_at": row.asked_at,
        "answered_at": row.answered_at,
        "promised_confidentiality_at": row.promise_at,
        "starter": starter,
        "took_over_at": group.taken_over_at if starter else None,
        "chat_number": group.chat_id if row.state == MemberState.MEMBER else None,
        "connected_chat": group.chat_by == row.person_id,
        "own_link_to_chat": row.invite_link,
        "let_into_chat_at": row.link_used_at,
        "links_made": row.link_number,
        "version": row.version,
    }
