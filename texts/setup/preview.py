"""What a course is like before it is published: what participants see, team, dates; and every message, when and to whom."""

import html
from collections.abc import Sequence
from datetime import datetime

from domain.courses import Paper
from domain.courses import buttons as courses_buttons
from domain.setup import buttons as b
from services.courses import CourseView
from services.planning.agenda import Ahead
from services.setup import Sheet
from texts.catalog import Html, Texts
from texts.entry import age_lines, companions, entry_lines, languages
from texts.evaluation import results_label
from texts.room import MESSAGE_LIMIT, units
from texts.screen import Button, Screen
from texts.setup.card import odd_lines, place, preview_label, team_lines
from texts.setup.meetings import line
from texts.signup import evenings

_SPARE = 400


def preview(t: Texts, sheet: Sheet, ahead: Sequence[Ahead]) -> Screen:
    """All of it but the messages, of which it is said how many there are."""
    course, ready = sheet.course, sheet.draft and not sheet.missing
    title = t.pick(course.programme.chat_title)
    parts: list[str] = [t("setup.preview.head", name=preview_label(t, sheet), title=title)]
    parts.append("\n".join([t("setup.preview.seen"), *_seen(t, course)]))
    parts += _team(t, sheet)
    parts.append("\n".join([t("setup.dates.head"), evenings(t, course, sheet.now)]))
    parts += odd_lines(t, course, sheet.odd)
    parts += [f"{t('setup.odd.meetings')}\n{one}" for one in odd_lines(t, course, sheet.odd_meetings)]
    rows = [[Button(t.plain("button.back"), b.SetUp(course.id))]]
    if ahead:
        first = t.short_day(ahead[0].due, course.zone, sheet.now)
        parts.append(t.many("setup.preview.count", len(ahead), day=first))
        rows.insert(0, [Button(t.plain("setup.preview.show"), b.ShowAhead(course.id))])
    if ready:
        parts.append(t("setup.preview.ask"))
        rows.insert(0, [Button(t.plain("setup.publish"), b.Publish(course.id, course.edition))])
    return Screen("\n\n".join(parts), rows)


def _seen(t: Texts, course: CourseView) -> list[str]:
    """What stands on the card by which people sign up, in short."""
    programme = course.programme
    return [
        html.escape(t.pick(programme.for_whom), quote=False),
        *([t("setup.line.topic", what=course.topic)] if course.topic else []),
        *([t("setup.line.place", what=place(course))] if course.place else []),
        *([t("setup.places.way", directions=course.directions)] if course.directions else []),
        *([t("setup.line.video")] if course.online else []),
        *_hours(t, course),
        t("setup.line.seats", what=course.seats),
        t("setup.line.languages", what=languages(t, course.languages, interpreter=course.interpreter)),
        *([t("signup.card.free")] if programme.free else []),
        *age_lines(t, course),
        *companions(t, course),
        *entry_lines(t, course),
    ]


def _hours(t: Texts, course: CourseView) -> list[Html]:
    """From when to when, and how often, where all sessions have the same hours."""
    zone = course.zone
    hours = {f"{t.hour(one.starts_at, zone)}–{t.hour(one.ends_at, zone)}" for one in course.sessions}
    return [t.many("setup.preview.hours", len(course.sessions), hours=hours.pop())] if len(hours) == 1 else []


def _team(t: Texts, sheet: Sheet) -> list[str]:
    """Who is on it or asked, and when it meets."""
    meet = [line(t, sheet.course, one, sheet.now) for one in sheet.to_come]
    if not sheet.members and not meet:
        return []
    return ["\n".join([t("setup.team.head"), *team_lines(t, sheet.course, sheet.members), *meet])]


def messages(t: Texts, sheet: Sheet, ahead: Sequence[Ahead]) -> Screen:
    """Every message that will go out; as many as one message holds."""
    course = sheet.course
    title = html.escape(t.pick(course.programme.chat_title), quote=False)
    head = f"{t('setup.preview.messages')}\n{title}\n"
    lines, left = [head], MESSAGE_LIMIT - units(head) - _SPARE
    for number, one in enumerate(ahead):
        said = _line(t, course, one, ahead[number - 1].due if number else sheet.now)
        left -= units(said) + 1
        if left < 0:
            lines.append(t.many("setup.preview.more", len(ahead) - number))
            break
        lines.append(said)
    rows = _samples(t, course, ahead)
    lines += ["", *([t("setup.preview.line")] if course.programme.form == "series" else [])]
    lines += [t("setup.preview.texts")] if rows else []
    return Screen("\n".join(lines), [*rows, [Button(t.plain("button.back"), b.PreviewCourse(course.id))]])


def _samples(t: Texts, course: CourseView, ahead: Sequence[Ahead]) -> list[list[Button]]:
    """A button for each kind of message, which shows the first of it."""
    firsts: dict[str, Ahead] = {}
    for one in ahead:
        firsts.setdefault(_kind(one), one)
    return [[Button(t.plain(f"setup.sample.{kind}"), show(course, one))] for kind, one in firsts.items()]


def show(course: CourseView, one: Ahead) -> b.ShowSample:
    """The button's payload by which one message is shown as it will be."""
    return b.ShowSample(course.id, one.kind, one.number, int(one.looking_back))


def _kind(one: Ahead) -> str:
    return f"{one.kind}.looking_back" if one.looking_back else one.kind


def _line(t: Texts, course: CourseView, one: Ahead, before: datetime) -> Html:
    """With its year where that is not the year of what stands `before` it."""
    when = f"{t.short_day(one.due, course.zone, before)} {t.hour(one.due, course.zone)}"
    return t(f"setup.ahead.{_kind(one)}", when=when, number=one.number, which=_which(t, course, one))


def _which(t: Texts, course: CourseView, one: Ahead) -> str:
    """Of a poll, when it is asked: as on the buttons of the answers, within a sentence."""
    poll = course.programme.moment(one.round) if one.round else None
    label = results_label(t, poll) if poll else ""
    return label[:1].lower() + label[1:]


def published(t: Texts, course: CourseView, link: str) -> Screen:
    """It is there now; with the link that people sign up by, the leaflet, and the way on."""
    text = t("setup.published", title=t.pick(course.programme.chat_title), link=link)
    leaflet = courses_buttons.ChooseLeaflet(course.id, Paper.A5.value, "", "")
    return Screen(
        text,
        [
            [Button(t.plain("teams.open"), courses_buttons.ManageCourse(course.id))],
            [Button(t.plain("leaflet.button"), leaflet)],
            [Button(t.plain("button.manage_courses"), courses_buttons.ManageCourses())],
        ],
    )
