"""Networks from a file, which centres are in them, what municipalities a centre serves, with whom a course is shared."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from db.models import Area, Centre, Course, CourseShare, Municipality
from services import Session
from services.courses import lost, share_news
from services.organisation.entries import Batch, CentreEntry, CourseEntry, NetworkEntry


def misfits(batch: Batch, areas: Mapping[str, Area], centres: Iterable[str]) -> Iterator[str]:
    """What of the networks does not fit; `areas` are those that there are, `centres` the slugs of all there will be."""
    known, all_centres = {one.slug for one in batch.networks} | areas.keys(), set(centres)
    for number, one in enumerate(batch.networks, 1):
        if one.parent is not None and one.parent not in known:
            yield f"[[networks]] {number} ({one.slug}): parent: {none('network', one.parent, known)}"
    if circle := _circle(batch, areas):
        yield f"[[networks]]: parent: {', '.join(circle)} would be below themselves"
    for number, centre in enumerate(batch.centres, 1):
        if centre.network is not None and centre.network not in known:
            yield f"[[centres]] {number} ({centre.slug}): network: {none('network', centre.network, known)}"
    for number, person in enumerate(batch.people, 1):
        if person.network is not None and person.network not in known:
            yield f"[[people]] {number}: network: {none('network', person.network, known)}"
    for number, course in enumerate(batch.courses, 1):
        for slug in course.shared_with or ():
            if slug not in all_centres:
                yield f"[[courses]] {number} ({course.slug}): shared_with: {none('centre', slug, all_centres)}"


def none(kind: str, slug: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {slug}; known are {', '.join(sorted(known)) or 'none yet'}"


def _circle(batch: Batch, areas: Mapping[str, Area]) -> list[str]:
    """The networks that would be below themselves."""
    slugs = {one.id: one.slug for one in areas.values()}
    parents = {one.slug: slugs.get(one.parent_id or 0) for one in areas.values()}
    parents |= {one.slug: one.parent for one in batch.networks if one.parent is not None or one.slug not in parents}

    def above(slug: str | None) -> set[str]:
        found: set[str] = set()
        while (slug := parents.get(slug or "")) and slug not in found:
            found.add(slug)
        return found

    return sorted(one for one in parents if one in above(one))


async def bring(session: Session, areas: dict[str, Area], entry: NetworkEntry) -> tuple[str, list[str]]:
    """A network, not yet below another; returns what became of it, and the sentences that say so."""
    row = areas.get(entry.slug)
    if row is None:
        areas[entry.slug] = row = Area(slug=entry.slug, name=entry.name)
        session.add(row)
        await session.flush()
        return "new", []
    told = update(row, {"name": entry.name})
    return ("changed" if told else "unchanged"), told


def put_below(areas: Mapping[str, Area], entry: NetworkEntry) -> list[str]:
    """Below its parent, when all of the file's networks are there; says what has changed."""
    row = areas[entry.slug]
    parent = areas[entry.parent] if entry.parent is not None else None
    if parent is None or row.parent_id == parent.id:
        return []
    row.parent_id = parent.id
    return [f"below {parent.slug}"]


def details(entry: CentreEntry, areas: Mapping[str, Area]) -> dict[str, Any]:
    """The columns of a centre that the file names, of those that it may leave as they are."""
    found: dict[str, Any] = {}
    if entry.network is not None:
        found["area_id"] = areas[entry.network].id
    if entry.contact is not None:
        found["contact"] = entry.contact
    if entry.quiet is not None:
        found["quiet_from"], found["quiet_to"] = entry.quiet
    if entry.school_holidays is not None:
        found["school_holidays"] = list(entry.school_holidays)
    return found


async def serve(session: Session, centre: Centre, entry: CentreEntry) -> list[str]:
    """The municipalities that the file names, where it names any; says what has changed."""
    if entry.municipalities is None:
        return []
    rows = await session.scalars(select(Municipality.name).where(Municipality.centre_id == centre.id))
    before, now = set(rows), set(entry.municipalities)
    if before == now:
        return []
    await session.execute(delete(Municipality).where(Municipality.centre_id == centre.id))
    if now:
        await session.execute(insert(Municipality), [{"centre_id": centre.id, "name": one} for one in sorted(now)])
    return [f"municipalities: {_names(before)} → {_names(now)}"]


async def share(
    session: Session, course: Course, entry: CourseEntry, centres: Mapping[str, Centre], at: datetime
) -> list[str]:
    """With the centres that the file names, where it names any, and never with its own; says what has changed.

    Whoever coordinates where it is shared from now on is told at `at`. So is whoever falls off the team with that, and
    the course's coordinators are.
    """
    if entry.shared_with is None:
        return []
    slugs = {one.id: one.slug for one in centres.values()}
    rows = await session.scalars(select(CourseShare.centre_id).where(CourseShare.course_id == course.id))
    before = set(rows)
    now = {centres[one].id for one in entry.shared_with} - {course.centre_id}
    if before == now:
        return []
    await session.execute(delete(CourseShare).where(CourseShare.course_id == course.id))
    if now:
        await session.execute(insert(CourseShare), [{"course_id": course.id, "centre_id": one} for one in sorted(now)])
    for centre_id in sorted(before - now):
        await share_news.take_back(session, course.id, centre_id)
    await share_news.tell(session, course.id, sorted(now - before), at)
    told = [f"shared with: {_names(slugs[one] for one in before)} → {_names(slugs[one] for one in now)}"]
    gone = await lost.unshared(session, course.id, at) if before - now else []
    return told + ([f"off its team with that: {len(gone)}; they are told"] if gone else [])


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def update(row: Any, values: Mapping[str, Any]) -> list[str]:
    """Write what differs; says what it was and is."""
    told = []
    for name, value in values.items():
        if (before := getattr(row, name)) != value:
            setattr(row, name, value)
            told.append(f"{name}: {before or 'empty'} → {value or 'empty'}")
    return told
