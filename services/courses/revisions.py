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

from msgspec.structs import replace
from sqlalchemy import bindparam, update

from db.models import CourseSession, InCalendars, columns, table
from services import Session
from services.courses import courses
from services.courses.views import CourseView, SessionView
from services.programmes import Library

_E = columns(CourseSession)
_REVISE = (
    update(table(CourseSession))
    .where(_E.id == bindparam("evening"))
    .values({name: bindparam(name) for name in ("sequence", "digest", "changed_at")})
)


async def of_course(session: Session, library: Library, course_id: int, now: datetime) -> CourseView:
    """A course whose evenings are given out at `now`, each with its revision. Raises Gone."""
    # Locked: two files that differ never have the same number.
    return await given_out(session, await courses.load_locked(session, library, course_id), now)


async def given_out(session: Session, view: CourseView, now: datetime) -> CourseView:
    """As `of_course`, for a course that has been read under its lock."""
    evenings = tuple(_revised(one, _facts(view, one), now) for one in view.sessions)
    changed = [new for new, old in zip(evenings, view.sessions, strict=True) if new != old]
    if changed:
        await session.execute(
            _REVISE,
            [
                {"evening": one.id, "sequence": one.sequence, "digest": one.digest, "changed_at": one.changed_at}
                for one in changed
            ],
        )
    return replace(view, sessions=evenings)


def _revised(one: SessionView, facts: Mapping[str, Any], now: datetime) -> SessionView:
    digest = _digest(facts)
    if one.digest == digest:
        return one
    return replace(one, sequence=one.sequence + (one.digest is not None), digest=digest, changed_at=now)


def _facts(view: CourseView, one: SessionView) -> dict[str, Any]:
    return {
        "time": [in_utc(one.starts_at), in_utc(one.ends_at), view.zone.key],
        "cancelled": one.cancelled,
        "titles": [dict(view.programme.chat_title), dict(one.topic.title)],
        "where": [view.place, view.address, view.directions, view.centre.name],
    }


def revise(row: InCalendars, facts: Mapping[str, Any], now: datetime) -> None:
    """These are the facts (JSON) that are given out of a row: another revision, unless they are what they were."""
    digest = _digest(facts)
    if row.digest != digest:
        row.sequence += row.digest is not None
        row.digest, row.changed_at = digest, now


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
