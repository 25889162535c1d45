"""Wording of evenings that will not take place, and of what takes place after all."""

from datetime import datetime

from domain.finding.buttons import WishSame
from domain.people import buttons as people_buttons
from domain.running import buttons as b
from services.courses.reasons import NONE, Given
from services.running.calling_off import CalledOff, WholeCourse
from services.running.sessions import Evening, Meeting, NewDates
from texts.catalog import Html, Texts
from texts.contacts import in_short
from texts.running.sessions import (
    answer_line,
    attend_buttons,
    calendar_button,
    card,
    course_button,
    dates_screen,
    evening_list,
    facts,
    paragraph,
    reason_button,
    told,
    who_is_told,
)
from texts.screen import Button, Screen
from texts.signup import course_named, why


def cancelled(t: Texts, meeting: Meeting) -> Screen:
    """An evening that will not take place, and when the next one is."""
    course, one = meeting.course, meeting.session
    lines = [
        f"<b>{t('sessions.cancelled')}</b>\n{t('sessions.of_course', title=course_named(t, course))}",
        t("sessions.cancelled.which", topic=t.pick(one.topic.title), when=t.moment(one.starts_at, course.zone)),
    ]
    lines += [why(t, one.reason)] if one.reason else []
    if coming := course.next_session(meeting.now):
        when = t.moment(coming.starts_at, course.zone)
        lines.append(t("sessions.cancelled.next", topic=t.pick(coming.topic.title), when=when))
    return Screen("\n\n".join(lines), [[calendar_button(t, course)], [course_button(t, meeting)]])


def back(t: Texts, meeting: Meeting) -> Screen:
    """An evening that was cancelled takes place after all."""
    head, found = t("sessions.back"), facts(t, meeting.course, meeting.session)
    of_course = t("sessions.of_course", title=course_named(t, meeting.course))
    text = f"<b>{head}</b>\n{of_course}\n\n{found}\n\n{t('sessions.back.calendar')}\n\n{answer_line(t, meeting)}"
    return Screen(text, [attend_buttons(t, meeting, b.Attend), [calendar_button(t, meeting.course)]])


def course_called_off(t: Texts, off: CalledOff) -> Screen:
    """A course, or what is left of it, will not take place; whom one may ring."""
    title = t.pick(off.course.programme.chat_title)
    lines = [t(f"sessions.course_off.{'rest' if off.begun else 'whole'}", title=title)]
    lines += [why(t, off.reason)] if off.reason else []
    lines += [t("sessions.course_off.still" if off.poll else "sessions.course_off.over")] if off.begun else []
    lines += [t("sessions.course_off.calendar"), Html(f"{in_short(t, [off.course.centre])} {t('find.can_tell.same')}")]
    tell = Button(t.plain("find.tell_me"), WishSame(off.course.id))
    return Screen("\n\n".join(lines), [[tell], [Button(t.plain("button.home"), people_buttons.Home())]])


def course_back(t: Texts, dates: NewDates) -> Screen:
    """A course that was called off takes place after all, with its evenings."""
    return dates_screen(t, dates, "sessions.course_back", "sessions.course_back.calendar")


def ask_cancel(t: Texts, evening: Evening, reason: Given = NONE, awake: datetime | None = None) -> Screen:
    one = evening.session
    when = t.moment(one.starts_at, evening.course.zone)
    text = t("sessions.ask_cancel", topic=t.pick(one.topic.title), when=when)
    ids = one.id, one.version
    yes = b.CancelSessionWhy(*ids, reason.id) if reason.id else b.CancelSession(*ids)
    return Screen(
        f"{text}{paragraph(t, reason.text)}\n\n{who_is_told(t, evening, awake)}",
        [
            [Button(t.plain("sessions.cancel.yes"), yes)],
            reason_button(t, evening, reason, b.Act.CANCEL),
            [Button(t.plain("sessions.cancel.no"), b.ManageSession(one.id))],
        ],
    )


def cancel_done(t: Texts, evening: Evening, changed: bool, now: datetime) -> Screen:
    head = f"{t('sessions.cancel.done')} {told(t, 'sessions.telling', evening)}\n\n{t('sessions.cancel.regret')}"
    return card(t, evening, now, head if changed else t("sessions.cancel.already"))


def taken_back(t: Texts, evening: Evening, changed: bool, now: datetime) -> Screen:
    """What was called off takes place after all."""
    if not changed:
        return card(t, evening, now, t("sessions.taken_back.already"))
    head, by_phone = t("sessions.taken_back"), evening.course.by_phone
    again = f" {t.many('sessions.taken_back.by_phone', by_phone)}" if by_phone else ""
    return card(t, evening, now, f"{head}{again}")


def ask_cancel_course(t: Texts, whole: WholeCourse, now: datetime, awake: datetime | None = None) -> Screen:
    """How many evenings are called off, who is told, and why."""
    course, reason = whole.course, whole.reason
    if not whole.evenings:
        return evening_list(t, course, now, t("sessions.cancel_course.none"))
    text = t.many("sessions.ask_cancel_course", whole.evenings, title=t.pick(course.programme.chat_title))
    label = t.plain("sessions.reason.change" if reason.id else "sessions.reason.write")
    return Screen(
        f"{text}{paragraph(t, reason.text)}\n\n{who_is_told(t, whole, awake)}",
        [
            [Button(t.plain("sessions.cancel_course.yes"), b.CancelCourse(course.id, reason.id))],
            [Button(label, b.AskCourseReason(course.id))],
            [Button(t.plain("sessions.cancel.no"), b.ListSessions(course.id))],
        ],
    )


def course_cancelled(t: Texts, whole: WholeCourse, changed: bool, now: datetime) -> Screen:
    done, regret = t("sessions.cancel_course.done"), t("sessions.cancel.regret")
    head = f"{done} {told(t, 'sessions.telling', whole)}\n\n{regret}"
    return evening_list(t, whole.course, now, head if changed else t("sessions.cancel_course.none"))
