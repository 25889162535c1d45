"""The calendar file (iCalendar, RFC 5545) with every evening of a course, in the centre's own time zone."""

from datetime import date, datetime

from icalendar import Calendar, Event

from services.courses import CourseView, SessionView
from texts.catalog import Texts


def calendar_file(t: Texts, course: CourseView) -> bytes:
    """All evenings that take place and those that were cancelled; one that has changed keeps its UID with a higher SEQUENCE."""
    calendar = begun()
    for one in course.sessions:
        calendar.add_component(_event(t, course, one))
    return finished(calendar)


def begun() -> Calendar:
    """An empty one: without METHOD, as what nobody answers needs no ORGANIZER (RFC 5546, 3.2.1)."""
    calendar = Calendar()
    calendar.add("prodid", "-//mestringsbot//EN")
    calendar.add("version", "2.0")
    return calendar


def event(uid: str, sequence: int, changed_at: datetime, *, cancelled: bool) -> Event:
    """An event with what tells its revision; in a file without METHOD, DTSTAMP is that of the last one (RFC 5545, 3.8.7.2)."""
    found = Event()
    found.add("uid", uid)
    found.add("sequence", sequence)
    found.add("dtstamp", changed_at)
    found.add("last-modified", changed_at)
    found.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return found


def finished(calendar: Calendar) -> bytes:
    """The file, with the rules of its time zones for the years in it: those of all years since 1970 take long to write."""
    years = [moment.year for event in calendar.events for moment in (event.start, event.end)]
    if years:
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _event(t: Texts, course: CourseView, one: SessionView) -> Event:
    assert one.changed_at is not None, "what is given out has a revision"
    found = event(one.uid, one.sequence, one.changed_at, cancelled=one.cancelled)
    found.add("dtstart", one.starts_at.astimezone(course.zone))
    found.add("dtend", one.ends_at.astimezone(course.zone))
    found.add("summary", f"{t.pick(course.programme.title)} {one.position}: {t.pick(one.topic.title)}")
    found.add("location", ", ".join(filter(None, (course.place, course.address, course.centre.name))))
    if course.directions:
        found.add("description", t.plain("signup.way", directions=course.directions))
    return found
