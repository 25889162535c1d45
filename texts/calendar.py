"""The calendar file (iCalendar, RFC 5545) with every evening of a course, in the centre's own time zone."""

from datetime import UTC, date, datetime

from icalendar import Calendar, Event

from services.courses import CourseView, SessionView
from texts.catalog import Texts


def calendar_file(t: Texts, course: CourseView) -> bytes:
    """All evenings that take place and those that were cancelled; a moved evening keeps its UID with a higher SEQUENCE."""
    calendar = Calendar()
    calendar.add("prodid", "-//mestringsbot//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in course.sessions:
        calendar.add_component(_event(t, course, one))
    return finished(calendar)


def finished(calendar: Calendar) -> bytes:
    """The file, with the rules of its time zones for the years in it: those of all years since 1970 take long to write."""
    years = [moment.year for event in calendar.events for moment in (event.start, event.end)]
    if years:
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _event(t: Texts, course: CourseView, one: SessionView) -> Event:
    event = Event()
    event.add("uid", f"{course.slug}-{one.position}@mestringsbot")
    event.add("dtstamp", datetime(2026, 1, 1, tzinfo=UTC))  # the same course gives the same file
    event.add("dtstart", one.starts_at.astimezone(course.zone))
    event.add("dtend", one.ends_at.astimezone(course.zone))
    event.add("summary", f"{t.pick(course.programme.title)} {one.position}: {t.pick(one.topic.title)}")
    event.add("location", ", ".join(filter(None, (course.place, course.address, course.centre.name))))
    if course.directions:
        event.add("description", t.plain("signup.way", directions=course.directions))
    event.add("sequence", one.version - 1)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    return event
