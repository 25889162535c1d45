"""What ends when somebody leaves a course: whatever they have said of what is still to come.

Who signs up again starts afresh. What has been, stays: evenings that are over, a poll that was sent.
"""

from datetime import datetime

from sqlalchemy import delete, select

from db.models import Attendance, CourseSession, EvaluationDraft
from services import Session
from services.people import dialogs


async def end_answers(session: Session, course_id: int, person_id: int, now: datetime) -> None:
    """Forget the answers to coming evenings, a poll that was not sent, and what the person is being asked about it."""
    coming = select(CourseSession.id).where(CourseSession.course_id == course_id, CourseSession.starts_at > now)
    await session.execute(
        delete(Attendance).where(Attendance.person_id == person_id, Attendance.session_id.in_(coming))
    )
    await session.execute(
        delete(EvaluationDraft).where(
            EvaluationDraft.person_id == person_id,
            EvaluationDraft.course_id == course_id,
        )
    )
    await dialogs.end_about(session, person_id, "evaluation_text", course_id=course_id)
