"""A place that is offered to whoever waits, and the waiting list as it changes."""

from domain.signup import Status
from domain.signup import buttons as b
from services.courses import CourseView
from services.signup import Place
from texts.catalog import Texts
from texts.contacts import human
from texts.screen import Button, Screen
from texts.signup.naming import course_title, way
from texts.signup.pieces import first, home, open_


def back_in_line(t: Texts, place: Place) -> Screen:
    """To somebody who could not be reached for a while: where they stand, unchanged."""
    text = t("signup.back_in_line", title=course_title(t, place.course), number=place.number)
    return Screen(text, [[open_(t, place)]])


def reopened(t: Texts, place: Place) -> Screen:
    """The course takes place after all, and one stands in line as before."""
    return Screen(t("signup.reopened", title=course_title(t, place.course), number=place.number), [[open_(t, place)]])


def offer(t: Texts, place: Place) -> Screen:
    """A seat has become free: until when it is held, yes or no."""
    course = place.course
    assert place.expires_at is not None
    text = t(
        "signup.offer.group" if course.programme.rolling else "signup.offer",
        title=course_title(t, course),
        place=course.place,
        way=way(t, course),
        first=first(t, place),
        until=t.moment(place.expires_at, course.zone),
    )
    return Screen(
        text,
        [
            [Button(t.plain("signup.offer.yes"), b.AcceptSeat(place.enrolment_id, place.version))],
            [Button(t.plain("signup.offer.no"), b.DeclineSeat(place.enrolment_id, place.version))],
        ],
    )


def declined(t: Texts, place: Place) -> Screen:
    return Screen(t("signup.declined", title=course_title(t, place.course)), [[home(t)]])


def lapsed(t: Texts, place: Place) -> Screen:
    """The offer was not answered in time; one may stand in line again while sign-up is open."""
    course = place.course
    text = t("signup.lapsed", title=course_title(t, course))
    if place.status is Status.CLOSED:
        return Screen(text, [[home(t)]])
    again = [[Button(t.plain("signup.again"), b.ShowCourse(course.id))]]
    return Screen(f"{text} {t('signup.lapsed.again')}", again)


def line_closed(t: Texts, course: CourseView) -> Screen:
    closed = "signup.line_closed.group" if course.programme.rolling else "signup.line_closed"
    words = closed if course.takes_place else "signup.line_cancelled"
    return Screen(t(words, title=course_title(t, course), ring=human(t, [course.centre])), [[home(t)]])
