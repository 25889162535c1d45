"""Which courses one may sign up for, in SQL, as `CourseView.open` has it.

Over a course joined with its evenings that take place, grouped by the course.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_

from db.models import Course, CourseSession, columns
from services.programmes import Library

_C, _E = columns(Course), columns(CourseSession)
_NOW = bindparam("now", type_=_E.starts_at.type)
OPEN = or_(
    func.min(_E.starts_at) > _NOW,
    and_(_C.programme.in_(bindparam("groups", expanding=True)), func.max(_E.starts_at) > _NOW),
    and_(_C.programme.in_(bindparam("drop_in", expanding=True)), func.max(_E.ends_at) > _NOW),
)
NEXT = func.coalesce(func.min(case((_E.starts_at > _NOW, _E.starts_at))), func.min(_E.starts_at))
"""When its next evening begins."""


def values(library: Library, now: datetime) -> dict[str, Any]:
    """What the two need."""
    forms = {slug: one.form for slug, one in library.programmes.items()}
    of = {form: [slug for slug, its in forms.items() if its == form] for form in ("group", "open")}
    return {"now": now, "groups": of["group"], "drop_in": of["open"]}
