"""What may stand behind a key, and in which words it is asked for."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Annotated, cast
from unicodedata import category
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from domain.characters import one_line, tidy, units
from domain.groups.wishes import ONLINE
from domain.running.school_holidays import SchoolHoliday
from domain.setup import SHORTEST_TOPIC
from domain.setup import Line as CardLine
from services.groups.places import AT_CENTRE
from services.groups.places import NAME as PLACE_NAME
from services.programmes.content import length

LOCAL = "the centre's local date and time without a zone, such as 2026-10-06T18:00:00"
EVENINGS = "a list of the centre's local dates and times, such as [2026-10-06T18:00:00, 2026-10-20T18:00:00]"
SKIP = "a list of dates, such as [2027-02-23]"
A_LINE, PERHAPS = r"^\S(.*\S)?$", r"^(\S(.*\S)?)?$"
QUIET = 'two hours, such as ["21:00", "08:00"]; the same hour twice: no quiet hours'
SCHOOL_HOLIDAYS = 'a list such as [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}]'
TOPIC = f"one line of {SHORTEST_TOPIC} to {CardLine.TOPIC.room} characters"
LONGEST_HOLIDAY, HOLIDAY_NAME = timedelta(days=92), 60
SLUG = "1 to 60 of the characters A-Z a-z 0-9 _ -"
CENTURY = range(2000, 2100)
UNSEEN = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of what is no part of a line: controls, halves of pairs, ends of lines and paragraphs."""
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction: they would turn what stands round them in a message."""


def as_local(value: object) -> object:
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


def as_evenings(value: object) -> object:
    """Each as `as_local`, in the order of time. Raises ValueError."""
    found = [as_local(one) for one in value] if isinstance(value, list | tuple) else []
    times = [one for one in found if isinstance(one, datetime)]
    if not times or len(times) < len(found):
        raise ValueError(f"should be {EVENINGS}")
    if any(one >= other for one, other in pairwise(times)):
        raise ValueError("should stand in the order of time, each once")
    return tuple(times)


def as_dates(value: object) -> object:
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


def as_tuple(value: object) -> object:
    """A list as a tuple, which is what strict models of frozen entries take; each name once."""
    return (
        tuple(dict.fromkeys(value)) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    )


def as_holidays(value: object) -> object:
    """A list of tables, each as the column keeps it, the earliest first. Raises ValueError."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"should be {SCHOOL_HOLIDAYS}")
    return tuple(one.kept() for one in sorted(map(_holiday, value), key=lambda one: one.first))


def _holiday(one: object) -> SchoolHoliday:
    """Raises ValueError."""
    if not isinstance(one, dict) or set(one) != {"name", "from", "to"} or not isinstance(one["name"], str):
        raise ValueError(f"should be {SCHOOL_HOLIDAYS}")
    first, last = cast("tuple[date, date]", as_dates((one["from"], one["to"])))
    name = plain_line(one["name"].strip())
    if not 0 < len(name) <= HOLIDAY_NAME:
        raise ValueError(f"a name should be one line of at most {HOLIDAY_NAME} characters")
    if first.year not in CENTURY or not first <= last <= first + LONGEST_HOLIDAY:
        raise ValueError(f"{name} ends before it begins, or lasts more than {LONGEST_HOLIDAY.days} days")
    return SchoolHoliday(first, last, name)


def as_quiet(value: object) -> object:
    """Two local times; TOML's own, or the same in quotation marks. Raises ValueError."""
    try:
        found = [time.fromisoformat(one) if isinstance(one, str) else one for one in cast("Iterable[object]", value)]
    except (TypeError, ValueError) as error:
        raise ValueError(f"should be {QUIET}") from error
    if len(found) != 2 or not all(isinstance(one, time) and one.tzinfo is None for one in found):
        raise ValueError(f"should be {QUIET}")
    return tuple(found)


def as_zone(value: object) -> object:
    """An area's zone or UTC; `localtime` and its like are whatever the machine says."""
    if isinstance(value, str) and value and not (value in _zones() and ("/" in value or value == "UTC")):
        raise ValueError(f'"{value[:60]}" is not a time zone; write one such as Europe/Oslo or Europe/Copenhagen')
    return value


def as_topic(value: str) -> str:
    """What the one session of a course is about; empty: as the programme says. Raises ValueError."""
    if value and (one_line(value) != value or not SHORTEST_TOPIC <= units(value) <= CardLine.TOPIC.room):
        raise ValueError(f"should be {TOPIC}")
    return value


def plain_line(value: str) -> str:
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
    AfterValidator(plain_line),
]


PlaceName = Annotated[
    str,
    Field(pattern=A_LINE, max_length=PLACE_NAME, description=f"one line of at most {PLACE_NAME} characters"),
    AfterValidator(plain_line),
    AfterValidator(_on_a_button),
]


Municipality = Annotated[
    str,
    Field(pattern=A_LINE, max_length=60, description="one line of at most 60 characters"),
    AfterValidator(plain_line),
]
