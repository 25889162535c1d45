"""Wording for coordinators: their courses, the card of one, and who is on it."""

from collections.abc import Sequence

from domain.courses import buttons as b
from domain.evaluation import Round
from domain.evaluation import buttons as evaluation_buttons
from domain.groups import buttons as g
from domain.notices import buttons as notices_buttons
from domain.people import buttons as people_buttons
from domain.running import buttons as running_buttons
from domain.signup import Status
from services.courses import CourseView
from services.courses.coordination import Listed, Overview, PeoplePage
from services.signup import PhoneSeat
from texts.catalog import Html, Texts
from texts.conversations import all_button, unanswered_button
from texts.pages import Leaf
from texts.reach import to_ring
from texts.running.sessions import answer_counts
from texts.screen import Button, Screen

_NAME_SHOWN = 40
"""Characters; twenty of the longest lines stay under Telegram's 4,096 units."""


def courses(t: Texts, views: Sequence[CourseView], waiting: int = 0) -> Screen:
    """The courses of one's centres, each as a button; then each centre's self-help groups, and what participants write.

    `waiting`: so many of these wait for an answer.
    """
    home = [Button(t.plain("button.home"), people_buttons.Home())]
    if not views:
        return Screen(t("coordination.none"), [home])
    rows = [[Button(_label(t, course), b.ManageCourse(course.id))] for course in views]
    centres = {course.centre.id: course.centre.name for course in views}
    groups = [[Button(_groups(t, name, len(centres)), g.ManageGroups(one))] for one, name in centres.items()]
    written = [unanswered_button(t, waiting) if waiting else all_button(t)]
    return Screen(t("coordination.courses"), [*rows, *groups, written, home])


def _groups(t: Texts, centre: str, centres: int) -> str:
    label = t.plain("button.groups_board")
    return f"{label} · {centre}" if centres > 1 else label


def _label(t: Texts, course: CourseView) -> str:
    """The day stands before the title, which the telephone may cut off."""
    return f"{t.short_day(course.starts_at, course.zone)} · {course.place} · {t.pick(course.programme.title)}"


def card(t: Texts, overview: Overview, link: str, became: PhoneSeat = PhoneSeat.SET) -> Screen:
    """The coordinator's card; `link` is the course's deep link, `became` what a press on the seats by phone has led to."""
    course = overview.course
    text = t(
        "coordination.card",
        title=t.pick(course.programme.title),
        place=course.place,
        centre=course.centre.name,
        taken=overview.taken,
        seats=course.seats,
        by_phone=t.many("coordination.by_phone", course.by_phone) if course.by_phone else "",
        offered=overview.offered,
        waiting=overview.waiting,
        next=_next(t, overview),
        link=link,
    )
    if overview.ring.ring:
        text = Html(f"{text}\n\n{to_ring(t, overview.ring)}")
    if became is not PhoneSeat.SET:
        text = Html(f"{t(f'coordination.by_phone.{became}')}\n\n{text}")
    return Screen(
        text,
        [
            [
                Button(t.plain("coordination.people"), b.ListPeople(course.id, 0)),
                Button(t.plain("coordination.evenings"), running_buttons.ListSessions(course.id)),
            ],
            *_seats_by_phone(t, overview),
            [Button(t.plain("coordination.write"), notices_buttons.WriteNotice(course.id))],
            [
                Button(t.plain("coordination.midway"), evaluation_buttons.ShowResults(course.id, Round.MIDWAY)),
                Button(t.plain("coordination.final"), evaluation_buttons.ShowResults(course.id, Round.FINAL)),
            ],
            [Button(t.plain("button.back"), b.ManageCourses())],
        ],
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"


def _seats_by_phone(t: Texts, overview: Overview) -> list[list[Button]]:
    """One seat fewer, one more, for those who are not on Telegram."""
    if not overview.open:
        return []
    course_id, now = overview.course.id, overview.course.by_phone
    more = Button(t.plain("coordination.by_phone.more"), b.SetByPhone(course_id, now, now + 1))
    fewer = Button(t.plain("coordination.by_phone.fewer"), b.SetByPhone(course_id, now, now - 1))
    return [[fewer, more] if now else [more]]


def _next(t: Texts, overview: Overview) -> Html:
    coming = overview.next
    if coming is None or overview.answers is None:
        return t("coordination.no_next")
    when = t.moment(coming.starts_at, overview.course.zone)
    line = t("coordination.next", topic=t.pick(coming.topic.title), when=when)
    return Html(f"{line}\n{answer_counts(t, overview.answers, overview.course)}")


def people(t: Texts, page: PeoplePage) -> Screen:
    """Names in the order of arrival, then open offers, then the waiting list, each with a heading."""
    lines = [f"<b>{t('coordination.people.head', title=t.pick(page.course.programme.title))}</b>"]
    if not page.people:
        lines += ["", t("coordination.people.nobody")]
    standing: Status | None = None
    for one in page.people:
        if one.status is not standing:
            standing = one.status
            lines += ["", f"<b>{t(f'coordination.people.{standing}', count=page.totals[standing])}</b>"]
        lines.append(_line(t, page.course, one))
    if page.course.by_phone:
        lines += ["", t.many("coordination.people.by_phone", page.course.by_phone)]
    leaf = Leaf(page.people, page.page, page.pages)
    for heading in leaf.heading(t):
        lines += ["", heading]
    back = [Button(t.plain("button.back"), b.ManageCourse(page.course.id))]
    turns = leaf.turns(t, lambda number: b.ListPeople(page.course.id, number))
    return Screen("\n".join(lines), [*turns, back])


def _line(t: Texts, course: CourseView, one: Listed) -> Html:
    line = t("coordination.people.line", number=one.number, name=_shortened(one.name))
    if one.phone:
        line = t("coordination.people.phone", line=line, phone=one.phone)
    if one.status is Status.OFFERED and one.expires_at:
        line = t("coordination.people.until", line=line, until=t.moment(one.expires_at, course.zone))
    return t("coordination.people.unreached", line=line) if one.blocked else line
