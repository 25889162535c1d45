"""What nobody needs any longer goes, every hour."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select

from db import erasing
from db.models import (
    ChatTask,
    Course,
    CourseSession,
    Dialog,
    EvaluationDraft,
    Group,
    GroupMember,
    Invite,
    Notice,
    Outbox,
    Person,
    Round,
    Trouble,
    Wish,
)
from domain.delivery import OPEN
from services import Session, people
from services.groups import life, rounds, troubles, wishes
from services.groups.chat import tasks as chat_tasks
from services.mail import inbox
from services.programmes import Library

OUTBOX_KEPT_FOR = timedelta(days=400)
"""Longer than any plan looks back, so that nothing is sent anew."""
OF_PEOPLE = (Person, EvaluationDraft, Notice, Dialog, Wish, Round, Group, GroupMember, Trouble, ChatTask, Outbox)
LEFTOVERS_KEPT_FOR = timedelta(days=30)


async def tidy(session: Session, library: Library, now: datetime, real_now: datetime) -> None:
    """Unfinished polls whose round is over, spent links, notices never sent, dialogues that lapsed, settled messages."""
    before = await _rows(session)
    await inbox.forget_old(session, real_now)
    await people.forget_strangers(session, now)
    await _forget_drafts(session, library, now)
    await life.forget_old(session, now)
    await wishes.forget_unfinished(session, library, now)
    await rounds.forget_old(session, now)
    await troubles.forget_old(session, now)
    await chat_tasks.forget_old(session, now)
    await session.execute(delete(Dialog).where(Dialog.expires_at <= now))
    await session.execute(delete(Invite).where(Invite.expires_at <= now - LEFTOVERS_KEPT_FOR))
    await session.execute(delete(Notice).where(Notice.sent_at.is_(None), Notice.created_at <= now - LEFTOVERS_KEPT_FOR))
    await session.execute(delete(Outbox).where(Outbox.due_at <= now - OUTBOX_KEPT_FOR, Outbox.state.not_in(OPEN)))
    if await _rows(session) < before:
        await erasing.owe(session)


async def _rows(session: Session) -> int:
    """How many rows there are that tell something of somebody."""
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in OF_PEOPLE)
    return int((await session.execute(select(sum(counts, start=literal(0))))).scalar_one())


async def _forget_drafts(session: Session, library: Library, now: datetime) -> None:
    """Answers that were never sent belong to nobody once the round is over."""
    for programme in library.programmes.values():
        plan = programme.evaluation
        for round_, position in (("midway", plan.midway_after), ("final", plan.final_after)):
            over = (
                select(CourseSession.course_id)
                .join(Course, Course.id == CourseSession.course_id)
                .where(
                    Course.programme == programme.slug,
                    CourseSession.position == position,
                    CourseSession.ends_at <= now - plan.close_after,
                )
            )
            await session.execute(
                delete(EvaluationDraft).where(
                    EvaluationDraft.round == round_,
                    EvaluationDraft.sent_at.is_(None),
                    EvaluationDraft.course_id.in_(over),
                )
            )
