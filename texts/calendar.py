"""The calendar file (iCalendar, RFC 5545), in the centre's own time zone.

A file is made once for all who get the same one: it is kept under all that stands in it, so that another time, place, revision
or language is another file by itself, and nothing has to be thrown away.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from services.courses import CourseView, SessionView
from texts.catalog import Texts

KEPT = 128
"""Files of a few thousand bytes each."""


class Entry(Struct, frozen=True):
    """An event, and which revision of it: in a file without METHOD, DTSTAMP is that of the last one (RFC 5545, 3.8.7.2)."""

    uid: str
    sequence: int
    changed_at: datetime
    cancelled: bool
    zone: ZoneInfo
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str = ""


def calendar_file(t: Texts, course: CourseView) -> bytes:
    """All evenings that take place and those that were cancelled; one that has changed keeps its UID with a higher SEQUENCE."""
    return file_of(evening_entries(t, course))


def evening_entries(t: Texts, course: CourseView) -> list[Entry]:
    return [_entry(t, course, one) for one in course.sessions]


def file_of(entries: Sequence[Entry]) -> bytes:
    return _file(tuple(entries))


def _entry(t: Texts, course: CourseView, one: SessionView) -> Entry:
    assert one.changed_at is not None, "what is given out has a revision"
    return Entry(
        one.uid,
        one.sequence,
        one.changed_at,
        one.cancelled,
        course.zone,
        one.starts_at,
        one.ends_at,
        summary=f"{t.pick(course.programme.chat_title)} {one.position}: {t.pick(one.topic.title)}",
        location=", ".join(filter(None, (course.place, course.address, course.centre.name))),
        description=t.plain("signup.way", directions=course.directions) if course.directions else "",
    )


@lru_cache(KEPT)
def _file(entries: tuple[Entry, ...]) -> bytes:
    """Without METHOD, as what nobody answers needs no ORGANIZER (RFC 5546, 3.2.1)."""
    # Loaded with the first file that is made, not at every start.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//mestringsbot//EN")
    calendar.add("version", "2.0")
    for one in entries:
        event = Event()
        for name, value in _properties(one).items():
            event.add(name, value)
        calendar.add_component(event)
    if entries:
        # The rules of its time zones for the years in it: those of all years since 1970 take long to write.
        years = [moment.year for one in calendar.events for moment in (one.start, one.end)]
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _properties(one: Entry) -> dict[str, object]:
    also = {"description": one.description} if one.description else {}
    return {
        "uid": one.uid,
        "sequence": one.sequence,
        "dtstamp": one.changed_at,
        "last-modified": one.changed_at,
        "status": "CANCELLED" if one.cancelled else "CONFIRMED",
        "dtstart": one.starts_at.astimezone(one.zone),
        "dtend": one.ends_at.astimezone(one.zone),
        "summary": one.summary,
        "location": one.location,
        **also,
    }
