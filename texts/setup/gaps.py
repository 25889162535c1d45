"""What the team of a course lacks, in words: for its coordinators."""

from collections.abc import Sequence
from datetime import datetime

from domain.courses import Answer
from domain.setup import Missing
from domain.setup import buttons as b
from services.courses import CourseView
from services.courses.absences import Away
from services.courses.team import Member
from services.setup.gaps import OF_TEAM, Gaps
from services.setup.meetings import Meeting
from texts.catalog import Html, Texts
from texts.screen import Button


def day_and_hour(t: Texts, course: CourseView, at: datetime, now: datetime | None = None) -> str:
    """`Tue 6 Oct 18:00`; with its year where that is not this one (`now`), else the one in which the course begins."""
    beside = now or (course.starts_at if course.sessions else None)
    return f"{t.short_day(at, course.zone, beside)} {t.hour(at, course.zone)}"


def kind(meeting: Meeting) -> str:
    """By which sentences of a meeting of the team are called."""
    return "looking_back" if meeting.looking_back else "planning"


def away_name(t: Texts, one: Away) -> str:
    return one.name or t.plain(f"role.{one.role}")


def of_team(t: Texts, gaps: Gaps, one: Missing) -> list[Html]:
    """Whose answer is awaited in a role, and how many are still to be asked."""
    role = OF_TEAM[one]
    said = [member.answer for member in gaps.holding if member.role is role]
    asked, willing = said.count(Answer.ASKED), said.count(Answer.YES)
    lines = [t.many(f"setup.missing_asked.{one}", asked)] if asked else []
    least: int = getattr(gaps.course.programme.team, role.value)
    if (more := least - willing - asked) > 0:
        some = asked or willing
        lines.append(t.many(f"setup.missing_more.{one}" if some else f"setup.missing.{one}", more))
    return lines


def lines(t: Texts, gaps: Gaps) -> list[str]:
    """A paragraph on what the team of a published course lacks, and one on who cannot come to which evening or meeting."""
    short = [] if gaps.course.draft else [line for one in gaps.missing for line in of_team(t, gaps, one)]
    found = ["\n".join([t("setup.team_lacks"), *short])] if short else []
    return found + away(t, gaps)


def away(t: Texts, gaps: Gaps) -> list[str]:
    """One paragraph on who of the team cannot come to which evening, and who comes instead, and to which meeting; a line each."""
    course, said = gaps.course, []
    for one in gaps.away:
        evening = course.session(one.session_id)
        when = day_and_hour(t, course, evening.starts_at)
        cannot = t("setup.away", name=away_name(t, one), number=evening.position, when=when)
        said.append(f"{cannot} {_instead(t, gaps.instead(one))}")
    for one, meeting in gaps.missed:
        said.append(t(f"setup.away.{kind(meeting)}", name=away_name(t, one), when=day_and_hour(t, course, meeting.at)))
    return ["\n".join(said)] if said else []


def _instead(t: Texts, found: Sequence[Member]) -> Html:
    if not found:
        return t("standin.nobody")
    best = min(found, key=lambda one: one.answer is not Answer.YES)
    which = "standin.in" if best.answer is Answer.YES else "standin.waiting"
    return t(which, name=best.name or t.plain(f"role.{best.role}"))


def ask_rows(t: Texts, gaps: Gaps) -> list[list[Button]]:
    """For each evening to which one of the team cannot come, and nobody is asked instead: whom to ask."""
    open_ = dict.fromkeys((one.session_id, one.role) for one in gaps.away if not gaps.instead(one))
    return [
        [Button(t.plain("standin.ask", number=_number(gaps, evening)), b.ShowStandIns(evening, role.value))]
        for evening, role in open_
    ]


def _number(gaps: Gaps, evening: int) -> int:
    return gaps.course.session(evening).position
