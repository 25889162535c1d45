"""The team on the card: who is asked, whom one may ask, and what has to be written down first."""

import html
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from domain.courses import Answer
from domain.courses import buttons as courses_buttons
from domain.rights import ON_TEAMS, Role
from domain.setup import Missing
from domain.setup import buttons as b
from services.courses import CourseView, SessionView
from services.courses.team import Candidate, Member
from services.setup import Sheet
from services.setup.meetings import Meeting
from services.setup.sheet import Own
from texts import needs as need_words
from texts.calendar import Entry, evening_entries, file_of
from texts.catalog import Html, Texts
from texts.room import shorten
from texts.screen import Button, Document, Screen
from texts.setup.card import away_lines, member_line
from texts.setup.meetings import called, line
from texts.signup import evening_line

_LABEL, MOST = 24, 30
WHEN = frozenset((Missing.DATES, Missing.PAST, Missing.ORDER))
"""What is missing where it is not known when the course is."""


def team(t: Texts, sheet: Sheet, head: str = "") -> Screen:
    """Who has been asked, each a button; whom to ask next. Nobody is asked for dates that nobody knows, or that cannot be."""
    course = sheet.course
    least = course.programme.team
    lines = [head] if head else []
    needed = t("setup.team.needed", professional=least.professional, experienced_user=least.experienced_user)
    lines.append("\n".join([t("setup.team.head"), *([needed] if sheet.draft else [])]))
    lines += ["\n".join(_line(t, one) for one in sheet.members)] if sheet.members else []
    lines += away_lines(t, sheet)
    rows = [
        [Button(shorten(one.name or t.plain(f"role.{one.role}"), _LABEL), b.ManageMember(one.id))]
        for one in sheet.members
    ]
    if course.sessions and WHEN.isdisjoint(sheet.missing):
        rows += [
            [Button(t.plain(f"setup.team.ask.{role}"), b.ShowCandidates(course.id, role.value))] for role in ON_TEAMS
        ]
    else:
        lines.append(t("setup.team.dates_first"))
    return Screen("\n\n".join(lines), [*rows, [Button(t.plain("button.back"), b.SetUp(course.id))]])


def _line(t: Texts, one: Member) -> Html:
    return Html(html.escape(member_line(t, one), quote=False))


def candidates(t: Texts, course: CourseView, role: Role, found: Sequence[Candidate]) -> Screen:
    """Whom one may ask; where nobody has the role, who can give it."""
    rows = [[_candidate(t, course, role, one)] for one in found[:MOST]]
    text = t(f"setup.team.who.{role}") if found else t(f"setup.team.nobody.{role}", centre=course.centre.name)
    if any(one.name is None for one in found):
        text = Html(f"{text}\n{t('setup.team.who.nameless')}")
    return Screen(text, [*rows, [Button(t.plain("button.back"), b.ShowTeam(course.id))]])


def _candidate(t: Texts, course: CourseView, role: Role, one: Candidate) -> Button:
    """Whoever has a name is asked at once."""
    which = course.id, one.person_id, role.value
    if one.name is not None:
        return Button(shorten(one.name, _LABEL), b.AskMember(*which))
    return Button(f"{t.plain('setup.team.nameless')} · {one.telegram_id}", b.AskNameless(*which))


def ask_nameless(t: Texts, course: CourseView, role: Role, one: Candidate) -> Screen:
    """What there is to tell of somebody who has shown no name."""
    text = t("setup.team.ask_nameless", role=t.plain(f"role.{role}"), number=one.telegram_id)
    return Screen(
        text,
        [
            [Button(t.plain("setup.team.ask_nameless.yes"), b.AskMember(course.id, one.person_id, role.value))],
            [Button(t.plain("button.back"), b.ShowCandidates(course.id, role.value))],
        ],
    )


def ask_confidentiality(t: Texts, course: CourseView, one: Candidate, today: date) -> Screen:
    """An experienced user has to have signed: when, as a button or in words."""
    name = one.name or t.plain("setup.team.person")
    yes = b.WriteConfidentiality(course.id, one.person_id, today.toordinal())
    return Screen(
        t("setup.confidentiality", name=name, centre=course.centre.name),
        [
            [Button(t.plain("setup.confidentiality.today"), yes)],
            [Button(t.plain("button.back"), b.ShowCandidates(course.id, Role.EXPERIENCED_USER.value))],
        ],
    )


def asked(t: Texts, sheet: Sheet, member: Member) -> Screen:
    name = member.name or t.plain(f"role.{member.role}")
    return team(t, sheet, t("setup.team.asked", name=name))


def member(t: Texts, course: CourseView, one: Member) -> Screen:
    """One of them; they can be taken off, and are told."""
    told = "setup.team.off.untold" if one.answer is Answer.NO else "setup.team.off.told"
    return Screen(
        f"{_line(t, one)}\n\n{t(told)}",
        [
            [Button(t.plain("setup.team.off"), b.RemoveMember(one.id))],
            [Button(t.plain("button.back"), b.ShowTeam(course.id))],
        ],
    )


def evenings_in_parts(t: Texts, course: CourseView, away: Collection[int] = ()) -> str:
    """Each evening, and below it who speaks for how long, and about what; of those in `away` that the reader cannot come."""
    lines = []
    for one in sorted(course.sessions, key=lambda one: one.starts_at):
        cannot = [t("setup.own.away")] if one.id in away else []
        lines += [evening_line(t, course, one), *cannot, *parts(t, one)]
    return "\n".join(lines)


def parts(t: Texts, evening: SessionView) -> list[Html]:
    """Who speaks for how long, and about what, a line each."""
    lines = []
    for part in evening.topic.part:
        about = f": {t.pick(part.title)}" if part.title else ""
        lines.append(t("setup.part", who=t.plain(f"setup.part.{part.who}"), length=t.length(part.minutes), about=about))
    return lines


def own(t: Texts, course: CourseView, own: Own) -> Html:
    """As what one is on the team, and when it meets."""
    text = t("setup.own", role=t.plain(f"role.{own.member.role}").lower())
    text = Html(f"{text}\n\n{need_words.summary(t, own.needs)}") if own.needs else text
    if not own.meetings:
        return text
    when = [line(t, course, one) for one in own.meetings]
    return Html("\n".join([f"{text}\n\n{t('setup.preview.team')}", *when]))


def own_rows(t: Texts, course: CourseView) -> list[list[Button]]:
    """The calendar, once there are evenings; and that one cannot after all."""
    calendar = [[Button(t.plain("signup.get_calendar"), courses_buttons.GetTeamCalendar(course.id))]]
    no = Button(t.plain("teams.no"), courses_buttons.AskAway(course.id))
    return [*([] if course.draft else calendar), [no]]


def calendar(t: Texts, course: CourseView, meetings: Sequence[Meeting], now: datetime) -> Screen:
    """Evenings and meetings in one file. The revision of a meeting follows what is decided on the card, and the evenings it hangs
    on; one that is left out stands there as cancelled.
    """
    title = t.pick(course.programme.chat_title)
    revision = 100 * course.edition + sum(one.version for one in course.sessions)
    entries = [
        Entry(
            f"{course.slug}-team-{one.number}",
            revision,
            now,
            one.left_out,
            course.zone,
            one.at,
            one.at + timedelta(minutes=one.minutes),
            f"{called(t, one)}: {title}",
            ", ".join(filter(None, (course.place, course.centre.name))),
        )
        for one in meetings
    ]
    back = [Button(t.plain("button.back"), courses_buttons.LookAtCourse(course.id))]
    file = Document(f"{course.slug}.ics", file_of([*evening_entries(t, course), *entries]))
    return Screen(t("setup.calendar"), [back], file, as_caption=True)
