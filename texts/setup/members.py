"""The team on the card: who is asked, whom one may ask, and what has to be written down first."""

from collections.abc import Sequence
from datetime import date

from domain.courses import Answer
from domain.rights import ON_TEAMS, Role
from domain.setup import buttons as b
from services.courses import CourseView
from services.courses.team import Candidate, Member
from services.setup import Sheet
from texts.catalog import Texts
from texts.room import shorten
from texts.screen import Button, Screen
from texts.setup.card import member_line

_LABEL, MOST = 24, 30


def team(t: Texts, sheet: Sheet, head: str = "") -> Screen:
    """Who has been asked, each a button; whom to ask next. Nobody is asked for dates that nobody knows."""
    course = sheet.course
    least = course.programme.team
    lines = [head] if head else []
    lines.append(t("setup.team.head", professional=least.professional, experienced_user=least.experienced_user))
    lines += ["\n".join(member_line(t, one) for one in sheet.members)] if sheet.members else []
    rows = [
        [Button(shorten(one.name or t.plain(f"role.{one.role}"), _LABEL), b.ManageMember(one.id))]
        for one in sheet.members
    ]
    if course.sessions:
        rows += [
            [Button(t.plain(f"setup.team.ask.{role}"), b.ShowCandidates(course.id, role.value))] for role in ON_TEAMS
        ]
    else:
        lines.append(t("setup.team.dates_first"))
    return Screen("\n\n".join(lines), [*rows, [Button(t.plain("button.back"), b.SetUp(course.id))]])


def candidates(t: Texts, course: CourseView, role: Role, found: Sequence[Candidate]) -> Screen:
    """Whom one may ask; where nobody has the role, who can give it."""
    rows = [
        [
            Button(
                shorten(one.name or t.plain("setup.team.nameless"), _LABEL),
                b.AskMember(course.id, one.person_id, role.value),
            )
        ]
        for one in found[:MOST]
    ]
    text = t(f"setup.team.who.{role}") if found else t(f"setup.team.nobody.{role}", centre=course.centre.name)
    return Screen(text, [*rows, [Button(t.plain("button.back"), b.ShowTeam(course.id))]])


def ask_confidentiality(t: Texts, course: CourseView, one: Candidate, today: date) -> Screen:
    """An experienced user has to have signed: when, as a button or in words."""
    name = one.name or t.plain("role.experienced_user")
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
        f"{member_line(t, one)}\n\n{t(told)}",
        [
            [Button(t.plain("setup.team.off"), b.RemoveMember(one.id))],
            [Button(t.plain("button.back"), b.ShowTeam(course.id))],
        ],
    )
