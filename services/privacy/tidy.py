"""What nobody needs any longer goes, every hour."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, select, tuple_

from db import erasing
from db.models import (
    ChatTask,
    Conversation,
    ConversationLine,
    CourseWish,
    Dialog,
    EvaluationBox,
    EvaluationDraft,
    Group,
    GroupMember,
    Invite,
    Notice,
    Outbox,
    Person,
    Reason,
    TakenAnswer,
    Trouble,
    Wish,
)
from db.models import Round as MatchingRound
from db.session import Wipe, shred
from domain.delivery import OPEN
from domain.errors import Gone
from services import Session, ballots, conversations, courses, evaluation, people
from services.courses import CourseView, reasons
from services.finding import wishes as course_wishes
from services.groups import feedback, life, rounds, troubles, wishes
from services.groups.chat import tasks as chat_tasks
from services.mail import inbox
from services.programmes import Library
from services.signup import needs

OUTBOX_KEPT_FOR = timedelta(days=400)
"""Longer than any plan looks back, so that nothing is sent anew."""
OF_PEOPLE = (
    Person,
    EvaluationDraft,
    Notice,
    Reason,
    Conversation,
    ConversationLine,
    CourseWish,
    Dialog,
    TakenAnswer,
    Wish,
    MatchingRound,
    Group,
    GroupMember,
    Trouble,
    ChatTask,
    Outbox,
)
LEFTOVERS_KEPT_FOR = timedelta(days=30)
UNKNOWN_KEPT_FOR = timedelta(days=60)
"""As long as a poll can be open."""


async def tidy(session: Session, library: Library, now: datetime, real_now: datetime) -> None:
    """Unfinished polls whose round is over, spent links, notices never sent, dialogues that lapsed, settled messages."""
    shred(session, Wipe.ALL)
    before = await _rows(session)
    await inbox.forget_old(session, real_now)
    await people.forget_strangers(session, now)
    await _close_polls(session, library, now)
    await ballots.forget_reminders(session, now)
    await feedback.forget_old(session, now)
    await life.forget_old(session, now)
    await life.replace_starters(session, now)
    await course_wishes.forget_old(session, now)
    await wishes.forget_unfinished(session, library, now)
    await rounds.forget_old(session, now)
    await troubles.forget_old(session, now)
    await conversations.forget_old(session, now)
    await chat_tasks.forget_old(session, now)
    await reasons.forget_unused(session, now)
    await session.execute(delete(Dialog).where(Dialog.expires_at <= now))
    await session.execute(delete(TakenAnswer).where(TakenAnswer.kept_until < now.date()))
    await session.execute(delete(Invite).where(Invite.expires_at <= now - LEFTOVERS_KEPT_FOR))
    await session.execute(delete(Notice).where(Notice.sent_at.is_(None), Notice.created_at <= now - LEFTOVERS_KEPT_FOR))
    await session.execute(delete(Outbox).where(Outbox.due_at <= now - OUTBOX_KEPT_FOR, Outbox.state.not_in(OPEN)))
    if await needs.forget_old(session, now) or await _rows(session) < before:
        await erasing.owe(session)


async def _rows(session: Session) -> int:
    """How many rows there are that tell something of somebody."""
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in OF_PEOPLE)
    return int((await session.execute(select(sum(counts, start=literal(0))))).scalar_one())


async def _close_polls(session: Session, library: Library, now: datetime) -> None:
    """Once a round is over answers that were never sent belong to nobody, and nobody need know who has sent theirs."""
    drafts = select(EvaluationDraft.course_id, EvaluationDraft.round).distinct()
    boxes = select(EvaluationBox.course_id, EvaluationBox.round).where(EvaluationBox.closed.is_(False))
    rounds = sorted((row[0], row[1]) for row in await session.execute(drafts.union(boxes)))
    views = await courses.by_id(session, library, (course_id for course_id, _ in rounds))
    over = [(one, round_) for one, round_ in rounds if one in views and _is_over(views[one], round_, now)]
    if not over:
        return
    forgotten: Any = await session.execute(
        delete(EvaluationDraft).where(tuple_(EvaluationDraft.course_id, EvaluationDraft.round).in_(over))
    )
    if forgotten.rowcount:
        shred(session)
    open_ = {(row[0], row[1]) for row in await session.execute(boxes)}
    for course_id, round_ in over:
        if (course_id, round_) in open_:
            course = await courses.lock(session, course_id)
            await ballots.close_round(session, course.centre_id, course_id, round_)


def _is_over(course: CourseView, round_: str, now: datetime) -> bool:
    """Of a round that its programme no longer has, some time after the course: it may have been taken away by mistake."""
    try:
        return evaluation.closes_at(course, round_) <= now
    except Gone:
        return course.ends_at + UNKNOWN_KEPT_FOR <= now
