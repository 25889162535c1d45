"""The views of courses, made out of rows."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.courses import State, spoken_by
from domain.people import LANGUAGES
from domain.programmes import Programme, Topic
from domain.timing import QuietHours, instant
from services.courses.views import CentreView, CourseView, SessionView


def quiet_hours(start: time | None, end: time | None) -> QuietHours | None:
    """A centre's own quiet hours; None where it has none of its own."""
    return None if start is None or end is None else QuietHours(start, end)


def centre_view(centre: Any) -> CentreView:
    """Out of a `Centre`, or a row of its columns."""
    return CentreView(
        *(centre.id, centre.slug, centre.name, centre.phone, ZoneInfo(centre.time_zone), centre.language),
        *(centre.country, centre.contact, quiet_hours(centre.quiet_from, centre.quiet_to)),
    )


def course_view(rows: Sequence[Any], programme: Programme) -> CourseView:
    """Out of the rows of one course, one for each evening."""
    course = rows[0]
    zone = ZoneInfo(course.centres_time_zone)
    topic = course.courses_topic if programme.sessions == 1 else ""
    topics = _about(programme.session, topic)
    meant = _meant(course.course_drafts_dates or (), programme, topics, zone)
    return CourseView(
        id=course.courses_id,
        slug=course.courses_slug,
        seats=course.courses_seats,
        by_phone=course.courses_by_phone,
        place=course.courses_place,
        address=course.courses_address,
        directions=course.courses_directions,
        programme=programme,
        centre=CentreView(
            course.centres_id,
            course.centres_slug,
            course.centres_name,
            course.centres_phone,
            zone,
            course.centres_language,
            course.centres_country,
            course.centres_contact,
            quiet_hours(course.centres_quiet_from, course.centres_quiet_to),
        ),
        sessions=meant or tuple(_session_view(row, topics) for row in rows if row.sessions_id is not None),
        state=State(course.courses_state),
        published_at=course.courses_published_at,
        languages=tuple(course.courses_languages) or (spoken_by(course.centres_language),),
        interpreter=course.courses_interpreter,
        online=course.courses_online,
        topic=topic,
        own_referral=course.courses_referral,
        edition=course.courses_edition,
        version=course.courses_version,
    )


def _about(topics: tuple[Topic, ...], written: str) -> tuple[Topic, ...]:
    """The topics of a course: what its coordinators have written stands for that of its one session, as they wrote it."""
    return (replace(topics[0], title=dict.fromkeys(LANGUAGES, written)),) if written else topics


def _meant(
    dates: Sequence[str], programme: Programme, topics: Sequence[Topic], zone: ZoneInfo
) -> tuple[SessionView, ...]:
    """The evenings that a draft is to have: none of them has a row, and so no number."""
    found = []
    for position, local in enumerate(map(datetime.fromisoformat, dates[: programme.sessions]), 1):
        starts = instant(local.date(), local.time(), zone)
        ends = starts + programme.length(position)
        found.append(SessionView(0, position, topics[position - 1], starts, ends, 0, cancelled=False))
    return tuple(found)


def _session_view(row: Any, topics: Sequence[Topic]) -> SessionView:
    return SessionView(
        id=row.sessions_id,
        position=row.sessions_position,
        topic=topics[row.sessions_position - 1],
        starts_at=row.sessions_starts_at,
        ends_at=row.sessions_ends_at,
        version=row.sessions_version,
        cancelled=row.sessions_cancelled_at is not None,
        moved_from=row.sessions_moved_from,
        uid=row.sessions_uid,
        sequence=row.sessions_sequence,
        digest=row.sessions_digest,
        changed_at=row.sessions_changed_at,
        cancelled_at=row.sessions_cancelled_at,
        reason=row.reasons_text or "",
    )
