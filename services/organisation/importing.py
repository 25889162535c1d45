"""Centres, places for groups, roles and courses from a TOML file. Running the same file twice changes nothing."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.models import Assignment, Centre, Course, CourseSession, Enrolment, Group, Meeting, Person, Place
from db.session import insert_once
from domain.rights import Role
from domain.signup import HOLDS_SEAT
from services import Session, courses, people, signup
from services.groups.places import MOST_PLACES
from services.organisation import schedule
from services.organisation.entries import Batch, CentreEntry, CourseEntry, ImportFault, PersonEntry, PlaceEntry, parse
from services.programmes import Library

__all__ = ["Batch", "Change", "ImportFault", "apply", "parse"]
IN_THE_CHAT = "evenings are moved in the chat"


@dataclass(frozen=True)
class Change:
    """What became of one entry: `outcome` is new, changed or unchanged; `details` say what changed, or what to know."""

    kind: str
    name: str
    outcome: str
    details: tuple[str, ...] = ()


@dataclass
class _Work:
    """What the import has at hand."""

    session: Session
    library: Library
    now: datetime
    centres: dict[str, Centre] = field(default_factory=dict)


async def apply(session: Session, library: Library, batch: Batch, now: datetime, name: str) -> list[Change]:
    """Write what is new or changed. Raises ImportFault before anything is written when an entry does not fit."""
    work = _Work(session, library, now)
    work.centres = {one.slug: one for one in await session.scalars(select(Centre))}
    existing = {one.slug: one for one in await session.scalars(select(Course))}
    faults = [f"{name}: {one}" for one in _misfits(work, batch, existing)]
    faults += [f"{name}: {one}" async for one in _moved_zones(work, batch)]
    faults += [f"{name}: {one}" async for one in _too_many_places(work, batch)]
    if faults:
        raise ImportFault(*faults)
    changes = [await _centre(work, one) for one in batch.centres]
    changes += [await _place(work, one) for one in batch.places]
    changes += [await _person(work, one) for one in batch.people]
    for one in batch.courses:
        row = existing.get(one.slug)
        changes.append(await _new_course(work, one) if row is None else await _known_course(work, one, row))
    return changes


def _misfits(work: _Work, batch: Batch, existing: dict[str, Course]) -> Iterator[str]:
    known = work.centres.keys() | {one.slug for one in batch.centres}
    for number, place in enumerate(batch.places, 1):
        if place.centre not in known:
            yield f"[[places]] {number} ({place.slug}): centre: {_none('centre', place.centre, known)}"
    for number, person in enumerate(batch.people, 1):
        if person.centre not in known:
            yield f"[[people]] {number}: centre: {_none('centre', person.centre, known)}"
    for number, one in enumerate(batch.courses, 1):
        where = f"[[courses]] {number} ({one.slug})"
        if one.centre not in known:
            yield f"{where}: centre: {_none('centre', one.centre, known)}"
        programme = work.library.programmes.get(one.programme)
        if programme is None:
            yield f"{where}: programme: {_none('programme', one.programme, work.library.programmes)}"
        else:
            yield from (f"{where}: {fault}" for fault in schedule.misfits(one, programme))
        row = existing.get(one.slug)
        if row is not None and one.programme != row.programme:
            yield f"{where}: programme: cannot change once the course is there (it is {row.programme})"
        centre = work.centres.get(one.centre)
        if row is not None and (centre is None or centre.id != row.centre_id):
            yield f"{where}: centre: cannot change once the course is there"


async def _moved_zones(work: _Work, batch: Batch) -> AsyncIterator[str]:
    """Evenings are instants: in another zone they would silently be at another hour than people were told."""
    for number, one in enumerate(batch.centres, 1):
        row = work.centres.get(one.slug)
        if row is None or one.time_zone == row.time_zone:
            continue
        coming = await work.session.scalar(
            select(func.count())
            .join_from(CourseSession, Course, CourseSession.course_id == Course.id)
            .where(Course.centre_id == row.id, CourseSession.ends_at > work.now)
        )
        meetings = await work.session.scalar(
            select(func.count())
            .join_from(Meeting, Group, Meeting.group_id == Group.id)
            .where(Group.centre_id == row.id, Meeting.starts_at > work.now)
        )
        if ahead := (coming or 0) + (meetings or 0):
            yield (
                f"[[centres]] {number} ({one.slug}): time_zone: cannot change from {row.time_zone} "
                f"while {ahead} evenings or meetings are still to come"
            )


async def _too_many_places(work: _Work, batch: Batch) -> AsyncIterator[str]:
    """Those there are already count too, as import deletes nothing."""
    for slug in sorted({one.centre for one in batch.places}):
        centre = work.centres.get(slug)
        known = select(Place.slug).where(Place.centre_id == (centre.id if centre else 0))
        places = set(await work.session.scalars(known)) | {one.slug for one in batch.places if one.centre == slug}
        if len(places) > MOST_PLACES:
            yield f"[[places]]: {slug} would have {len(places)}; at most {MOST_PLACES} fit on a screen"


def _none(kind: str, slug: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {slug}; known are {', '.join(sorted(known)) or 'none yet'}"


async def _centre(work: _Work, entry: CentreEntry) -> Change:
    row = work.centres.get(entry.slug)
    if row is None:
        work.centres[entry.slug] = row = Centre(**entry.model_dump())
        work.session.add(row)
        await work.session.flush()
        return Change("centre", entry.slug, "new")
    return _changed("centre", entry.slug, _update(row, entry.model_dump(exclude={"slug"})))


async def _place(work: _Work, entry: PlaceEntry) -> Change:
    """A place where the centre's groups can meet. One that the file no longer names stays, as groups may meet there."""
    centre, name = work.centres[entry.centre], f"{entry.slug} at {entry.centre}"
    values = entry.model_dump(exclude={"centre"})
    row = await work.session.scalar(select(Place).where(Place.centre_id == centre.id, Place.slug == entry.slug))
    if row is None:
        work.session.add(Place(centre_id=centre.id, **values))
        await work.session.flush()
        return Change("place", name, "new")
    return _changed("place", name, _update(row, values))


def _update(row: Centre | Course | Place, values: dict[str, Any]) -> list[str]:
    """Write what differs; says what it was and is."""
    told = []
    for name, value in values.items():
        if (before := getattr(row, name)) != value:
            setattr(row, name, value)
            told.append(f"{name}: {before or 'empty'} → {value or 'empty'}")
    return told


def _changed(kind: str, name: str, told: list[str], notes: Iterable[str] = ()) -> Change:
    return Change(kind, name, "changed" if told else "unchanged", (*told, *notes))


async def _person(work: _Work, entry: PersonEntry) -> Change:
    """A role for somebody who may not have pressed Start yet."""
    session, centre = work.session, work.centres[entry.centre]
    row = {"telegram_id": entry.telegram_id, "created_at": work.now}
    await session.execute(insert_once(session, Person).values(row))
    person_id = (await session.scalars(select(Person.id).where(Person.telegram_id == entry.telegram_id))).one()
    known = await session.scalar(
        select(Assignment.id).where(
            Assignment.person_id == person_id, Assignment.centre_id == centre.id, Assignment.role == entry.role
        )
    )
    await people.assign(session, person_id, centre.id, Role(entry.role))
    told = f"{entry.role} at {entry.centre}"
    return Change("person", str(entry.telegram_id), "unchanged" if known else "new", (told,))


async def _new_course(work: _Work, entry: CourseEntry) -> Change:
    centre, programme = work.centres[entry.centre], work.library.programmes[entry.programme]
    row = Course(slug=entry.slug, programme=entry.programme, centre_id=centre.id, **_details(entry))
    work.session.add(row)
    await work.session.flush()
    zone = ZoneInfo(centre.time_zone)
    starts = schedule.starts(entry, programme, zone)
    work.session.add_all(
        CourseSession(course_id=row.id, position=number, starts_at=at, ends_at=at + programme.length)
        for number, at in enumerate(starts, 1)
    )
    await work.session.flush()
    local = [at.astimezone(zone) for at in starts]
    notes = [f"{len(local)} evenings, {local[0]:%Y-%m-%d %H:%M} to {local[-1]:%Y-%m-%d %H:%M}"]
    if starts[0] <= work.now:
        notes.append("has begun already: nobody can sign up")
    notes += schedule.holiday_notes(starts, zone, centre.country)
    return Change("course", entry.slug, "new", tuple(notes))


def _details(entry: CourseEntry) -> dict[str, Any]:
    """What follows the file, also later."""
    return entry.model_dump(include={"seats", "place", "address", "directions"})


async def _known_course(work: _Work, entry: CourseEntry, row: Course) -> Change:
    """Seats and place follow the file; evenings stay where they are, since people have been told of them."""
    row = await courses.lock(work.session, row.id)
    more = entry.seats > row.seats
    told = _update(row, _details(entry))
    await work.session.flush()
    if more:
        view = await courses.load(work.session, work.library, row.id)
        await signup.offer_seats(work.session, view, work.now)
    return _changed("course", entry.slug, told, [note async for note in _notes(work, entry, row)])


async def _notes(work: _Work, entry: CourseEntry, row: Course) -> AsyncIterator[str]:
    """What of the file is not followed; an evening that was moved in the chat may well stand elsewhere, but for the first."""
    zone = ZoneInfo(work.centres[entry.centre].time_zone)
    evenings = await work.session.scalars(
        select(CourseSession).where(CourseSession.course_id == row.id).order_by(CourseSession.position)
    )
    written = schedule.starts(entry, work.library.programmes[entry.programme], zone)
    for one, at in zip(evenings.all(), written, strict=False):
        if one.starts_at != at and (one.position == 1 or one.version == 1):
            which = "the first evening" if one.position == 1 else f"evening {one.position}"
            yield f"{which} stays at {one.starts_at.astimezone(zone):%Y-%m-%d %H:%M}: {IN_THE_CHAT}"
            break
    enrolled = await work.session.scalar(
        select(func.count()).where(Enrolment.course_id == row.id, Enrolment.status.in_(HOLDS_SEAT))
    )
    if (held := row.by_phone + (enrolled or 0)) > entry.seats:
        yield f"{held} people have a seat and keep it"
