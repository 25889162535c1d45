"""A place: just taken, looked at, given up."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.people import buttons as people_buttons
from domain.running import buttons as running_buttons
from domain.signup import Status
from domain.signup import buttons as b
from services.courses import CourseView, SessionView
from services.signup import Place
from texts.calendar import calendar_file
from texts.catalog import Html, Texts
from texts.contacts import human, in_short
from texts.conversations import write_button
from texts.entry import still_to_do
from texts.screen import Button, Document, Screen
from texts.signup.naming import course_named, course_title, evening_line, in_order, video, way
from texts.signup.offers import offer
from texts.signup.pieces import first, home, left_of, open_

_JOINED = {"series": "signup.joined", "open": "signup.joined.open", "group": "signup.joined.group"}
"""By the form of a course."""


def way_in(t: Texts, place: Place) -> Html:
    """As `way`, with the link to the video meeting for whoever has a place."""
    return Html(f"{way(t, place.course)}{video(t, place.link)}")


def _said_line(t: Texts, place: Place, one: SessionView, now: datetime | None) -> Html:
    """One evening with what one has said of it; of one that has begun or was cancelled nothing is asked any more."""
    line, said = evening_line(t, place.course, one), place.said.get(one.id)
    if one.cancelled or (said is None and now and one.starts_at <= now):
        return line
    return t(f"signup.said.{ {None: 'none', True: 'coming', False: 'absent'}[said] }", line=line)


def joined(t: Texts, place: Place, *, ask_phone: bool = False) -> Screen:
    """A place (with the calendar file), or a number in the waiting list; and, once, whether one may be rung."""
    screen = _joined(t, place)
    if not ask_phone:
        return screen
    text = f"{screen.text}\n\n{t('signup.ask_phone', centre=place.course.centre.name)}"
    give = [Button(t.plain("people.change_phone"), people_buttons.ChangePhone())]
    return Screen(text, [give, *screen.rows], screen.document)


def _joined(t: Texts, place: Place) -> Screen:
    course = place.course
    if place.status is not Status.PLACE:
        return my_place(t, place, None)
    told = {"title": course_title(t, course), "first": first(t, place), "place": course.place}
    sentence = _JOINED[course.programme.form]
    text = t.many(sentence, left_of(course, place.first), **told) if course.programme.drop_in else t(sentence, **told)
    text = Html(f"{text}{_paragraph(way_in(t, place))}")
    text = Html("\n\n".join([text, *_still_to_do(t, course), in_short(t, [course.centre])]))
    text = Html(f"{text}\n\n{t('needs.offer')}")
    needed = Button(t.plain("needs.button"), b.ShowNeeds(course.id))
    return Screen(
        text, [[needed], [open_(t, place)]], calendar(t, course, place.first.starts_at if place.first else None)
    )


def _still_to_do(t: Texts, course: CourseView) -> list[Html]:
    return [Html(" ".join(lines))] if (lines := still_to_do(t, course)) else []


def _paragraph(lines: Html) -> Html:
    return Html(f"\n{lines}" if lines else "")


def calendar(t: Texts, course: CourseView, since: datetime | None = None) -> Document:
    """`since`: of a course that goes on only what begins then or later is of use."""
    if since and course.programme.rolling:
        course = replace(course, sessions=tuple(one for one in course.sessions if one.starts_at >= since))
    return Document(f"{course.slug}.ics", calendar_file(t, course))


def calendar_again(t: Texts, course: CourseView, now: datetime) -> Screen:
    """The file in a message of its own: the card that it was asked from stays."""
    mine = Button(t.plain("button.my_course"), b.MyCourse(course.id))
    return Screen(t("signup.calendar"), [[mine]], calendar(t, course, now), as_caption=True)


def place_line(t: Texts, place: Place, now: datetime | None = None, *, of_several: bool = False) -> Html:
    """Where I stand with a course, in one line; with `now` also that it is over. `of_several`: which one must be told."""
    title = course_named(t, place.course) if of_several else course_title(t, place.course)
    match place.status:
        case Status.PLACE if not place.course.takes_place:
            return t("signup.line.cancelled", title=title)
        case Status.PLACE if now and place.course.ends_at <= now:
            return t("signup.line.over", title=title)
        case Status.PLACE:
            return t("signup.line.place", title=title)
        case Status.OFFERED if place.expires_at:
            return t("signup.line.offered", title=title, until=t.moment(place.expires_at, place.course.zone))
        case _:
            return t("signup.line.waiting", title=title, number=place.number)


def my_place(t: Texts, place: Place, now: datetime | None) -> Screen:
    """`/mycourse`: what I am on, each evening with what I have said of it, and leave. Without `now` nothing is asked."""
    course = place.course
    if place.status is Status.OFFERED:
        return offer(t, replace(place, first=course.first_for(now)) if now else place)
    waits = place.status is Status.WAITING
    leave = [Button(t.plain("signup.leave.line" if waits else "signup.leave"), b.AskLeave(course.id))]
    if waits:
        ring = human(t, [course.centre])
        text = t("signup.waiting", title=course_title(t, course), number=place.number, ring=ring)
        text = Html("\n\n".join([text, *_still_to_do(t, course)]))
        return Screen(text, [[write_button(t, course.id)], leave, [home(t)]])
    coming = course.next_session(now) if now else None
    all_evenings = Html("\n".join(_said_line(t, place, one, now) for one in in_order(course)))
    title = course_title(t, course)
    lines = [t("signup.mine", title=title, place=course.place, way=way_in(t, place), evenings=all_evenings)]
    if now and coming and now < course.starts_at:
        lines += _still_to_do(t, course)
    counts = course.programme.completion.sessions
    if counts and coming:
        lines.append(t.many("signup.mine.completed", counts, sessions=course.programme.sessions))
    if coming:
        lines.append(t("signup.next", when=t.moment(coming.starts_at, course.zone), topic=t.pick(coming.topic.title)))
    elif now:
        lines.append(t("signup.over" if course.takes_place else "signup.cancelled"))
        return Screen("\n\n".join(lines), [[write_button(t, course.id)], [home(t)]])
    rows = [[Button(t.plain("signup.get_calendar"), b.GetCalendar(course.id))], leave, [home(t)]]
    rows = [[write_button(t, course.id)], [Button(t.plain("needs.button"), b.ShowNeeds(course.id))], *rows]
    if coming and now:
        others = [one for one in in_order(course) if one.starts_at > coming.starts_at and not one.cancelled]
        if others:
            lines.append(t("signup.others"))
        rows = [_attend(t, coming, place.said.get(coming.id)), *_others(t, place, others), *rows]
    return Screen("\n\n".join(lines), rows)


def _others(t: Texts, place: Place, evenings: Sequence[SessionView]) -> list[list[Button]]:
    """Each later evening, two in a row, with what one has said of it."""
    marks = {None: "", True: "✓ ", False: "✗ "}
    buttons = [
        Button(
            f"{marks[place.said.get(one.id)]}{t.short_day(one.starts_at, place.course.zone)}",
            running_buttons.ShowEvening(one.id),
        )
        for one in evenings
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _attend(t: Texts, coming: SessionView, said: bool | None) -> list[Button]:
    """Whoever knows early that they cannot come need not wait for the reminder. The given answer is marked."""
    labels = {True: t.plain("sessions.coming"), False: t.plain("sessions.absent")}
    return [
        Button(f"✓ {label}" if said is yes else label, running_buttons.Attend(coming.id, coming.version, int(yes)))
        for yes, label in labels.items()
    ]


def my_places_none(t: Texts) -> Screen:
    return Screen(t("signup.none"), [[Button(t.plain("button.see_courses"), people_buttons.Home())]])


def ask_leave(t: Texts, place: Place) -> Screen:
    question = "signup.ask_leave" if place.status is Status.PLACE else "signup.ask_leave.line"
    return Screen(
        t(question, title=course_title(t, place.course)),
        [
            [Button(t.plain("signup.leave.yes"), b.Leave(place.course.id, place.version))],
            [Button(t.plain("signup.leave.no"), b.MyCourse(place.course.id))],
        ],
    )


def left(t: Texts, course: CourseView) -> Screen:
    return Screen(t("signup.left", title=course_title(t, course)), [[home(t)]])
