"""The team on the card: who is asked, whom one may ask, and what has to be written down first."""

import html
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from domain.courses import Answer
from domain.courses import buttons as courses_buttons
from domain.rights import ON_TEAMS, Role
from domain.setup import Missing
from domain.setup import buttons as b
from services.courses import CourseView
from services.courses.candidates import Candidate
from services.courses.team import Member
from services.setup import Sheet
from services.setup.inviting import Inviting
from services.setup.meetings import Meeting
from services.setup.sheet import Own
from texts import needs as need_words
from texts.calendar import Entry, evening_entries, file_of
from texts.catalog import Html, Texts
from texts.room import length, shorten
from texts.screen import Button, Document, Screen
from texts.setup import colleagues, gaps, stand_ins
from texts.setup.card import member_line
from texts.setup.gaps import day_and_hour
from texts.setup.meetings import called, line
from texts.signup import evening_line, video

_LABEL, _SAME, MOST = 24, 40, 30
DIRECT = 6
"""So many may be asked from the team's own screen."""
WHEN = frozenset((Missing.DATES, Missing.PAST, Missing.ORDER))
"""What is missing where it is not known when the course is."""


def team(t: Texts, sheet: Sheet, inviting: Inviting, *, more: bool = False) -> Screen:
    """Who has been asked, each a button; whom to ask next, until enough are. `more`: whom one may ask nevertheless.

    Nobody is asked for dates that nobody knows, or that cannot be.
    """
    course = sheet.course
    lines: list[str] = ["\n".join([t("setup.team.head"), *_awaited(t, sheet)])]
    lines += ["\n".join(_line(t, one, course) for one in sheet.members)] if sheet.members else []
    lines += gaps.away(t, sheet.gaps)
    back = Button(t.plain("button.back"), b.ShowTeam(course.id) if more else b.SetUp(course.id))
    members = [[Button(_called(t, one), b.ManageMember(one.id))] for one in sheet.members]
    if not course.sessions or not WHEN.isdisjoint(sheet.missing):
        return Screen("\n\n".join([*lines, t("setup.team.dates_first")]), [*members, [back]])
    roles = [role for role in ON_TEAMS if more or _lacking(sheet, role)]
    for one in (one for one in roles if not inviting.candidates[one]):
        some = any(member.role is one and member.answer is not Answer.NO for member in sheet.members)
        lines.append(stand_ins.nobody(t, course, one, some=some))
    rows = [*gaps.ask_rows(t, sheet.gaps), *_ask_same(t, course, inviting), *_ask(t, course, inviting, roles)]
    lines += [t("setup.team.who.nameless")] if any(isinstance(row[0].press, b.AskNameless) for row in rows) else []
    if not more and any(inviting.candidates[role] for role in ON_TEAMS if role not in roles):
        members.append([Button(t.plain("setup.team.more"), b.AskMore(course.id))])
    return Screen("\n\n".join(lines), [*rows, *members, [back]])


def _lacking(sheet: Sheet, role: Role) -> int:
    """How many are still to be asked in a role."""
    least: int = getattr(sheet.course.programme.team, role.value)
    asked = sum(one.role is role and one.answer is not Answer.NO for one in sheet.gaps.holding)
    return max(0, least - asked)


def _awaited(t: Texts, sheet: Sheet) -> list[Html]:
    """Whose answer is awaited, and of a draft who is still to be asked; or that it has all whom it needs."""
    in_turn = sorted(sheet.members, key=lambda one: (one.asked_at, one.id))
    asked = [_called(t, one) for one in in_turn if one.answer is Answer.ASKED]
    lines = [t.many("setup.team.waiting", len(asked), names=t.listed(asked))] if asked else []
    if not sheet.draft:
        return lines
    some = [t.plain_many(f"setup.team.some.{role}", n) for role in ON_TEAMS if (n := _lacking(sheet, role))]
    if some:
        begun = any(one.answer is not Answer.NO for one in sheet.members)
        return [*lines, t("setup.team.needs_more" if begun else "setup.team.needs", who=t.listed(some))]
    return lines or ([t("setup.team.complete")] if sheet.members else [])


def _called(t: Texts, one: Member) -> str:
    return shorten(one.name or t.plain(f"role.{one.role}"), _LABEL)


def _ask_same(t: Texts, course: CourseView, inviting: Inviting) -> list[list[Button]]:
    """Those who held it last time, where they are several: one alone has a button anyway.

    Not where one of them has shown no name: nobody is asked by guessing.
    """
    if len(inviting.same) < 2 or not all(one.name for _, one in inviting.same):
        return []
    known = [one for those in inviting.candidates.values() for one in those]
    names = t.listed([_short(one, known) for _, one in inviting.same])
    label = shorten(t.plain("setup.team.ask_same", names=names), _SAME)
    return [[Button(label, b.AskSame(course.id, inviting.other_id))]]


def _ask(t: Texts, course: CourseView, inviting: Inviting, roles: Sequence[Role]) -> list[list[Button]]:
    """Each of those whom one may ask in these roles; where they are many, the way to them."""
    each = [(role, one) for role in roles for one in inviting.candidates[role]]
    if len(each) > DIRECT:
        some = [role for role in roles if inviting.candidates[role]]
        return [[Button(t.plain(f"setup.team.ask.{role}"), b.ShowCandidates(course.id, role.value))] for role in some]
    known = [one for _, one in each]
    return [[_one(t, course, role, one, known)] for role, one in each]


def _one(t: Texts, course: CourseView, role: Role, one: Candidate, known: Sequence[Candidate]) -> Button:
    if one.name is None:
        return _candidate(t, course, role, one)
    return Button(_label(t, role, one, known), b.AskMember(course.id, one.person_id, role.value))


def _label(t: Texts, role: Role, one: Candidate, known: Sequence[Candidate]) -> str:
    """With the whole name where it fits, else the first name, else with a shorter word for the role."""
    full, first = one.name or "", _short(one, known)
    roles = [t.plain(f"role.{role}").lower(), t.plain(f"setup.team.brief.{role}")]
    labels = [_to_ask(t, name, as_what) for as_what in roles for name in (full, first)]
    fits = next((one for one in labels if length(one) <= _LABEL), None)
    return fits or _to_ask(t, shorten(first, _LABEL - length(_to_ask(t, "", roles[1]))), roles[1])


def _to_ask(t: Texts, name: str, as_what: str) -> str:
    return t.plain("setup.team.ask_one", name=name, role=as_what)


def _short(one: Candidate, known: Sequence[Candidate]) -> str:
    """The first name of somebody who has shown it, where nobody else has it."""
    name = one.name or ""
    first = name.split()[0]
    others = {other.name.split()[0] for other in known if other.name and other.person_id != one.person_id}
    return name if first in others else first


def _line(t: Texts, one: Member, course: CourseView) -> Html:
    return Html(html.escape(member_line(t, one, course), quote=False))


def candidates(t: Texts, course: CourseView, role: Role, found: Sequence[Candidate], *, some: bool) -> Screen:
    """Whom one may ask; where all have been asked (`some` have the role), that; where nobody has it, who can give it."""
    rows = [[_candidate(t, course, role, one)] for one in found[:MOST]]
    text = t(f"setup.team.who.{role}") if found else stand_ins.nobody(t, course, role, some=some)
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


def ask_confidentiality(t: Texts, course: CourseView, one: Candidate, today: date, evening_id: int = 0) -> Screen:
    """An experienced user has to have signed: when, as a button or in words. `evening_id`: they are to stand in there."""
    name = one.name or t.plain("setup.team.person")
    day = today.toordinal()
    yes = (
        b.SignStandIn(evening_id, one.person_id, day)
        if evening_id
        else b.WriteConfidentiality(course.id, one.person_id, day)
    )
    return Screen(
        t("setup.confidentiality", name=name, centre=course.centre.name),
        [
            [Button(t.plain("setup.confidentiality.today"), yes)],
            [Button(t.plain("button.back"), b.ShowTeam(course.id))],
        ],
    )


def member(t: Texts, course: CourseView, one: Member) -> Screen:
    """One of them; they can be taken off, and are told."""
    told = "setup.team.off.untold" if one.answer is Answer.NO else "setup.team.off.told"
    return Screen(
        f"{_line(t, one, course)}\n\n{t(told)}",
        [
            [Button(t.plain("setup.team.off"), b.RemoveMember(one.id))],
            [Button(t.plain("button.back"), b.ShowTeam(course.id))],
        ],
    )


def evenings_in_parts(t: Texts, course: CourseView, own: Own) -> str:
    """Each evening of theirs, and below it who speaks for how long, and about what; and to which they cannot come."""
    lines, away, only = [], own.away, own.member.session_id
    theirs = [one for one in course.sessions if only in (0, one.id)]
    for one in sorted(theirs, key=lambda one: one.starts_at):
        cannot = [t("setup.own.away")] if one.id in away else []
        lines += [evening_line(t, course, one), *cannot, *stand_ins.parts(t, one)]
    return "\n".join(lines)


def own(t: Texts, course: CourseView, own: Own) -> Html:
    """As what one is on the team, the way into a course by video, and when the team meets."""
    text = _as_what(t, course, own.member)
    text = Html("\n".join([text, *colleagues.beside(t, own.others)]) + video(t, own.link))
    text = Html(f"{text}\n\n{need_words.summary(t, own.needs)}") if own.needs else text
    if not own.meetings:
        return text
    when = []
    for one in own.meetings:
        when += [line(t, course, one), *([t("setup.own.away")] if one.number in own.missed else [])]
    return Html("\n".join([f"{text}\n\n{t('setup.preview.team')}", *when]))


def _as_what(t: Texts, course: CourseView, member: Member) -> Html:
    role = t.plain(f"role.{member.role}").lower()
    if not member.session_id:
        return t("setup.own", role=role)
    return t("standin.own", role=role, when=day_and_hour(t, course, course.session(member.session_id).starts_at))


def own_rows(t: Texts, course: CourseView) -> list[list[Button]]:
    """The calendar, once there are evenings; and that one cannot after all."""
    calendar = [[Button(t.plain("signup.get_calendar"), courses_buttons.GetTeamCalendar(course.id))]]
    no = Button(t.plain("teams.no"), courses_buttons.AskAway(course.id))
    return [*([] if course.draft else calendar), [no]]


def calendar(t: Texts, course: CourseView, meetings: Sequence[Meeting], now: datetime) -> Screen:
    """Evenings and meetings in one file, an evening with who speaks about what. The revision of a meeting follows what is decided
    on the card, and the evenings it hangs on, and what they have said of it; one that is left out stands there as cancelled.
    """
    title = t.pick(course.programme.chat_title)
    revision = 100 * course.edition + sum(one.version for one in course.sessions)
    entries = [
        Entry(
            f"{course.slug}-team-{one.number}",
            revision + one.said,
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
    evenings = (
        replace(entry, description="\n".join(filter(None, [*stand_ins.spoken(t, one), entry.description])))
        for entry, one in zip(evening_entries(t, course), course.sessions, strict=True)
    )
    file = Document(f"{course.slug}.ics", file_of([*evenings, *entries]))
    return Screen(t("setup.calendar"), [back], file, as_caption=True)
