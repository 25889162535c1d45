"""What is stored about a person: export and erasure (GDPR articles 15, 17 and 20)."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db import erasing
from db.models import (
    Assignment,
    Attendance,
    Centre,
    Course,
    CourseSession,
    Dialog,
    Enrolment,
    EvaluationDraft,
    Notice,
    Outbox,
    Person,
)
from services import Session, people, signup
from services.groups import mine as groups
from services.people import Actor
from services.programmes import Library


async def export(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything that hangs on the person, ready for JSON. Sent evaluations are not among it: nobody can tell whose they are."""
    person = await session.get_one(Person, actor.id)
    places = await session.execute(
        select(Course.slug, Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == actor.id)
    )
    answers = await session.execute(
        select(Course.slug, CourseSession.position, Attendance)
        .join(CourseSession, CourseSession.id == Attendance.session_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(Attendance.person_id == actor.id)
    )
    drafts = await session.scalars(select(EvaluationDraft).where(EvaluationDraft.person_id == actor.id))
    notices = await session.scalars(select(Notice).where(Notice.author_id == actor.id))
    return {
        **await _about(session, person),
        "courses": [
            {"course": slug, "status": row.status, "since": row.since, "number": row.number} for slug, row in places
        ],
        "attendance": [
            {"course": slug, "evening": position, "coming": row.coming, "answered_at": row.answered_at}
            for slug, position, row in answers
        ],
        "evaluations": [
            {
                "round": row.round,
                "answers": json.loads(row.answers) if row.answers else {},
                "text": row.free_text,
                "sent_at": row.sent_at,
                "skipped_at": row.skipped_at,
            }
            for row in drafts
        ],
        "notices_written": [{"text": row.text, "created_at": row.created_at} for row in notices],
        **await groups.export(session, actor),
        "messages": await _messages(session, person),
    }


async def _about(session: Session, person: Person) -> dict[str, Any]:
    roles = await session.execute(
        select(Centre.slug, Assignment.role)
        .join(Centre, Centre.id == Assignment.centre_id)
        .where(Assignment.person_id == person.id)
    )
    awaited = await session.get(Dialog, person.id)
    return {
        "telegram_id": person.telegram_id,
        "name": person.name,
        "phone": person.phone,
        "language": person.language,
        "first_seen_at": person.created_at,
        "consent": {"version": person.consent_version, "given_at": person.consent_at},
        "weekly_messages_paused_since": person.paused_at,
        "bot_blocked_since": person.blocked_at,
        "roles": [{"centre": slug, "role": role} for slug, role in roles],
        "answer_awaited": awaited.step if awaited else None,
    }


async def _messages(session: Session, person: Person) -> list[dict[str, Any]]:
    """What was or will be sent: kinds and times. No text is kept of it."""
    rows = await session.scalars(select(Outbox).where(Outbox.person_id == person.id).order_by(Outbox.id))
    return [{"kind": row.kind, "due_at": row.due_at, "state": row.state, "sent_at": row.sent_at} for row in rows]


async def erase(session: Session, library: Library, actor: Actor, now: datetime) -> None:
    """Leave the groups and give back the seats, then delete the person and everything that hangs on the row."""
    await groups.leave_all(session, library, actor, now)
    await signup.leave_all(session, library, actor, now)
    await session.flush()
    await people.erase(session, actor)
    await erasing.owe(session)
