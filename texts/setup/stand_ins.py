"""Who stands in at one evening: what they are asked and told, and whom the coordinators may ask."""

import html
from collections.abc import Sequence

from domain.courses import Answer
from domain.courses import buttons as courses_buttons
from domain.rights import Role
from domain.setup import buttons as b
from services.courses import CourseView, SessionView
from services.courses.candidates import Candidate
from services.courses.team import Member, Standing
from services.setup.asking import Question
from texts.catalog import Html, Texts
from texts.room import shorten
from texts.screen import Button, Screen
from texts.setup.gaps import day_and_hour
from texts.signup import course_title, evening_line

_LABEL, MOST = 24, 30


def asked(t: Texts, it: Question, evening: SessionView) -> Html:
    """The question: which course, where, when this once, and what one would speak about."""
    course = it.standing.course
    return t(
        f"standin.asked.{it.standing.member.role}",
        centre=course.centre.name,
        title=course_title(t, course),
        place=course.place,
        evening=Html("\n".join([evening_line(t, course, evening, it.now), *parts(t, evening)])),
    )


def parts(t: Texts, evening: SessionView) -> list[Html]:
    """Who speaks for how long, and about what, a line each."""
    return [Html(f"    {html.escape(one, quote=False)}") for one in spoken(t, evening)]


def spoken(t: Texts, evening: SessionView) -> list[str]:
    """As `parts`, as plain text."""
    lines = []
    for part in evening.topic.part:
        about = f": {t.pick(part.title)}" if part.title else ""
        who = t.plain(f"setup.part.{part.who}")
        lines.append(t.plain("setup.part", who=who, length=t.length(part.minutes), about=about).strip())
    return lines


def answered(t: Texts, standing: Standing, evening: SessionView) -> tuple[Html, list[Button]]:
    """To the coordinators; after a no with the way to ask somebody else for that evening."""
    course, member = standing.course, standing.member
    said = "yes" if member.answer is Answer.YES else "no"
    role = t.plain(f"role.{member.role}")
    when, title = t.moment(evening.starts_at, course.zone), course_title(t, course)
    text = t(f"standin.answered.{said}", name=member.name or role, role=role, when=when, title=title)
    ask = Button(t.plain(f"setup.team.ask.{member.role}"), b.ShowStandIns(evening.id, member.role.value))
    return text, [ask] if said == "no" else []


def candidates(
    t: Texts, course: CourseView, evening: SessionView, role: Role, found: Sequence[Candidate], *, some: bool
) -> Screen:
    """Whom one may ask for one evening; where there is nobody left, why. `some`: there are people with the role."""
    rows = [[Button(_named(t, one), b.AskStandIn(evening.id, one.person_id, role.value))] for one in found[:MOST]]
    back = [Button(t.plain("button.back"), b.ShowTeam(course.id))]
    ask = t(f"setup.team.who.{role}") if found else nobody(t, course, role, some=some)
    when = day_and_hour(t, course, evening.starts_at)
    return Screen(t("standin.who", ask=ask, number=evening.position, when=when), [*rows, back])


def _named(t: Texts, one: Candidate) -> str:
    """Whoever has shown no name by their number: nobody is asked by guessing."""
    return shorten(one.name, _LABEL) if one.name else f"{t.plain('setup.team.nameless')} · {one.telegram_id}"


def nobody(t: Texts, course: CourseView, role: Role, *, some: bool) -> Html:
    """Why there is nobody to be asked: all are (`some`), or nobody has the role."""
    if some:
        return t(f"standin.all_asked.{role}", centre=course.centre.name)
    return t(f"setup.team.nobody.{role}", centre=course.centre.name)


def asked_now(t: Texts, course: CourseView, evening: SessionView, member: Member) -> Screen:
    """To the coordinator who has asked; whoever holds the course, or is asked for another evening, has not been asked now."""
    when = day_and_hour(t, course, evening.starts_at)
    name = member.name or t.plain(f"role.{member.role}")
    if member.session_id == evening.id and member.answer is Answer.ASKED:
        text = t("standin.asked_now", name=name, number=evening.position, when=when)
    else:
        text = t("standin.not_asked", name=name)
    rows = [
        [Button(t.plain("setup.team"), b.ShowTeam(course.id))],
        [Button(t.plain("teams.open"), courses_buttons.ManageCourse(course.id))],
    ]
    return Screen(text, rows)
