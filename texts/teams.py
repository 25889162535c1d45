"""Wording of the team of a course: who is asked, what they answer, and what the coordinators are told of it."""

import html
from collections.abc import Sequence
from datetime import datetime

from domain.courses import Answer
from domain.courses import buttons as b
from domain.people.buttons import Home
from domain.rights import Role
from domain.running.sessions import in_minutes
from domain.setup.buttons import ShowCandidates, ShowMeetings, ShowStandIns
from services.courses import CourseView, SessionView
from services.courses.lost import Answered, Gap
from services.courses.share_news import Sharing
from services.courses.team import Standing
from services.planning.teams import TeamReminder
from services.setup.asking import Question
from services.setup.declining import Ahead
from services.setup.meetings import Meeting
from services.setup.news import TeamChange
from texts.catalog import Html, Texts
from texts.changes import what_is_new
from texts.contacts import names_and_numbers
from texts.entry import languages
from texts.running.sessions import facts
from texts.screen import Button, Screen
from texts.setup import colleagues, stand_ins
from texts.setup.gaps import day_and_hour, kind
from texts.setup.meetings import called, labelled, line
from texts.signup import course_named, course_title, evenings, video


def asked(t: Texts, it: Question, *, changed: bool = False) -> Screen:
    """Would you hold this course: which, where, in which languages, when, and as what; with the team's own meetings.

    `changed`: they have said yes to what it is no longer, and that is said first.
    """
    standing, course = it.standing, it.standing.course
    rows = [[Button(t.plain("teams.yes"), _yes(standing))], [_no(t, standing)]]
    if standing.evening:
        text = _with_colleagues(t, stand_ins.asked(t, it, standing.evening), it)
        return Screen(_changed_first(t, text, changed), rows)
    spoken = t("setup.line.languages", what=languages(t, course.languages, interpreter=course.interpreter))
    text = t(
        f"teams.asked.{standing.member.role}",
        title=course_title(t, course),
        place=Html("\n".join(filter(None, (html.escape(course.place, quote=False), spoken)))),
        centre=course.centre.name,
        evenings=Html(evenings(t, course, it.now)),
    )
    if it.meetings:
        when = [line(t, course, one, it.now) for one in it.meetings]
        text = Html("\n".join([f"{text}\n\n{t('setup.preview.team')}", *when]))
    return Screen(_changed_first(t, _with_colleagues(t, text, it), changed), rows)


def _with_colleagues(t: Texts, text: Html, it: Question) -> Html:
    """The question, and below it who is on the team or asked as well; and that the promise is in order."""
    signed = [t("teams.asked.signed")] if it.signed else []
    who = ["\n".join(them)] if (them := colleagues.already(t, it.others)) else []
    return Html("\n\n".join([text, *who, *signed]))


def _changed_first(t: Texts, text: Html, changed: bool) -> Html:
    return Html(f"<b>{t('teams.changed_since')}</b>\n\n{text}") if changed else text


def _yes(standing: Standing) -> b.JoinTeam:
    """To the course as it is shown: what is not seen is not agreed to."""
    return b.JoinTeam(*_which(standing), standing.course.version)


def changed_since(t: Texts) -> str:
    """In a box on top, which is soon gone; it stands in the question as it is now as well."""
    return t.plain("teams.changed_since")


def _which(standing: Standing) -> tuple[int, int]:
    return standing.member.id, standing.member.version


def _no(t: Texts, standing: Standing) -> Button:
    return Button(t.plain("teams.no"), b.DeclineTeam(*_which(standing)))


def away_button(t: Texts, course: CourseView) -> Button:
    """*I cannot* of whoever is on the team: it leads to which evening, as it need not be the whole course."""
    return Button(t.plain("teams.no"), b.AskAway(course.id))


def ask_away(t: Texts, it: Ahead, now: datetime) -> Screen:
    """Which evening, or which meeting of the team, each a button; or the whole course. The centre is told of either at once.

    Where it has been said it can be taken back.
    """
    standing, course, only = it.standing, it.standing.course, it.standing.member.session_id
    theirs = [one for one in course.sessions if one.id and only in (0, one.id)]
    ahead = [one for one in theirs if not one.cancelled and one.starts_at > now]
    crossed = any(one.id in it.away for one in ahead) or bool(it.missed)
    buttons = [
        (one.starts_at, Button(_evening(t, course, one, one.id in it.away), b.CannotCome(one.id, one.version)))
        for one in ahead
    ]
    buttons += [
        (one.at, Button(_meeting(t, course, one, one.number in it.missed), _no_to(course, one))) for one in it.meetings
    ]
    rows = [[button] for _, button in sorted(buttons, key=_time)]
    whole = [] if only else [[Button(t.plain("teams.away.whole"), b.DeclineTeam(*_which(standing)))]]
    back = Button(t.plain("button.back"), b.LookAtCourse(course.id))
    lines = [t("teams.away.ask", title=course_title(t, course), centre=course.centre.name)]
    lines += [t("teams.away.crossed")] if crossed else []
    return Screen("\n\n".join(lines), [*rows, *whole, [back]])


def _time(it: tuple[datetime, Button]) -> datetime:
    return it[0]


def _no_to(course: CourseView, meeting: Meeting) -> b.CannotMeet:
    return b.CannotMeet(course.id, meeting.number, in_minutes(meeting.at))


def _meeting(t: Texts, course: CourseView, meeting: Meeting, away: bool) -> str:
    return f"{'✗ ' if away else ''}{labelled(t, course, meeting)}"


def _evening(t: Texts, course: CourseView, evening: SessionView, away: bool) -> str:
    return f"{'✗ ' if away else ''}{evening.position}: {day_and_hour(t, course, evening.starts_at)}"


def joined(t: Texts, standing: Standing) -> Screen:
    course = standing.course
    text = t("teams.joined", title=course_title(t, course), centre=course.centre.name)
    if one := standing.evening:
        text = t("standin.joined", when=t.moment(one.starts_at, course.zone), centre=course.centre.name)
    look = Button(t.plain("teams.look"), b.LookAtCourse(course.id))
    return Screen(text, [[look], [away_button(t, course)], [Button(t.plain("button.home"), Home())]])


def declined(t: Texts, standing: Standing) -> Screen:
    course = standing.course
    back = Button(t.plain("teams.after_all"), _yes(standing))
    text = t("teams.declined", title=course_title(t, course), centre=course.centre.name)
    if one := standing.evening:
        text = t("standin.declined", when=t.moment(one.starts_at, course.zone), centre=course.centre.name)
    return Screen(text, [[back], [Button(t.plain("button.home"), Home())]])


def answered(t: Texts, it: Answered) -> Screen:
    """To the coordinators."""
    member, course = it.standing.member, it.standing.course
    if it.standing.evening:
        text, ask = stand_ins.answered(t, it.standing, it.standing.evening)
        return Screen(text, [ask, [Button(t.plain("teams.open"), b.ManageCourse(course.id))]])
    role = "professional" if member.role is Role.PROFESSIONAL else "experienced_user"
    said = "yes" if member.answer is Answer.YES else "no"
    name = member.name or t.plain(f"role.{role}")
    when = ", ".join(filter(None, (t.day(course.starts_at, course.zone), course.place)))
    as_what = t.plain(f"role.{role}" if member.name else "setup.team.nameless")
    lines = [t(f"teams.answered.{said}", name=name, role=as_what, title=course_title(t, course), when=when)]
    lines += [short(t, member.role, it.short)] if it.short else []
    rows = [[Button(t.plain("teams.open"), b.ManageCourse(course.id))]]
    if said == "no":
        rows.insert(0, [Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, member.role.value))])
    return Screen("\n\n".join(lines), rows)


def news(t: Texts, it: TeamChange) -> Screen:
    """What has changed, each as it was and as it is; to who coordinates, of the team's meetings."""
    course = it.course
    if not course.takes_place:
        return _called_off(t, it)
    told = {"title": course_title(t, course), "place": where(course), "changes": Html("\n".join(_changes(t, it)))}
    if it.member is None:
        return Screen(t("teams.news.coordinator", **told), [[Button(t.plain("teams.open"), b.ManageCourse(course.id))]])
    standing = Standing(course, it.member)
    yes = it.member.answer is Answer.YES
    look = Button(t.plain("teams.look"), b.LookAtCourse(course.id))
    rows = [[Button(t.plain("teams.yes"), _yes(standing))], [_no(t, standing)]]
    if yes:
        rows = [[look], [away_button(t, course)]]
    lines = [t("teams.news", **told)]
    lines += [t("teams.news.lapsed", number=one.position) for one in it.lapsed]
    lines += [t("teams.news.away", number=one.position) for one in it.away]
    for meetings, sentence in ((it.lapsed_meetings, "teams.news.lapsed_meeting"), (it.missed, "teams.news.missed")):
        lines += [t(sentence, when=day_and_hour(t, course, one.at)) for one in meetings]
    return Screen("\n\n".join(lines), rows)


def where(course: CourseView) -> str:
    """The place; while none has been chosen for a draft, whose it is."""
    return course.place or course.centre.name


def _changes(t: Texts, it: TeamChange) -> list[Html]:
    course = it.course
    lines = what_is_new(t, course, it.facts)
    lines += [t("teams.news.link")] if it.link else []
    for one, was in it.evenings:
        now = None if one.cancelled else one.starts_at
        lines.append(_change(t, course, t.plain("teams.news.session", number=one.position), was, now))
    for meeting, old in it.meetings:
        times = [None if one.left_out else one.at for one in (old, meeting)]
        lines.append(_change(t, course, called(t, meeting), *times))
    return lines


def _change(t: Texts, course: CourseView, what: str, was: datetime | None, now: datetime | None) -> Html:
    """`Session 3: Tue 6 Oct 18:00 → Tue 13 Oct 18:00`; None: it does not take place."""
    before, after = (day_and_hour(t, course, at) if at else "" for at in (was, now))
    kind = "moved" if was and now else "off" if was else "back"
    return t(f"teams.news.{kind}", name=what, was=before, now=after)


def _called_off(t: Texts, it: TeamChange) -> Screen:
    """Whoever has said yes may have it in a calendar: the file brings what is cancelled, too."""
    course = it.course
    text = t("teams.called_off", title=course_title(t, course), place=where(course))
    if it.member is None or it.member.answer is not Answer.YES:
        return Screen(text, [])
    file = Button(t.plain("signup.get_calendar"), b.GetTeamCalendar(course.id))
    return Screen(f"{text}\n\n{t('teams.called_off.calendar')}", [[file]])


def reminder(t: Texts, it: TeamReminder) -> Screen:
    """To the team: an evening of theirs; and to who coordinates, too: a meeting without participants."""
    course = it.course
    open_ = b.LookAtCourse(course.id) if it.helper.member else b.ManageCourse(course.id)
    rows = [[Button(t.plain("teams.look"), open_)]]
    if it.evening is None:
        which = "teams.reminder.looking_back" if it.looking_back else "teams.reminder.planning"
        when = {"when": t.moment(it.at, course.zone), "length": t.length(it.minutes)}
        no = Button(t.plain("teams.no"), b.CannotMeet(course.id, it.number, in_minutes(it.at)))
        rows += [[no]] if it.helper.member else []
        return Screen(t(which, title=course_named(t, course), place=where(course), **when), rows)
    where_and_when = Html(f"{facts(t, course, it.evening)}{video(t, it.link)}")
    lines = [t("teams.reminder", title=course_named(t, course), facts=where_and_when)]
    lines += [Html("\n".join(stand_ins.parts(t, it.evening)))] if it.evening.topic.part else []
    lines += [Html("\n".join(who))] if (who := colleagues.this_time(t, it.others, it.lacking)) else []
    comes = [t.many("teams.reminder.enrolled", it.enrolled)]
    comes += [t.many("teams.reminder.absent", it.absent)] if it.absent else []
    rows.append([Button(t.plain("teams.no"), b.CannotCome(it.evening.id, it.evening.version))])
    return Screen("\n\n".join([*lines, " ".join(comes)]), rows)


def tomorrow(t: Texts, it: tuple[CourseView, SessionView, Sequence[Role]]) -> Screen:
    """To the coordinators: in which roles nobody comes to an evening tomorrow, and whom one may ask."""
    course, evening, roles = it
    who = Html("\n".join(t(f"teams.tomorrow.{role}") for role in roles))
    text = t("teams.tomorrow", title=course_named(t, course), when=t.moment(evening.starts_at, course.zone), who=who)
    ask = [[Button(t.plain(f"setup.team.ask.{role}"), ShowStandIns(evening.id, role.value))] for role in roles]
    return Screen(text, [*ask, [Button(t.plain("teams.open"), b.ManageCourse(course.id))]])


def away_told(t: Texts, standing: Standing, evening: SessionView) -> Screen:
    """To whoever cannot come to an evening; they may take it back, and their calendar can know of it."""
    which = "standin.away.told" if standing.member.session_id else "teams.away.told"
    return _told(t, standing, which, evening.starts_at, b.CanCome(evening.id, evening.version))


def missing_told(t: Texts, standing: Standing, meeting: Meeting) -> Screen:
    """As `away_told`, of a meeting of the team."""
    back = b.CanMeet(standing.course.id, meeting.number, in_minutes(meeting.at))
    return _told(t, standing, "teams.away.told", meeting.at, back)


def _told(t: Texts, standing: Standing, sentence: str, at: datetime, back: b.CanCome | b.CanMeet) -> Screen:
    course = standing.course
    text = t(sentence, centre=course.centre.name, when=t.moment(at, course.zone))
    return Screen(text, [[Button(t.plain("teams.after_all"), back)], *_after(t, course)])


def back_told(t: Texts, standing: Standing, at: datetime) -> Screen:
    """To whoever can come after all to what begins then."""
    course = standing.course
    text = t("teams.back.told", centre=course.centre.name, when=t.moment(at, course.zone))
    return Screen(text, _after(t, course))


def _after(t: Texts, course: CourseView) -> list[list[Button]]:
    file = Button(t.plain("signup.get_calendar"), b.GetTeamCalendar(course.id))
    look = Button(t.plain("teams.look"), b.LookAtCourse(course.id))
    return [[file], [look], [Button(t.plain("button.home"), Home())]]


def away(t: Texts, it: tuple[Standing, SessionView]) -> Screen:
    """To the coordinators: somebody cannot come to an evening, and whom one may ask instead."""
    course, role = it[0].course, _role(it[0].member.role)
    ask = Button(t.plain(f"setup.team.ask.{role}"), ShowStandIns(it[1].id, it[0].member.role.value))
    return Screen(_said(t, "teams.away", it[0], it[1].starts_at), [[ask], _open(t, course)])


def back(t: Texts, it: tuple[Standing, SessionView]) -> Screen:
    """To the coordinators: whoever could not come to an evening can."""
    return Screen(_said(t, "teams.back", it[0], it[1].starts_at), [_open(t, it[0].course)])


def missing(t: Texts, it: tuple[Standing, Meeting]) -> Screen:
    """To the coordinators: somebody cannot come to a meeting of the team, which may be given another time."""
    course = it[0].course
    meetings = Button(t.plain("setup.meetings"), ShowMeetings(course.id))
    return Screen(_said(t, f"teams.away.{kind(it[1])}", it[0], it[1].at), [[meetings], _open(t, course)])


def at_meeting(t: Texts, it: tuple[Standing, Meeting]) -> Screen:
    """To the coordinators: whoever could not come to a meeting of the team can."""
    return Screen(_said(t, f"teams.back.{kind(it[1])}", it[0], it[1].at), [_open(t, it[0].course)])


def _open(t: Texts, course: CourseView) -> list[Button]:
    return [Button(t.plain("teams.open"), b.ManageCourse(course.id))]


def _role(role: Role) -> str:
    return "professional" if role is Role.PROFESSIONAL else "experienced_user"


def _said(t: Texts, sentence: str, standing: Standing, at: datetime) -> Html:
    course, role = standing.course, t.plain(f"role.{_role(standing.member.role)}")
    when = t.moment(at, course.zone)
    return t(sentence, name=standing.member.name or role, role=role, when=when, title=course_named(t, course))


def lost(t: Texts, it: Gap) -> Screen:
    """To the coordinators: whose role does not reach the course any more, what it lacks now, and whom one may ask instead."""
    course, role = it.course, it.role.value
    name = it.name or t.plain("teams.somebody")
    title = course_named(t, course) if course.sessions else course_title(t, course)
    text = t("teams.lost", name=name, role=t.plain(f"role.{role}"), title=title)
    lines = [text, short(t, it.role, it.short)] if it.short else [text]
    ask = Button(t.plain(f"setup.team.ask.{role}"), ShowCandidates(course.id, role))
    return Screen("\n\n".join(lines), [[ask], [Button(t.plain("teams.open"), b.ManageCourse(course.id))]])


def short(t: Texts, role: Role, number: int) -> Html:
    """How many a course that is published lacks on its team."""
    return t.many(f"teams.short.{role}", number)


def published(t: Texts, course: CourseView) -> Screen:
    return _as_it_is(t, "teams.published", course)


def taken_back(t: Texts, course: CourseView) -> Screen:
    return _as_it_is(t, "teams.taken_back", course)


def _as_it_is(t: Texts, sentence: str, course: CourseView) -> Screen:
    text = t(sentence, title=course_title(t, course), when=first_of(t, course), place=course.place)
    return Screen(text, [[Button(t.plain("teams.look"), b.LookAtCourse(course.id))]])


def shared(t: Texts, it: Sharing) -> Screen:
    """To whoever coordinates at a centre with which a course is shared."""
    course = it.course
    told = {"title": course_title(t, course), "when": first_of(t, course), "place": course.place}
    text = t("setup.shared.told", centre=it.centre, owner=course.centre.name, **told)
    return Screen(text, [[Button(t.plain("teams.look"), b.LookAtCourse(course.id))]])


def first_of(t: Texts, course: CourseView) -> str:
    """When it meets for the first time."""
    return t.moment(min(one.starts_at for one in course.sessions), course.zone)


def left(t: Texts, it: tuple[CourseView, bool]) -> Screen:
    """To whoever is off a team; to whoever had not answered, that they need not any more."""
    course, unanswered = it
    which = ", ".join(filter(None, (course_title(t, course), course.place)))
    return Screen(
        t(
            "teams.left.asked" if unanswered else "teams.left",
            course=which,
            centres=names_and_numbers(t, [course.centre]),
        ),
        [[Button(t.plain("button.home"), Home())]],
    )
