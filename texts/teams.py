"""Wording of the team of a course: who is asked, what they answer, and what the coordinators are told of it."""

from domain.courses import Answer
from domain.courses import buttons as b
from domain.people.buttons import Home
from domain.rights import Role
from domain.setup.buttons import ShowCandidates
from services.courses import CourseView, SessionView
from services.courses.lost import Answered, Gap
from services.courses.team import Standing
from services.planning.teams import TeamReminder
from texts.catalog import Html, Texts
from texts.contacts import names_and_numbers
from texts.running.sessions import facts
from texts.screen import Button, Screen
from texts.setup.members import parts
from texts.signup import course_named, course_title, evenings


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


def answered(t: Texts, it: Answered) -> Screen:
    """To the coordinators."""
    member, course = it.standing.member, it.standing.course
    role = "professional" if member.role is Role.PROFESSIONAL else "experienced_user"
    said = "yes" if member.answer is Answer.YES else "no"
    name = member.name or t.plain(f"role.{role}")
    told = {"title": course_title(t, course), "day": t.day(course.starts_at, course.zone), "place": course.place}
    lines = [t(f"teams.answered.{said}", name=name, role=t.plain(f"role.{role}"), **told)]
    lines += [short(t, member.role, it.short)] if it.short else []
    rows = [[Button(t.plain("teams.open"), b.ManageCourse(course.id))]]
    if said == "no":
        rows.insert(0, [Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, member.role.value))])
    return Screen("\n\n".join(lines), rows)


def news(t: Texts, standing: Standing) -> Screen:
    """To the team: when and where the course is now."""
    course = standing.course
    if not course.takes_place:
        return _called_off(t, standing)
    told = {"title": course_title(t, course), "place": course.place, "evenings": Html(evenings(t, course))}
    rows = [[_no(t, standing)]]
    if standing.member.answer is Answer.ASKED:
        rows.insert(0, [Button(t.plain("teams.yes"), b.JoinTeam(*_which(standing)))])
    return Screen(t("teams.news", **told), rows)


def _called_off(t: Texts, standing: Standing) -> Screen:
    """Whoever has said yes may have it in a calendar: the file brings what is cancelled, too."""
    course = standing.course
    text = t("teams.called_off", title=course_title(t, course), place=course.place)
    if standing.member.answer is not Answer.YES:
        return Screen(text, [])
    file = Button(t.plain("signup.get_calendar"), b.GetTeamCalendar(course.id))
    return Screen(f"{text}\n\n{t('teams.called_off.calendar')}", [[file]])


def reminder(t: Texts, it: TeamReminder) -> Screen:
    """To the team: an evening of theirs; and to who coordinates, too: a meeting without participants."""
    course = it.course
    open_ = b.LookAtCourse(course.id) if it.helper.member else b.ManageCourse(course.id)
    rows = [[Button(t.plain("teams.look"), open_)]]
    if it.evening is None:
        which = "teams.reminder.looking_back" if it.at > course.starts_at else "teams.reminder.planning"
        when = {"when": t.moment(it.at, course.zone), "minutes": it.minutes}
        return Screen(t(which, title=course_named(t, course), place=course.place, **when), rows)
    lines = [t("teams.reminder", title=course_named(t, course), facts=facts(t, course, it.evening))]
    lines += [Html("\n".join(parts(t, it.evening)))] if it.evening.topic.part else []
    comes = [t.many("teams.reminder.enrolled", it.enrolled)]
    comes += [t.many("teams.reminder.absent", it.absent)] if it.absent else []
    rows.append([Button(t.plain("teams.no"), b.CannotCome(it.evening.id, it.evening.version))])
    return Screen("\n\n".join([*lines, " ".join(comes)]), rows)


def away_told(t: Texts, standing: Standing, evening: SessionView) -> Screen:
    """To whoever cannot come to an evening."""
    course = standing.course
    text = t("teams.away.told", centre=course.centre.name, when=t.moment(evening.starts_at, course.zone))
    look = Button(t.plain("teams.look"), b.LookAtCourse(course.id))
    return Screen(text, [[look], [Button(t.plain("button.home"), Home())]])


def away(t: Texts, it: tuple[Standing, SessionView]) -> Screen:
    """To the coordinators: somebody cannot come to an evening, and whom one may ask instead."""
    standing, evening = it
    member, course = standing.member, standing.course
    role = "professional" if member.role is Role.PROFESSIONAL else "experienced_user"
    name = member.name or t.plain(f"role.{role}")
    when = t.moment(evening.starts_at, course.zone)
    text = t("teams.away", name=name, role=t.plain(f"role.{role}"), when=when, title=course_named(t, course))
    ask = Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, member.role.value))
    return Screen(text, [[ask], [Button(t.plain("teams.open"), b.ManageCourse(course.id))]])


def lost(t: Texts, it: Gap) -> Screen:
    """To the coordinators: whose role does not reach the course any more, what it lacks now, and whom one may ask instead."""
    course, role = it.course, it.role.value
    name = it.name or t.plain(f"role.{role}")
    title = course_named(t, course) if course.sessions else course_title(t, course)
    text = t("teams.lost", name=name, role=t.plain(f"role.{role}"), title=title)
    lines = [text, short(t, it.role, it.short)] if it.short else [text]
    ask = Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, role))
    return Screen("\n\n".join(lines), [[ask], [Button(t.plain("teams.open"), b.ManageCourse(course.id))]])


def short(t: Texts, role: Role, number: int) -> Html:
    """How many a course that is published lacks on its team."""
    return t.many(f"teams.short.{role}", number)


def left(t: Texts, course: CourseView) -> Screen:
    told = {"title": course_title(t, course), "place": course.place}
    return Screen(
        t("teams.left", **told, centres=names_and_numbers(t, [course.centre])),
        [[Button(t.plain("button.home"), Home())]],
    )
