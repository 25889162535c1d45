"""Centres, places for groups, roles and courses from a TOML file. Running the same file twice changes nothing."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import func, select

from db.models import (
    Area,
    Assignment,
    Centre,
    Course,
    CourseSession,
    Enrolment,
    Group,
    GroupMember,
    Meeting,
    Person,
    Place,
)
from db.session import insert_once
from domain.courses import State
from domain.groups import GroupState, MemberState
from domain.groups.messages import MeetingSet
from domain.rights import Role
from domain.signup import HOLDS_SEAT
from services import Session, courses, people, signup
from services.courses import changes
from services.groups.places import MOST_PLACES
from services.mail import outbox
from services.organisation import dates as imported_dates
from services.organisation import networks, schedule
from services.organisation.entries import Batch, CentreEntry, CourseEntry, ImportFault, PersonEntry, PlaceEntry, parse
from services.organisation.networks import none
from services.people import Reach
from services.programmes import Library

__all__ = ["Batch", "Change", "ImportFault", "apply", "parse"]


class Change(Struct, frozen=True):
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
    areas: dict[str, Area] = field(default_factory=dict)


async def apply(session: Session, library: Library, batch: Batch, now: datetime, name: str) -> list[Change]:
    """Write what is new or changed. Raises ImportFault before anything is written when an entry does not fit."""
    work = _Work(session, library, now)
    work.centres = {one.slug: one for one in await session.scalars(select(Centre))}
    work.areas = {one.slug: one for one in await session.scalars(select(Area))}
    existing = {one.slug: one for one in await session.scalars(select(Course))}
    faults = [f"{name}: {one}" for one in _misfits(work, batch, existing)]
    faults += [f"{name}: {one}" async for one in _moved_zones(work, batch)]
    faults += [f"{name}: {one}" async for one in _too_many_places(work, batch)]
    if faults:
        raise ImportFault(*faults)
    changes = await _networks(work, batch)
    changes += [await _centre(work, one) for one in batch.centres]
    changes += [await _place(work, one) for one in batch.places]
    changes += [await _person(work, one) for one in batch.people]
    for one in batch.courses:
        row = existing.get(one.slug)
        changes.append(await _new_course(work, one) if row is None else await _known_course(work, one, row))
    return changes


def _misfits(work: _Work, batch: Batch, existing: dict[str, Course]) -> Iterator[str]:
    known = work.centres.keys() | {one.slug for one in batch.centres}
    yield from networks.misfits(batch, work.areas, known)
    for number, place in enumerate(batch.places, 1):
        if place.centre not in known:
            yield f"[[places]] {number} ({place.slug}): centre: {none('centre', place.centre, known)}"
    for number, person in enumerate(batch.people, 1):
        if person.centre is not None and person.centre not in known:
            yield f"[[people]] {number}: centre: {none('centre', person.centre, known)}"
    for number, one in enumerate(batch.courses, 1):
        where = f"[[courses]] {number} ({one.slug})"
        if one.centre not in known:
            yield f"{where}: centre: {none('centre', one.centre, known)}"
        programme = work.library.programmes.get(one.programme)
        if programme is None:
            yield f"{where}: programme: {none('programme', one.programme, work.library.programmes)}"
        else:
            yield from (f"{where}: {fault}" for fault in schedule.misfits(one, programme))
        row = existing.get(one.slug)
        if row is None and programme is not None and (word := programme.told_by(one.slug)):
            yield f"{where}: slug: tells what the title keeps to paper ({word}), and stands in links and files; choose another"
        if row is not None and row.state == State.DRAFT:
            yield f"{where}: slug: is that of a course that is being set up in the chat; choose another"
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


async def _networks(work: _Work, batch: Batch) -> list[Change]:
    """All of them first, then which is below which: they may stand in any order."""
    found = [await networks.bring(work.session, work.areas, one) for one in batch.networks]
    changes = []
    for entry, (outcome, told) in zip(batch.networks, found, strict=True):
        told = [*told, *networks.put_below(work.areas, entry)]
        outcome = "changed" if told and outcome == "unchanged" else outcome
        changes.append(Change("network", entry.slug, outcome, tuple(told)))
    await work.session.flush()
    return changes


async def _centre(work: _Work, entry: CentreEntry) -> Change:
    row = work.centres.get(entry.slug)
    values = entry.model_dump(exclude={"slug", "network", "contact", "municipalities", "quiet", "school_holidays"})
    values |= networks.details(entry, work.areas)
    if row is None:
        work.centres[entry.slug] = row = Centre(slug=entry.slug, **values)
        work.session.add(row)
        await work.session.flush()
        await networks.serve(work.session, row, entry)
        return Change("centre", entry.slug, "new")
    told = networks.update(row, values)
    told += await networks.serve(work.session, row, entry)
    return _changed("centre", entry.slug, _by_name(work, told))


def _by_name(work: _Work, told: Iterable[str]) -> list[str]:
    """Networks by their slugs, not by their numbers."""
    slugs = {str(one.id): one.slug for one in work.areas.values()}
    return [
        "network: " + " → ".join(slugs.get(one, one) for one in line.removeprefix("area_id: ").split(" → "))
        if line.startswith("area_id: ")
        else line
        for line in told
    ]


async def _place(work: _Work, entry: PlaceEntry) -> Change:
    """A place where the centre's groups can meet. One that the file no longer names stays, as groups may meet there."""
    centre, name = work.centres[entry.centre], f"{entry.slug} at {entry.centre}"
    values = entry.model_dump(exclude={"centre"})
    row = await work.session.scalar(select(Place).where(Place.centre_id == centre.id, Place.slug == entry.slug))
    if row is None:
        work.session.add(Place(centre_id=centre.id, **values))
        await work.session.flush()
        return Change("place", name, "new")
    told = networks.update(row, values)
    renamed = any(one.startswith("name:") for one in told)
    meetings = await _tell_groups(work, row) if renamed else 0
    return _changed("place", name, told, [f"members of {meetings} coming meetings told"] if meetings else ())


async def _tell_groups(work: _Work, place: Place) -> int:
    """Whoever has been told of a meeting at this place is told anew; returns how many meetings there are."""
    found = await work.session.scalars(
        select(Meeting)
        .join(Group, Group.id == Meeting.group_id)
        .where(Group.centre_id == place.centre_id, Group.place == place.slug, Group.state == GroupState.RUNNING)
        .where(Meeting.starts_at > work.now, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.id)
        .with_for_update(of=Group)
    )
    concerned = [one for one in found.all() if not one.place]  # encrypted: the database cannot tell
    for meeting in concerned:
        meeting.version += 1
        await work.session.flush()
        members = select(GroupMember.person_id).where(
            GroupMember.group_id == meeting.group_id, GroupMember.state == MemberState.MEMBER
        )
        message = MeetingSet(meeting.id, meeting.version)
        await outbox.put(work.session, message, members, due_at=work.now, not_after=meeting.starts_at)
    return len(concerned)


def _changed(kind: str, name: str, told: list[str], notes: Iterable[str] = ()) -> Change:
    return Change(kind, name, "changed" if told else "unchanged", (*told, *notes))


async def _person(work: _Work, entry: PersonEntry) -> Change:
    """A role for somebody who may not have pressed Start yet."""
    session = work.session
    centre_id = work.centres[entry.centre].id if entry.centre is not None else None
    area_id = work.areas[entry.network].id if entry.network is not None else None
    row = {"telegram_id": entry.telegram_id, "created_at": work.now}
    await session.execute(insert_once(session, Person).values(row))
    person_id = (await session.scalars(select(Person.id).where(Person.telegram_id == entry.telegram_id))).one()
    known = await session.scalar(
        select(Assignment.id)
        .where(Assignment.person_id == person_id, Assignment.role == entry.role)
        .where(Assignment.centre_id.is_not_distinct_from(centre_id), Assignment.area_id.is_not_distinct_from(area_id))
    )
    await people.assign(session, person_id, centre_id, Role(entry.role), area_id)
    told = f"{entry.role} at {entry.centre or entry.network}"
    return Change("person", str(entry.telegram_id), "unchanged" if known else "new", (told,))


async def _new_course(work: _Work, entry: CourseEntry) -> Change:
    centre, programme = work.centres[entry.centre], work.library.programmes[entry.programme]
    about = {"programme": entry.programme, "published_at": work.now, **_details(entry)}
    row = Course(slug=entry.slug, centre_id=centre.id, **about)
    work.session.add(row)
    await work.session.flush()
    zone = ZoneInfo(centre.time_zone)
    starts = schedule.starts(entry, programme, zone)
    work.session.add_all(
        CourseSession(
            course_id=row.id, position=number, starts_at=at, ends_at=at + programme.length(number), filed_at=at
        )
        for number, at in enumerate(starts, 1)
    )
    await work.session.flush()
    local = [at.astimezone(zone) for at in starts]
    notes = [f"{len(local)} evenings, {local[0]:%Y-%m-%d %H:%M} to {local[-1]:%Y-%m-%d %H:%M}"]
    if starts[-1 if programme.rolling else 0] <= work.now:
        notes.append("has begun already: nobody can sign up")
    notes += schedule.holiday_notes(starts, zone, centre.country)
    notes += await networks.share(work.session, row, entry, work.centres, work.now)
    return Change("course", entry.slug, "new", tuple(notes))


def _details(entry: CourseEntry) -> dict[str, Any]:
    """What follows the file, also later."""
    named = {name for name in ("topic", "referral") if getattr(entry, name) is not None}
    return entry.model_dump(include={"seats", "place", "address", "directions", *named})


async def _known_course(work: _Work, entry: CourseEntry, row: Course) -> Change:
    """Seats, place and dates follow the file; an evening that was moved in the chat stays while the file says the same."""
    row = await courses.lock(work.session, row.id)
    more, before = entry.seats > row.seats, {name: getattr(row, name) for name in changes.FACTS}
    found = await changes.found_by(work.session, row)
    told = networks.update(row, _details(entry))
    told += await networks.share(work.session, row, entry, work.centres, work.now)
    await changes.note_found(work.session, row, found, work.now)
    zone = ZoneInfo(work.centres[entry.centre].time_zone)
    written = schedule.starts(entry, work.library.programmes[entry.programme], zone)
    dates = await imported_dates.follow(work.session, row.id, written, zone, work.now)
    facts = {name: was for name, was in before.items() if getattr(row, name) != was}
    notes = dates.notes + [note async for note in _notes(work, entry, row)]
    if facts or dates.moved:
        notes += _reached(await changes.tell(work.session, work.library, row, facts, dates.moved, work.now), row)
    view = await courses.load(work.session, work.library, row.id)
    if dates.moved:
        await signup.renew_offers(work.session, view, work.now)
    if more:
        await signup.offer_seats(work.session, view, work.now)
    return _changed("course", entry.slug, told + dates.told, notes)


def _reached(reach: Reach, row: Course) -> Iterator[str]:
    """How many are told, and how many the bot cannot tell: their names stand in the chat, on the course's card."""
    unreached = len(reach.ring) + reach.more
    if not (reach.told or unreached or row.by_phone):
        yield "there is nobody to tell"
        return
    yield f"{_people(reach.told)} with a place, an offer or a number in line told"
    if unreached:
        yield f"{_people(unreached)} cannot be reached and should be rung (see the course's card in the chat)"
    if row.by_phone:
        yield f"{_people(row.by_phone)} signed up by phone and should be rung"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


async def _notes(work: _Work, entry: CourseEntry, row: Course) -> AsyncIterator[str]:
    """What of the file is not quite followed."""
    enrolled = await work.session.scalar(
        select(func.count()).where(Enrolment.course_id == row.id, Enrolment.status.in_(HOLDS_SEAT))
    )
    if (held := row.by_phone + (enrolled or 0)) > entry.seats:
        yield f"{held} people have a seat and keep it"
