"""The team's own meetings on the card: the list, and one of them, to be given another time or cancelled."""

from collections.abc import Mapping
from datetime import datetime

from domain.running.sessions import days_later, in_minutes
from domain.setup import buttons as b
from services.courses import CourseView
from services.people import Reach
from services.setup import Sheet
from services.setup.meetings import Meeting, changeable
from texts.catalog import Html, Texts
from texts.reach import to_ring
from texts.screen import Button, Screen
from texts.setup.card import odd_lines
from texts.setup.gaps import away_name, day_and_hour


def called(t: Texts, one: Meeting) -> str:
    return t.plain("setup.meeting.looking_back" if one.looking_back else "setup.meeting.planning")


def line(t: Texts, course: CourseView, one: Meeting, now: datetime | None = None) -> Html:
    """What it is, when (with its year as in `day_and_hour`), and how long."""
    when = day_and_hour(t, course, one.at, now)
    return t("setup.preview.meeting", name=called(t, one), when=when, length=t.length(one.minutes))


def listed(t: Texts, sheet: Sheet, head: str = "") -> Screen:
    """All of them; those that can be changed as buttons. `head`: what has just happened."""
    course = sheet.course
    lines = [head] if head else []
    lines += [t("setup.meetings.head"), "\n".join(line for one in sheet.meetings for line in _state(t, sheet, one))]
    lines += odd_lines(t, course, sheet.odd_meetings)
    rows = [
        [Button(labelled(t, course, one), b.ShowMeeting(course.id, one.number))]
        for one in sheet.meetings
        if changeable(course, one, sheet.now)
    ]
    return Screen("\n\n".join(lines), [*rows, [Button(t.plain("button.back"), b.SetUp(course.id))]])


def _state(t: Texts, sheet: Sheet, one: Meeting) -> list[Html]:
    """When it is; and below, who of the team cannot come."""
    if one.left_out:
        return [t("setup.meetings.off", name=called(t, one))]
    if one.at <= sheet.now:
        return [t("setup.meetings.been", name=called(t, one), when=day_and_hour(t, sheet.course, one.at, sheet.now))]
    names = [away_name(t, who) for who, it in sheet.missed if it.number == one.number]
    below = [t("setup.meetings.away", names=t.listed(names))] if names else []
    return [line(t, sheet.course, one, sheet.now), *below]


def labelled(t: Texts, course: CourseView, one: Meeting) -> str:
    """The day first: planning meetings have one name."""
    if one.left_out:
        return t.plain("setup.meetings.off", name=called(t, one))
    return f"{day_and_hour(t, course, one.at)} · {called(t, one)}"


_LABELS = {1: "sessions.day_later", 7: "sessions.week_later"}
"""By days."""


def ask(t: Texts, course: CourseView, one: Meeting, later: Mapping[int, datetime], now: datetime) -> Screen:
    """When it is to be instead: as buttons (`later`: what is offered, by days), or in words."""
    rows = [
        [Button(t.plain(_LABELS[days], when=day_and_hour(t, course, at, now)), _to(course, one, in_minutes(at)))]
        for days, at in later.items()
    ]
    if one.left_out or one.at != one.proposed:
        when = day_and_hour(t, course, one.proposed)
        if one.proposed > now:
            rows.append([Button(t.plain("setup.meeting.proposed", when=when), _to(course, one, b.AS_PROPOSED))])
    if not one.left_out and one.at > now:
        rows.append([Button(t.plain("setup.meeting.cancel"), _to(course, one, b.LEFT_OUT))])
    head = t("setup.meetings.off", name=called(t, one)) if one.left_out else line(t, course, one, now)
    days = max(1, (now.astimezone(course.zone).date() - one.at.astimezone(course.zone).date()).days + 1)
    example = t.as_written(days_later(one.at, days, course.zone), course.zone)
    back = [Button(t.plain("button.back"), b.ShowMeetings(course.id))]
    return Screen(f"<b>{head}</b>\n\n{t('setup.meeting.when', example=example)}", [*rows, back])


def _to(course: CourseView, one: Meeting, at: int) -> b.ChooseMeeting:
    return b.ChooseMeeting(course.id, course.edition, one.number, at)


def chosen(t: Texts, sheet: Sheet, number: int, told: Reach) -> Screen:
    """The list, below what has become of this one and who will be told."""
    one = next(one for one in sheet.meetings if one.number == number)
    if one.left_out:
        head = t("setup.meeting.cancelled", name=called(t, one))
    else:
        head = t("setup.meeting.changed", name=called(t, one), when=day_and_hour(t, sheet.course, one.at, sheet.now))
    lines = [head]
    if told.told:
        lines.append(Html(f"{t.many('setup.told.team', told.told)} {t('setup.meeting.soon')}"))
    lines += [Html(to_ring(t, told))] if told.ring else []
    return listed(t, sheet, "\n\n".join(lines))
