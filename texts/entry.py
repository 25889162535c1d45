"""How one gets on a course: whether a doctor has to refer, and whether there is a talk first."""

from services.courses import CourseView
from texts.catalog import Html, Texts


def referral(t: Texts, course: CourseView) -> list[Html]:
    """A sentence where a referral is asked for or needed."""
    asks = course.programme.entry.referral
    return [] if asks == "none" else [t(f"signup.card.referral.{asks}", centre=course.centre.name)]


def entry_lines(t: Texts, course: CourseView) -> list[Html]:
    """Each a sentence; none where one just signs up."""
    first = [t("signup.card.talk", centre=course.centre.name)] if course.programme.entry.talk else []
    return [*referral(t, course), *first]
