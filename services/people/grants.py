"""What somebody's roles reach now: the centres below their network, the courses of whose team they are.

Only whoever has such a role is asked of: all others cost no statement more.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from db.models import Area, Assignment, Centre, Course, CourseSession, CourseShare, Instant, TeamMember, columns, table
from domain.courses import Answer
from domain.rights import ON_TEAMS, Grant, Role
from services import Session

_R, _C, _T, _S, _A, _E = (columns(one) for one in (Area, Centre, TeamMember, CourseShare, Assignment, CourseSession))
_AREAS = select(_R.id, _R.parent_id)
_CENTRES = select(_C.id, _C.area_id).where(_C.area_id.in_(bindparam("areas", expanding=True)))
_SHARED = select(_S.centre_id).where(_S.course_id == columns(Course).id)
_HAS_ROLE = (_A.person_id == _T.person_id) & (_A.role == _T.role)
_TEAMS = (
    select(_T.course_id, _T.role)
    .join(table(Course), columns(Course).id == _T.course_id)
    .where(_T.person_id == bindparam("person"), _T.state == Answer.YES)
    .where(
        select(_A.id)
        .where(_HAS_ROLE, or_(_A.centre_id == columns(Course).centre_id, _A.centre_id.in_(_SHARED)))
        .exists()
    )
    .where(
        or_(
            _T.session_id.is_(None),
            select(_E.id).where(_E.id == _T.session_id, _E.ends_at > bindparam("now", type_=Instant)).exists(),
        )
    )
)
"""A member of a team counts as long as the role stands, where the course is or where it is shared.

Whoever stands in at one evening does until it is over.
"""


async def of(session: Session, person_id: int, rows: Sequence[Any], now: datetime) -> frozenset[Grant]:
    """Out of somebody's rows of `assignments`: role, centre_id and area_id of each."""
    areas = {row.area_id for row in rows if row.area_id is not None}
    tree = await _below(session, areas) if areas else {}
    centres = await _centres(session, tree) if areas else {}
    teams = await _teams(session, person_id, now) if any(row.role in ON_TEAMS for row in rows) else {}
    return frozenset(
        Grant(
            Role(row.role),
            row.centre_id,
            row.area_id,
            below=centres.get(row.area_id, frozenset()),
            areas=tree.get(row.area_id, frozenset()),
            courses=teams.get(row.role, frozenset()),
        )
        for row in rows
    )


async def _below(session: Session, areas: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each of these networks with all that are below it, itself among them. Networks are few: all are read at once."""
    parents = {row.id: row.parent_id for row in await session.execute(_AREAS)}
    return {area: frozenset(one for one in parents if area in with_those_above(one, parents)) for area in areas}


async def networks_above(session: Session, centre_id: int | None, area_id: int | None) -> set[int]:
    """The ids of the networks that a centre, or a network, is in; of a network also its own."""
    if centre_id is not None:
        area_id = await session.scalar(select(_C.area_id).where(_C.id == centre_id))
    parents = {row.id: row.parent_id for row in await session.execute(_AREAS)}
    return with_those_above(area_id, parents)


def with_those_above(area: int | None, parents: Mapping[int, int | None]) -> set[int]:
    """A network and those above it."""
    found: set[int] = set()
    while area is not None and area not in found:
        found.add(area)
        area = parents.get(area)
    return found


async def _centres(session: Session, tree: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    everywhere = sorted(frozenset().union(*tree.values()))
    rows = (await session.execute(_CENTRES, {"areas": everywhere})).all()
    return {area: frozenset(row.id for row in rows if row.area_id in below) for area, below in tree.items()}


async def _teams(session: Session, person_id: int, now: datetime) -> dict[str, frozenset[int]]:
    """The courses of whose team somebody is, by the role in which they are."""
    rows = (await session.execute(_TEAMS, {"person": person_id, "now": now})).all()
    return {role: frozenset(row.course_id for row in rows if row.role == role) for role in ON_TEAMS}
