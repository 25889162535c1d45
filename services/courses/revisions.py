"""Revisions of what people hold in their calendars (RFC 5545 and 5546): which one this is, and since when.

What is given out is compared with what was given out last, by a digest of all that it rests on: time, place, way, titles,
cancelled or not. Where it differs, whatever the reason, SEQUENCE goes up. So nothing that changes can be forgotten, and
what nobody has seen does not count.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from db.models import CourseSession, InCalendars
from services import Session
from services.courses import courses
from services.courses.courses import CourseView, SessionView
from services.programmes import Library


async def of_course(session: Session, library: Library, course_id: int, now: datetime) -> CourseView:
    """A course whose evenings are given out at `now`, each with its revision. Raises Gone."""
    await courses.lock(session, course_id)  # two files that differ never have the same number
    view = await courses.load(session, library, course_id)
    rows = await session.scalars(
        select(CourseSession)
        .where(CourseSession.course_id == course_id)
        .order_by(CourseSession.position)
        .execution_options(populate_existing=True)
    )
    for row in rows.all():
        revise(row, _facts(view, view.session(row.id)), now)
    await session.flush()
    return await courses.load(session, library, course_id)


def _facts(view: CourseView, one: SessionView) -> dict[str, Any]:
    return {
        "time": [in_utc(one.starts_at), in_utc(one.ends_at), view.zone.key],
        "cancelled": one.cancelled,
        "titles": [dict(view.programme.title), dict(one.topic.title)],
        "where": [view.place, view.address, view.directions, view.centre.name],
    }


def revise(row: InCalendars, facts: Mapping[str, Any], now: datetime) -> None:
    """These are the facts (JSON) that are given out of a row: another revision, unless they are what they were."""
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    if row.digest != digest:
        row.sequence += row.digest is not None
        row.digest, row.changed_at = digest, now


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
