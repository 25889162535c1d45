"""Who can come on a course, and how: ages, whom one may bring, languages, a referral, a talk first."""

from collections.abc import Sequence

from services.courses import CourseView
from texts.catalog import Html, Texts


def referral(t: Texts, course: CourseView) -> list[Html]:
    """A sentence where a referral is asked for or needed."""
    asks = course.referral
    return [] if asks == "none" else [t(f"signup.card.referral.{asks}", centre=course.centre.name)]


def entry_lines(t: Texts, course: CourseView) -> list[Html]:
    """Each a sentence; none where one just signs up."""
    return [*referral(t, course), *_talk(t, course)]


def still_to_do(t: Texts, course: CourseView) -> list[Html]:
    """The same to whoever has signed up: what they read before it is out of sight, and now they have to see to it."""
    asks = (
        [t("signup.joined.referral", centre=course.centre.name)] if course.referral == "asked" else referral(t, course)
    )
    return [*asks, *_talk(t, course)]


def _talk(t: Texts, course: CourseView) -> list[Html]:
    return [t("signup.card.talk", centre=course.centre.name)] if course.programme.entry.talk else []


def age_lines(t: Texts, course: CourseView) -> list[Html]:
    """Of a course for children: how old they are, and how far apart."""
    lines, programme = [], course.programme
    if programme.ages:
        youngest, oldest = programme.ages
        if youngest == oldest:
            lines.append(t.many("signup.card.age", oldest))
        else:
            lines.append(t("signup.card.from_to", youngest=youngest, oldest=oldest))
    if programme.age_span:
        lines.append(t.many("signup.card.ages", programme.age_span))
    return lines


def companions(t: Texts, course: CourseView) -> list[Html]:
    """How many one may bring; a sentence, or none."""
    whose = "child" if course.programme.audience == "children" else "own"
    number = course.programme.companions
    return [t.many(f"signup.card.companions.{whose}", number)] if number else []


def languages(t: Texts, spoken: Sequence[str], *, interpreter: bool) -> str:
    """Which languages are spoken, and whether an interpreter can be had."""
    named = ", ".join(t.spoken(one) for one in spoken)
    return f"{named}. {t.plain('setup.interpreter.line')}" if interpreter else named
