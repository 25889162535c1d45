"""What will happen if it is published so: all dates, and every message, when and to whom."""

from collections.abc import Sequence

from domain.courses import buttons as courses_buttons
from domain.setup import buttons as b
from services.courses import CourseView
from services.planning.agenda import Ahead
from services.setup import Sheet
from texts.catalog import Html, Texts
from texts.evaluation import results_label
from texts.room import MESSAGE_LIMIT, units
from texts.screen import Button, Screen
from texts.setup.card import odd_lines
from texts.setup.meetings import line
from texts.signup import evenings

_SPARE = 200


def preview(t: Texts, sheet: Sheet, ahead: Sequence[Ahead]) -> Screen:
    """Dates, then the messages; as many of these as one message holds."""
    course = sheet.course
    head: list[str] = [t("setup.preview.head", title=t.pick(course.programme.chat_title), place=course.place)]
    head += [evenings(t, course), *odd_lines(t, course, sheet.odd)]
    if sheet.to_come:
        head.append("\n".join([t("setup.preview.team"), *(line(t, course, one) for one in sheet.to_come)]))
        head += odd_lines(t, course, sheet.odd_meetings)
    lines = [t("setup.preview.messages")]
    left = MESSAGE_LIMIT - units("\n\n".join(head)) - units(lines[0]) - _SPARE
    for number, one in enumerate(ahead):
        said = _line(t, course, one)
        left -= units(said) + 1
        if left < 0:
            lines.append(t.many("setup.preview.more", len(ahead) - number))
            break
        lines.append(said)
    text = "\n\n".join([*head, "\n".join(lines)])
    rows = [[Button(t.plain("button.back"), b.SetUp(course.id))]]
    if sheet.draft and not sheet.missing:
        rows.insert(0, [Button(t.plain("setup.publish"), b.Publish(course.id, course.edition))])
        text = f"{text}\n\n{t('setup.preview.ask')}"
    return Screen(text, rows)


def _line(t: Texts, course: CourseView, one: Ahead) -> Html:
    when = f"{t.short_day(one.due, course.zone, course.starts_at)} {t.hour(one.due, course.zone)}"
    kind = f"{one.kind}.looking_back" if one.looking_back else one.kind
    return t(f"setup.ahead.{kind}", when=when, number=one.number, which=_which(t, course, one))


def _which(t: Texts, course: CourseView, one: Ahead) -> str:
    """Of a poll, when it is asked: as on the buttons of the answers, within a sentence."""
    poll = course.programme.moment(one.round) if one.round else None
    label = results_label(t, poll) if poll else ""
    return label[:1].lower() + label[1:]


def published(t: Texts, course: CourseView, link: str) -> Screen:
    """It is there now; with the link that people sign up by."""
    text = t("setup.published", title=t.pick(course.programme.chat_title), link=link)
    return Screen(text, [[Button(t.plain("teams.open"), courses_buttons.ManageCourse(course.id))]])
