"""What is stored about a person: export and erasure (GDPR articles 15, 17 and 20)."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from db import erasing
from db.models import (
    Attendance,
    Course,
    CourseSession,
    Dialog,
    Enrolment,
    EvaluationDraft,
    Inbox,
    Notice,
    Outbox,
    Person,
    Reason,
    TakenAnswer,
)
from db.session import shred
from domain.programmes import Programme
from services import Session, ballots, calls, conversations, evaluation, people, signup
from services.courses import lost, reasons
from services.finding import wishes
from services.groups import mine as groups
from services.mail import inbox
from services.organisation import own as organisation
from services.people import Actor, dialogs
from services.programmes import Library


async def export(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything that hangs on the person, ready for JSON; `export_map` says where, and what is left out, and why.

    Sent evaluations are not among it: nobody can tell whose they are.
    """
    person = await session.get_one(Person, actor.id)
    return {
        **await _about(session, person),
        **await organisation.export(session, actor),
        **await _course_life(session, person),
        **await conversations.export(session, actor),
        **await wishes.export(session, actor),
        **await groups.export(session, actor),
        "messages": await _messages(session, person),
        "updates_in_hand": await _updates(session, person),
    }


async def programmes(session: Session, library: Library, copy: dict[str, Any]) -> dict[str, Programme]:
    """The programmes of the courses that a copy names by their slugs; without those that are gone."""
    named = ("courses", "attendance", "evaluations", "notices_written", "written_to_team", "teams")
    slugs = {one["course"] for part in named for one in copy[part]}
    rows = await session.execute(select(Course.slug, Course.programme).where(Course.slug.in_(slugs)))
    return {slug: library.programmes[name] for slug, name in rows if name in library.programmes}


async def _evaluations(session: Session, person: Person) -> list[dict[str, Any]]:
    """Polls begun or declined, and of those that are sent the fact, as long as they are open."""
    drafts = await session.execute(
        select(Course.slug, EvaluationDraft)
        .join(Course, Course.id == EvaluationDraft.course_id)
        .where(EvaluationDraft.person_id == person.id)
    )
    found: list[dict[str, Any]] = []
    for slug, row in drafts:
        answers = json.loads(row.content) if row.content else {}
        text = answers.pop(evaluation.TEXT, None)
        about = {"course": slug, "round": row.round, "answers": answers, "text": text}
        found.append({**about, "sent": False, "skipped_at": row.skipped_at})
    for course_id, round_ in await ballots.rounds_sent(session, person.id):
        slug = (await session.get_one(Course, course_id)).slug
        found.append({"course": slug, "round": round_, "sent": True})
    return found


async def _about(session: Session, person: Person) -> dict[str, Any]:
    awaited = await session.get(Dialog, person.id)
    taken = await session.get(TakenAnswer, person.id)
    return {
        "telegram_id": person.telegram_id,
        "name": person.name,
        "phone": person.phone,
        "language": person.language,
        "first_seen_at": person.created_at,
        "consent": {"version": person.consent_version, "given_at": person.consent_at},
        "coordinators_see_name_at_answers": person.shows_name,
        "weekly_messages_paused_since": person.paused_at,
        "bot_blocked_since": person.blocked_at,
        "news_of_sign_ups": person.sign_up_news,
        "next_news_of_sign_ups_at": person.news_due_at,
        "answer_awaited": awaited.step if awaited else None,
        "answer_taken": _taken(taken) if taken else None,
        "answer_awaited_about": awaited.draft if awaited else None,
        "answer_awaited_until": awaited.expires_at if awaited else None,
    }


def _taken(row: TakenAnswer) -> dict[str, Any]:
    message_id, step, draft, more = dialogs.read_taken(row)
    return {"step": step, "message": message_id, "more": more, "about": draft, "kept_until": row.kept_until}


async def _course_life(session: Session, person: Person) -> dict[str, Any]:
    places = await session.execute(
        select(Course.slug, Enrolment, Reason.text)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Reason, Reason.id == Enrolment.reason_id)
        .where(Enrolment.person_id == person.id)
    )
    answers = await session.execute(
        select(Course.slug, CourseSession.position, Attendance)
        .join(CourseSession, CourseSession.id == Attendance.session_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(Attendance.person_id == person.id)
    )
    notices = await session.execute(
        select(Course.slug, Notice).join(Course, Course.id == Notice.course_id).where(Notice.author_id == person.id)
    )
    given = await session.execute(
        select(Course.slug, Reason).join(Course, Course.id == Reason.course_id).where(Reason.author_id == person.id)
    )
    return {
        "courses": [_place(*one) for one in places],
        "attendance": [
            {
                "course": slug,
                "evening": position,
                "evening_version": row.session_version,
                "coming": row.coming,
                "answered_at": row.answered_at,
            }
            for slug, position, row in answers
        ],
        "evaluations": await _evaluations(session, person),
        "notices_written": [_notice(slug, row) for slug, row in notices],
        "reasons_given": [{"course": slug, "text": row.text, "written_at": row.created_at} for slug, row in given],
    }


def _place(course: str, row: Enrolment, reason: str | None) -> dict[str, Any]:
    return {
        "course": course,
        "status": row.status,
        "since": row.since,
        "number": row.number,
        "version": row.version,
        "offered_until": row.offer_expires_at,
        "told_of_version": row.known_version,
        "came_by_leaflet_of": row.referred_by,
        "needs": json.loads(row.needs) if row.needs else None,
        "done_by_coordinator": row.handled,
        "reason": reason,
    }


def _notice(course: str, row: Notice) -> dict[str, Any]:
    return {
        "course": course,
        "text": row.text,
        "formatting": json.loads(row.formatting or "[]"),
        "created_at": row.created_at,
        "to": row.audience,
        "sent_at": row.sent_at,
        "done_at": row.done_at,
        "progress_message": row.progress_message_id,
        "progress": row.progress_shown,
    }


async def _messages(session: Session, person: Person) -> list[dict[str, Any]]:
    """What was or will be sent: kinds, numbers and times. No text is kept of it."""
    rows = await session.scalars(select(Outbox).where(Outbox.person_id == person.id).order_by(Outbox.id))
    return [
        {
            "kind": row.kind,
            "about": row.params,
            "due_at": row.due_at,
            "not_after": row.not_after,
            "priority": row.priority,
            "state": row.state,
            "attempts": row.attempts,
            "tried_again_at": row.retry_at,
            "sent_at": row.sent_at,
            "reason": row.reason,
        }
        for row in rows
    ]


async def _updates(session: Session, person: Person) -> list[dict[str, Any]]:
    """What has come in and is not answered yet: at least the press that asks for the copy."""
    rows = await session.scalars(select(Inbox).where(Inbox.telegram_id == person.telegram_id).order_by(Inbox.update_id))
    return [
        {
            "number": row.update_id,
            "received_at": row.received_at,
            "handled_at": row.handled_at,
            "content": json.loads(row.payload) if row.payload else None,
        }
        for row in rows
    ]


async def erase(session: Session, library: Library, actor: Actor, now: datetime, *, update_id: int = -1) -> None:
    """Leave the groups and give back the seats, then delete the person and everything that hangs on the row.

    `update_id` is the update that asks for it, whose answer is still to come; nothing else is owed to them any more.
    """
    await groups.leave_all(session, library, actor, now)
    await signup.leave_all(session, library, actor, now)
    await lost.erased(session, actor.id, now)
    await session.flush()
    await ballots.forget_person(session, actor.id)
    await calls.forget_person(session, actor.id)
    await session.execute(delete(Notice).where(Notice.author_id == actor.id, Notice.sent_at.is_(None)))
    await inbox.forget_person(session, actor.telegram_id, but=update_id, now=now)
    await reasons.forget_about(session, actor.id)
    await people.erase(session, actor)
    await erasing.owe(session)
    shred(session)  # once more when the press itself has been answered, and its row forgets whose it was
