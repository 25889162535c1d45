"""Centres, places for groups, roles and courses from a TOML file. Running the same file twice changes nothing."""

import re
import tomllib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal
from unicodedata import category
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import func, select

from db.group_models import Group, Meeting, Place
from db.models import Assignment, Centre, Course, CourseSession, Enrolment, Person
from db.session import insert_once
from domain.people import Role
from domain.signup import HOLDS_SEAT
from domain.timing import series
from domain.wishes import ONLINE
from services import Session, courses, people, signup
from services.groups.places import AT_CENTRE
from services.plain import at_line, plain
from services.programmes import Library

LOCAL = "the centre's local date and time without a zone, such as 2026-10-06T18:00:00"
SLUG = "1 to 60 of the characters A-Z a-z 0-9 _ -"
IN_THE_CHAT = "evenings are moved in the chat"
CENTURY = range(2000, 2100)
UNSEEN = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of what is no part of a line: controls, halves of pairs, ends of lines and paragraphs."""
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction: they would turn what stands round them in a message."""


class ImportFault(Exception):  # noqa: N818 - a fault of the file, told in sentences
    """The file cannot be imported and nothing was written. Each of `faults` is one sentence."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _local(value: object) -> object:
    """TOML's local date-time, or the same in quotation marks. Raises ValueError."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d", value):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise ValueError(f"has a zone; write {LOCAL}")
    if isinstance(value, date) and not isinstance(value, datetime):
        raise ValueError(f"has no hour; write {LOCAL}")
    if isinstance(value, datetime) and value.year not in CENTURY:
        raise ValueError(f"is not between {CENTURY[0]} and {CENTURY[-1]}; write {LOCAL}")
    return value


def _zone(value: object) -> object:
    """An area's zone or UTC; `localtime` and its like are whatever the machine says."""
    if isinstance(value, str) and value and not (value in available_timezones() and ("/" in value or value == "UTC")):
        raise ValueError(f'"{value[:60]}" is not a time zone; write one such as Europe/Oslo or Europe/Copenhagen')
    return value


def _plain_line(value: str) -> str:
    if strange := next((one for one in value if one in TURNS or category(one) in UNSEEN), None):
        raise ValueError(f"has a character that cannot be seen, U+{ord(strange):04X}")
    return value


def _not_reserved(slug: str) -> str:
    if slug in (AT_CENTRE, ONLINE):
        raise ValueError(f"{slug} is a word of our own; choose another")
    return slug


Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$", description=SLUG)]
PlaceSlug = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_-]{1,30}$", description="1 to 30 of the characters A-Z a-z 0-9 _ -"),
    AfterValidator(_not_reserved),
]
Line = Annotated[
    str,
    Field(pattern=r"^\S(.*\S)?$", max_length=120, description="one line of at most 120 characters"),
    AfterValidator(_plain_line),
]


class Entry(BaseModel):
    """One entry of the file. Each field's description says what it should be, in the words of the message."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CentreEntry(Entry):
    slug: Slug
    name: Line
    country: str = Field(pattern=r"^[A-Z]{2}$", description="two capital letters, such as NO or DK")
    time_zone: Annotated[str, BeforeValidator(_zone)] = Field(min_length=1, description="such as Europe/Oslo")
    language: Literal["nb", "nn", "da", "en"] = Field(description="nb, nn, da or en")
    phone: Annotated[str, AfterValidator(_plain_line)] = Field(
        default="", pattern=r"^[^\n]*$", max_length=40, description="one line of at most 40 characters"
    )


class PersonEntry(Entry):
    telegram_id: int = Field(gt=0, lt=2**52, description="a person's number in Telegram")
    role: Literal["coordinator"] = Field(description='"coordinator"')
    centre: Slug


class PlaceEntry(Entry):
    centre: Slug
    slug: PlaceSlug
    name: Line
    lat: float | None = Field(default=None, ge=-90, le=90, description="degrees north, such as 59.13")
    lon: float | None = Field(default=None, ge=-180, le=180, description="degrees east, such as 10.22")


class CourseEntry(Entry):
    slug: Slug
    programme: str = Field(min_length=1, description="the slug of a programme, such as ta-tak")
    centre: Slug
    first_session: Annotated[datetime, BeforeValidator(_local)] = Field(description=LOCAL)
    seats: int = Field(ge=1, le=1000, description="a whole number from 1 to 1000")
    place: Line


class Batch(Entry):
    """A whole file, checked entry by entry but not yet against the database. `name` is the file's."""

    centres: tuple[CentreEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    courses: tuple[CourseEntry, ...] = ()


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


def parse(text: str, name: str) -> Batch:
    """Read a file's text; `name` stands in the messages. Raises ImportFault with every mistake in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportFault(f"{name}: is not TOML: {at_line(error, text)}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists in lists
        raise ImportFault(f"{name}: cannot be read: {str(error).partition(';')[0]}") from error
    if not data:
        raise ImportFault(f"{name}: is empty; it may have [[centres]], [[places]], [[people]] and [[courses]]")
    try:
        # Lists become tuples, which is what strict models of frozen entries take.
        batch = Batch.model_validate({key: tuple(it) if isinstance(it, list) else it for key, it in data.items()})
    except ValidationError as error:
        raise ImportFault(*(_named(one, data) for one in plain(error, Batch, name))) from error
    faults = [f"{name}: {one}" for one in (*_twice(batch), *_half_known(batch))]
    if faults:
        raise ImportFault(*faults)
    return batch


def _named(fault: str, data: dict[str, Any]) -> str:
    """`[[courses]] 2 (autumn): ...`: with the entry's own slug, where it has one."""
    found = re.search(r"\[\[(\w+)\]\] (\d+)", fault)
    entry = data[found[1]][int(found[2]) - 1] if found else None
    slug = entry.get("slug") if isinstance(entry, dict) else None
    return fault.replace(found[0], f"{found[0]} ({slug})", 1) if found and isinstance(slug, str) and slug else fault


def _twice(batch: Batch) -> Iterator[str]:
    tables = {"centres": [one.slug for one in batch.centres], "courses": [one.slug for one in batch.courses]}
    for table, slugs in tables.items():
        for number, slug in enumerate(slugs, 1):
            if slug in slugs[: number - 1]:
                yield f"[[{table}]] {number} ({slug}): slug: stands there twice"
    places = [(one.centre, one.slug) for one in batch.places]
    for number, place in enumerate(places, 1):
        if place in places[: number - 1]:
            yield f"[[places]] {number} ({place[1]}): slug: stands there twice"


def _half_known(batch: Batch) -> Iterator[str]:
    for number, one in enumerate(batch.places, 1):
        if (one.lat is None) != (one.lon is None):
            yield f"[[places]] {number} ({one.slug}): lat and lon: give both or neither"


async def apply(session: Session, library: Library, batch: Batch, now: datetime, name: str) -> list[Change]:
    """Write what is new or changed. Raises ImportFault before anything is written when an entry does not fit."""
    work = _Work(session, library, now)
    work.centres = {one.slug: one for one in await session.scalars(select(Centre))}
    existing = {one.slug: one for one in await session.scalars(select(Course))}
    faults = [f"{name}: {one}" for one in _misfits(work, batch, existing)]
    faults += [f"{name}: {one}" async for one in _moved_zones(work, batch)]
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
        if one.programme not in work.library.programmes:
            yield f"{where}: programme: {_none('programme', one.programme, work.library.programmes)}"
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
    row = Course(slug=entry.slug, programme=entry.programme, centre_id=centre.id, seats=entry.seats, place=entry.place)
    work.session.add(row)
    await work.session.flush()
    starts = series(entry.first_session, programme.sessions, programme.every_days, ZoneInfo(centre.time_zone))
    work.session.add_all(
        CourseSession(course_id=row.id, position=number, starts_at=at, ends_at=at + programme.length)
        for number, at in enumerate(starts, 1)
    )
    await work.session.flush()
    local = [at.astimezone(ZoneInfo(centre.time_zone)) for at in starts]
    notes = [f"{len(local)} evenings, {local[0]:%Y-%m-%d %H:%M} to {local[-1]:%Y-%m-%d %H:%M}"]
    if starts[0] <= work.now:
        notes.append("has begun already: nobody can sign up")
    return Change("course", entry.slug, "new", tuple(notes))


async def _known_course(work: _Work, entry: CourseEntry, row: Course) -> Change:
    """Seats and place follow the file; evenings stay where they are, since people have been told of them."""
    row = await courses.lock(work.session, row.id)
    more = entry.seats > row.seats
    told = _update(row, {"seats": entry.seats, "place": entry.place})
    await work.session.flush()
    if more:
        view = await courses.load(work.session, work.library, row.id)
        await signup.offer_seats(work.session, view, work.now)
    return _changed("course", entry.slug, told, [note async for note in _notes(work, entry, row)])


async def _notes(work: _Work, entry: CourseEntry, row: Course) -> AsyncIterator[str]:
    zone = ZoneInfo(work.centres[entry.centre].time_zone)
    first = await work.session.scalar(
        select(CourseSession.starts_at).where(CourseSession.course_id == row.id, CourseSession.position == 1)
    )
    if first is not None and first != series(entry.first_session, 1, 1, zone)[0]:
        yield f"the first evening stays at {first.astimezone(zone):%Y-%m-%d %H:%M}: {IN_THE_CHAT}"
    held = await work.session.scalar(
        select(func.count()).where(Enrolment.course_id == row.id, Enrolment.status.in_(HOLDS_SEAT))
    )
    if held and held > entry.seats:
        yield f"{held} people have a seat and keep it"
