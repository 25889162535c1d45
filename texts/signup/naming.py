"""How a course, its evenings and the way there stand in a line."""

import html
from datetime import datetime

from services.courses import CourseView, SessionView
from texts.catalog import Html, Texts


def course_title(t: Texts, course: CourseView) -> str:
    return t.pick(course.programme.chat_title)


def course_named(t: Texts, course: CourseView) -> str:
    """The title, with where and in which month it begins: whoever is on several courses can tell which one is meant."""
    where = ", ".join(filter(None, (course.place, t.month_of(course.starts_at, course.zone))))
    return f"{course_title(t, course)} · {where}"


def day_of(t: Texts, course: CourseView, now: datetime) -> str:
    """By which day a course is known in a list: its first, and once it has begun its next; of one that is over, its first."""
    coming = course.next_session(now)
    return t.short_day(coming.starts_at if coming else course.starts_at, course.zone)


def course_label(t: Texts, course: CourseView, now: datetime) -> str:
    """The day and the place stand before the title, which the telephone may cut off: titles are often the same."""
    parts = (day_of(t, course, now), course.place, course_title(t, course))
    return " · ".join(filter(None, parts))


def way(t: Texts, course: CourseView) -> Html:
    """Below the place: the address, which a tap copies, and how to get there; each on a line of its own, if known."""
    address = f"\n<code>{html.escape(course.address, quote=False)}</code>" if course.address else ""
    directions = f"\n{t('signup.way', directions=course.directions)}" if course.directions else ""
    return Html(address + directions)


def video(t: Texts, link: str) -> str:
    """The link to the video meeting, on a line of its own; nothing where there is none."""
    return f"\n{t('signup.video', link=link)}" if link else ""


def evening_line(t: Texts, course: CourseView, one: SessionView, beside: datetime | None = None) -> Html:
    """One evening in one line: number, day, from when to when, topic; a cancelled one says so, in words too.

    With its year when that is not the year of `beside`.
    """
    hours = f"{t.hour(one.starts_at, course.zone)}–{t.hour(one.ends_at, course.zone)}"
    when = f"{t.short_day(one.starts_at, course.zone, beside)} {hours}"
    sentence = "signup.evening.cancelled" if one.cancelled else "signup.evening"
    return t(sentence, number=one.position, when=when, topic=t.pick(one.topic.title))


def why(t: Texts, reason: str) -> Html:
    """Why a coordinator has changed something, in their own words."""
    return t("signup.why", reason=reason)


def evenings(t: Texts, course: CourseView, now: datetime | None = None) -> str:
    """Each in a line; beside `now` the year where it changes."""
    listed = in_order(course)
    before = [now, *(one.starts_at for one in listed)] if now else [None] * len(listed)
    return "\n".join(evening_line(t, course, one, beside) for one, beside in zip(listed, before, strict=False))


def in_order(course: CourseView) -> list[SessionView]:
    return sorted(course.sessions, key=lambda one: one.starts_at)
