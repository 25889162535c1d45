"""What the screens of this room have in common: the first evening, and two buttons."""

from domain.people import buttons as people_buttons
from domain.signup import buttons as b
from services.courses import CourseView, SessionView
from services.signup import Card, Place
from texts.catalog import Texts
from texts.screen import Button


def first(t: Texts, it: Card | Place) -> str:
    return t.moment(it.first.starts_at if it.first else it.course.starts_at, it.course.zone)


def left_of(course: CourseView, first: SessionView | None) -> int:
    """How many evenings there are from this one on."""
    return sum(not one.cancelled and (first is None or one.starts_at >= first.starts_at) for one in course.sessions)


def open_(t: Texts, place: Place) -> Button:
    return Button(t.plain("button.my_course"), b.MyCourse(place.course.id))


def home(t: Texts) -> Button:
    return Button(t.plain("button.home"), people_buttons.Home())
