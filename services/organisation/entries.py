"""The import file, entry by entry: what it may say, and what is wrong with it in plain words."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, cast
from unicodedata import category
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.characters import tidy
from domain.groups.wishes import ONLINE
from domain.rights import AT_CENTRES, IN_NETWORKS
from domain.running.school_holidays import SchoolHoliday
from services.groups.places import AT_CENTRE
from services.groups.places import NAME as PLACE_NAME
from services.programmes.content import length
from services.programmes.plain import at_line, plain

LOCAL = "the centre's local date and time without a zone, such as 2026-10-06T18:00:00"
EVENINGS = "a list of the centre's local dates and times, such as [2026-10-06T18:00:00, 2026-10-20T18:00:00]"
SKIP = "a list of dates, such as [2027-02-23]"
WAY = 240
"""Characters of how to get there: it stands in the card and in each reminder."""
A_LINE, PERHAPS = r"^\S(.*\S)?$", r"^(\S(.*\S)?)?$"
QUIET = 'two hours, such as ["21:00", "08:00"]; the same hour twice: no quiet hours'
MUNICIPALITIES = 'a list of names, such as ["Stord", "Bømlo"]'
SCHOOL_HOLIDAYS = 'a list such as [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}]'
LONGEST_HOLIDAY, HOLIDAY_NAME = timedelta(days=92), 60
SHARED = 'a list of centres, such as ["stord", "bomlo"]'
KNOWN = "[[networks]], [[centres]], [[places]], [[people]] and [[courses]]"
SLUG = "1 to 60 of the characters A-Z a-z 0-9 _ -"
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


def _evenings(value: object) -> object:
    """Each as `_local`, in the order of time. Raises ValueError."""
    found = [_local(one) for one in value] if isinstance(value, list | tuple) else []
    times = [one for one in found if isinstance(one, datetime)]
    if not times or len(times) < len(found):
        raise ValueError(f"should be {EVENINGS}")
    if any(one >= other for one, other in pairwise(times)):
        raise ValueError("should stand in the order of time, each once")
    return tuple(times)


def _dates(value: object) -> object:
    """TOML's local dates, or the same in quotation marks. Raises ValueError."""
    try:
        found = [date.fromisoformat(one) if isinstance(one, str) else one for one in cast("Iterable[object]", value)]
    except (TypeError, ValueError) as error:
        raise ValueError(f"should be {SKIP}") from error
    if not all(isinstance(one, date) and not isinstance(one, datetime) for one in found):
        raise ValueError(f"should be {SKIP}")
    return tuple(found)


@cache
def _zones() -> set[str]:
    """All that this machine knows: hundreds of files are looked through for them."""
    return available_timezones()


def _listed(value: object) -> object:
    """A list as a tuple, which is what strict models of frozen entries take; each name once."""
    return (
        tuple(dict.fromkeys(value)) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    )


def _holidays(value: object) -> object:
    """A list of tables, each as the column keeps it, the earliest first. Raises ValueError."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"should be {SCHOOL_HOLIDAYS}")
    return tuple(one.kept() for one in sorted(map(_holiday, value), key=lambda one: one.first))


def _holiday(one: object) -> SchoolHoliday:
    """Raises ValueError."""
    if not isinstance(one, dict) or set(one) != {"name", "from", "to"} or not isinstance(one["name"], str):
        raise ValueError(f"should be {SCHOOL_HOLIDAYS}")
    first, last = cast("tuple[date, date]", _dates((one["from"], one["to"])))
    name = _plain_line(one["name"].strip())
    if not 0 < len(name) <= HOLIDAY_NAME:
        raise ValueError(f"a name should be one line of at most {HOLIDAY_NAME} characters")
    if first.year not in CENTURY or not first <= last <= first + LONGEST_HOLIDAY:
        raise ValueError(f"{name} ends before it begins, or lasts more than {LONGEST_HOLIDAY.days} days")
    return SchoolHoliday(first, last, name)


def _quiet(value: object) -> object:
    """Two local times; TOML's own, or the same in quotation marks. Raises ValueError."""
    try:
        found = [time.fromisoformat(one) if isinstance(one, str) else one for one in cast("Iterable[object]", value)]
    except (TypeError, ValueError) as error:
        raise ValueError(f"should be {QUIET}") from error
    if len(found) != 2 or not all(isinstance(one, time) and one.tzinfo is None for one in found):
        raise ValueError(f"should be {QUIET}")
    return tuple(found)


def _zone(value: object) -> object:
    """An area's zone or UTC; `localtime` and its like are whatever the machine says."""
    if isinstance(value, str) and value and not (value in _zones() and ("/" in value or value == "UTC")):
        raise ValueError(f'"{value[:60]}" is not a time zone; write one such as Europe/Oslo or Europe/Copenhagen')
    return value


def _plain_line(value: str) -> str:
    if strange := next((one for one in value if one in TURNS or category(one) in UNSEEN), None):
        raise ValueError(f"has a character that cannot be seen, U+{ord(strange):04X}")
    if value and not tidy(value):
        raise ValueError("has no character that can be seen")
    return value


def _not_reserved(slug: str) -> str:
    if slug in (AT_CENTRE, ONLINE):
        raise ValueError(f"{slug} is a word of our own; choose another")
    return slug


def _on_a_button(name: str) -> str:
    if length(name) > PLACE_NAME:
        raise ValueError(f"counts as {length(name)} characters in Telegram; at most {PLACE_NAME} fit on a button")
    return name


Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$", description=SLUG)]
PlaceSlug = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_-]{1,30}$", description="1 to 30 of the characters A-Z a-z 0-9 _ -"),
    AfterValidator(_not_reserved),
]
Line = Annotated[
    str,
    Field(pattern=A_LINE, max_length=120, description="one line of at most 120 characters"),
    AfterValidator(_plain_line),
]


PlaceName = Annotated[
    str,
    Field(pattern=A_LINE, max_length=PLACE_NAME, description=f"one line of at most {PLACE_NAME} characters"),
    AfterValidator(_plain_line),
    AfterValidator(_on_a_button),
]


Municipality = Annotated[
    str,
    Field(pattern=A_LINE, max_length=60, description="one line of at most 60 characters"),
    AfterValidator(_plain_line),
]


class Entry(BaseModel):
    """One entry of the file. Each field's description says what it should be, in the words of the message."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NetworkEntry(Entry):
    slug: Slug
    name: Line
    parent: Slug | None = None


class CentreEntry(Entry):
    """`network`, `contact`, `municipalities`, `quiet` and `school_holidays` are kept where a file does not name them."""

    slug: Slug
    name: Line
    network: Slug | None = None
    contact: Annotated[str, AfterValidator(_plain_line)] | None = Field(
        default=None, pattern=PERHAPS, max_length=120, description="one line of at most 120 characters"
    )
    municipalities: Annotated[tuple[Municipality, ...] | None, BeforeValidator(_listed)] = Field(
        default=None, description=MUNICIPALITIES
    )
    quiet: Annotated[tuple[time, time] | None, BeforeValidator(_quiet)] = Field(default=None, description=QUIET)
    school_holidays: Annotated[tuple[str, ...] | None, BeforeValidator(_holidays)] = Field(
        default=None, description=SCHOOL_HOLIDAYS
    )
    country: str = Field(pattern=r"^[A-Z]{2}$", description="two capital letters, such as NO or DK")
    time_zone: Annotated[str, BeforeValidator(_zone)] = Field(min_length=1, description="such as Europe/Oslo")
    language: Literal["nb", "nn", "da", "en"] = Field(description="nb, nn, da or en")
    phone: Annotated[str, AfterValidator(_plain_line)] = Field(
        default="", pattern=r"^[^\n]*$", max_length=40, description="one line of at most 40 characters"
    )


class PersonEntry(Entry):
    telegram_id: int = Field(gt=0, lt=2**52, description="a person's number in Telegram")
    role: Literal["owner", "coordinator", "professional", "experienced_user", "network_lead"] = Field(
        description='"owner", "coordinator", "professional", "experienced_user" or "network_lead"'
    )
    centre: Slug | None = None
    network: Slug | None = None


class PlaceEntry(Entry):
    centre: Slug
    slug: PlaceSlug
    name: PlaceName
    lat: float | None = Field(default=None, ge=-90, le=90, description="degrees north, such as 59.13")
    lon: float | None = Field(default=None, ge=-180, le=180, description="degrees east, such as 10.22")


class CourseEntry(Entry):
    slug: Slug
    programme: str = Field(min_length=1, description="the slug of a programme, such as ta-tak")
    centre: Slug
    first_session: Annotated[datetime | None, BeforeValidator(_local)] = Field(default=None, description=LOCAL)
    skip: Annotated[tuple[date, ...], BeforeValidator(_dates)] = Field(default=(), description=SKIP)
    evenings: Annotated[tuple[datetime, ...], BeforeValidator(_evenings)] = Field(default=(), description=EVENINGS)
    seats: int = Field(ge=1, le=1000, description="a whole number from 1 to 1000")
    place: Line
    address: Annotated[str, AfterValidator(_plain_line)] = Field(
        default="", pattern=PERHAPS, max_length=120, description="one line of at most 120 characters"
    )
    directions: Annotated[str, AfterValidator(_plain_line)] = Field(
        default="", pattern=PERHAPS, max_length=WAY, description=f"one line of at most {WAY} characters"
    )
    shared_with: Annotated[tuple[Slug, ...] | None, BeforeValidator(_listed)] = Field(default=None, description=SHARED)


class Batch(Entry):
    """A whole file, checked entry by entry but not yet against the database. `name` is the file's."""

    networks: tuple[NetworkEntry, ...] = ()
    centres: tuple[CentreEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    courses: tuple[CourseEntry, ...] = ()


def parse(text: str, name: str) -> Batch:
    """Read a file's text; `name` stands in the messages. Raises ImportFault with every mistake in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportFault(f"{name}: is not TOML: {at_line(error, text)}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists in lists
        raise ImportFault(f"{name}: cannot be read: {str(error).partition(';')[0]}") from error
    if not data:
        raise ImportFault(f"{name}: is empty; it may have {KNOWN}")
    try:
        # Lists become tuples, which is what strict models of frozen entries take.
        batch = Batch.model_validate({key: tuple(it) if isinstance(it, list) else it for key, it in data.items()})
    except ValidationError as error:
        raise ImportFault(*(_named(one, data) for one in plain(error, Batch, name))) from error
    faults = [f"{name}: {one}" for one in (*_twice(batch), *_half_known(batch), *_misplaced(batch), *_undated(batch))]
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
    tables = {
        "networks": [one.slug for one in batch.networks],
        "centres": [one.slug for one in batch.centres],
        "courses": [one.slug for one in batch.courses],
    }
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


def _misplaced(batch: Batch) -> Iterator[str]:
    """A role is at a centre or in a network; which roles there are in which, `domain/rights.py` says."""
    for number, one in enumerate(batch.people, 1):
        where, at, within = f"[[people]] {number}", one.role in AT_CENTRES, one.role in IN_NETWORKS
        if one.centre is not None and one.network is not None:
            yield f"{where}: centre and network: give one of them"
        elif one.centre is not None and not at:
            yield f"{where}: centre: one is {one.role} of a network; give network instead"
        elif one.network is not None and not within:
            yield f"{where}: network: one is {one.role} at a centre; give centre instead"
        elif one.centre is None and one.network is None:
            yield f"{where}: {'centre' if at else 'network'}: is missing"


def _undated(batch: Batch) -> Iterator[str]:
    """A course says when it begins, and may leave out days; or it lists its evenings."""
    for number, one in enumerate(batch.courses, 1):
        where = f"[[courses]] {number} ({one.slug})"
        if one.first_session is None and not one.evenings:
            yield f"{where}: first_session: is missing; it should be {LOCAL} (or list the evenings: evenings = [...])"
        if one.first_session is not None and one.evenings:
            yield f"{where}: first_session and evenings: give one of them"
        if one.skip and one.evenings:
            yield f"{where}: skip: has no meaning beside evenings, which lists every evening"
