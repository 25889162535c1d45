"""What is stored of somebody's roles, for their copy of everything (`services/privacy/export_map.py`)."""

from typing import Any

from sqlalchemy import select

from db.models import (
    Area,
    Assignment,
    Centre,
    Confidentiality,
    Course,
    CourseSession,
    Invite,
    TeamAbsence,
    TeamMember,
)
from services import Session
from services.people import Actor


async def export(session: Session, actor: Actor) -> dict[str, Any]:
    """Roles, the teams one is asked for, the promises of confidentiality, and the links to roles that one has made."""
    return {
        "roles": await _roles(session, actor),
        "teams": await _teams(session, actor),
        "promised_confidentiality": await _promises(session, actor),
        "links_to_roles_made": await _links(session, actor),
    }


async def _roles(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(Centre.slug, Area.slug, Assignment.role)
        .select_from(Assignment)
        .outerjoin(Centre, Centre.id == Assignment.centre_id)
        .outerjoin(Area, Area.id == Assignment.area_id)
        .where(Assignment.person_id == actor.id)
        .order_by(Assignment.id)
    )
    return [{"centre": centre, "network": area, "role": role} for centre, area, role in rows]


async def _teams(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(Course.slug, TeamMember, CourseSession.position)
        .join(Course, Course.id == TeamMember.course_id)
        .outerjoin(CourseSession, CourseSession.id == TeamMember.session_id)
        .where(TeamMember.person_id == actor.id)
        .order_by(TeamMember.id)
    )
    cannot = await _cannot_come(session, actor)
    return [
        {
            "course": slug,
            "role": row.role,
            "cannot_come": cannot.get(row.id, []),
            "answer": row.state,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "version": row.version,
            "told_of_version": row.known_version,
            "evening_alone": alone,
        }
        for slug, row, alone in rows
    ]


async def _cannot_come(session: Session, actor: Actor) -> dict[int, list[dict[str, Any]]]:
    """By the row of the team: of which evenings and meetings they have said that they cannot come, or (no time) that they can."""
    rows = await session.execute(
        select(CourseSession.position, TeamAbsence)
        .outerjoin(CourseSession, CourseSession.id == TeamAbsence.session_id)
        .join(TeamMember, TeamMember.id == TeamAbsence.member_id)
        .where(TeamMember.person_id == actor.id)
        .order_by(TeamAbsence.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for position, row in rows:
        which = {"evening": position, "meeting": row.meeting}
        said = {"starts_at": row.starts_at, "said_at": row.said_at, "times_said": row.changes}
        found.setdefault(row.member_id, []).append(which | said)
    return found


async def _promises(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(Centre.slug, Confidentiality.signed_on, Confidentiality.recorded_at)
        .join(Centre, Centre.id == Confidentiality.centre_id)
        .where(Confidentiality.person_id == actor.id)
        .order_by(Centre.slug)
    )
    return [{"centre": slug, "signed_on": on, "written_down_at": at} for slug, on, at in rows]


async def _links(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(Centre.slug, Area.slug, Invite)
        .select_from(Invite)
        .outerjoin(Centre, Centre.id == Invite.centre_id)
        .outerjoin(Area, Area.id == Invite.area_id)
        .where(Invite.created_by == actor.id)
        .order_by(Invite.id)
    )
    return [
        {
            "centre": centre,
            "network": area,
            "role": row.role,
            "made_at": row.created_at,
            "until": row.expires_at,
            "used_at": row.used_at,
            "withdrawn_at": row.revoked_at,
        }
        for centre, area, row in rows
    ]
