"""Wording of the team of a course: who is asked, what they answer, and what the coordinators are told of it."""

from domain.courses import Answer
from domain.courses import buttons as b
from domain.people.buttons import Home
from domain.rights import Role
from domain.setup.buttons import ShowCandidates
from services.courses import CourseView
from services.courses.team import Standing
from texts.catalog import Html, Texts
from texts.contacts import names_and_numbers
from texts.screen import Button, Screen
from texts.signup import course_title, evenings


def asked(t: Texts, standing: Standing) -> Screen:
    """Would you hold this course: which, where, when, and as what."""
    course = standing.course
    text = t(
        f"teams.asked.{standing.member.role}",
        title=course_title(t, course),
        place=course.place,
        centre=course.centre.name,
        evenings=Html(evenings(t, course)),
    )
    return Screen(text, [[Button(t.plain("teams.yes"), b.JoinTeam(*_which(standing)))], [_no(t, standing)]])


def _which(standing: Standing) -> tuple[int, int]:
    return standing.member.id, standing.member.version


def _no(t: Texts, standing: Standing) -> Button:
    return Button(t.plain("teams.no"), b.DeclineTeam(*_which(standing)))


def joined(t: Texts, standing: Standing) -> Screen:
    course = standing.course
    text = t("teams.joined", title=course_title(t, course), centre=course.centre.name)
    look = Button(t.plain("teams.look"), b.LookAtCourse(course.id))
    return Screen(text, [[look], [_no(t, standing)], [Button(t.plain("button.home"), Home())]])


def declined(t: Texts, standing: Standing) -> Screen:
    course = standing.course
    back = Button(t.plain("teams.after_all"), b.JoinTeam(*_which(standing)))
    text = t("teams.declined", title=course_title(t, course), centre=course.centre.name)
    return Screen(text, [[back], [Button(t.plain("button.home"), Home())]])


def answered(t: Texts, standing: Standing) -> Screen:
    """To the coordinators."""
    member, course = standing.member, standing.course
    role = "professional" if member.role is Role.PROFESSIONAL else "experienced_user"
    said = "yes" if member.answer is Answer.YES else "no"
    name = member.name or t.plain(f"role.{role}")
    told = {"title": course_title(t, course), "day": t.day(course.starts_at, course.zone), "place": course.place}
    text = t(f"teams.answered.{said}", name=name, role=t.plain(f"role.{role}"), **told)
    rows = [[Button(t.plain("teams.open"), b.ManageCourse(course.id))]]
    if said == "no":
        rows.insert(0, [Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, member.role.value))])
    return Screen(text, rows)


def news(t: Texts, standing: Standing) -> Screen:
    """To the team: when and where the course is now."""
    course = standing.course
    told = {"title": course_title(t, course), "place": course.place, "evenings": Html(evenings(t, course))}
    rows = [[_no(t, standing)]]
    if standing.member.answer is Answer.ASKED:
        rows.insert(0, [Button(t.plain("teams.yes"), b.JoinTeam(*_which(standing)))])
    return Screen(t("teams.news", **told), rows)


def left(t: Texts, course: CourseView) -> Screen:
    told = {"title": course_title(t, course), "place": course.place}
    return Screen(
        t("teams.left", **told, centres=names_and_numbers([course.centre])),
        [[Button(t.plain("button.home"), Home())]],
    )
