"""Wording of the evenings: what participants are told of them, and how a coordinator moves and cancels them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.courses import buttons as courses_buttons
from domain.running import buttons as b
from domain.running.free_days import free_day
from domain.running.sessions import Soon, days_later, how_soon, in_minutes
from domain.signup import buttons as signup_buttons
from services.courses import CourseView, SessionView
from services.courses.coordination import Answers
from services.running.sessions import Evening, Meeting, NewDates
from texts.catalog import Html, Texts
from texts.reach import to_ring
from texts.screen import Button, Screen
from texts.signup import evening_line, way

_COUNTED = (Soon.WEEKS, Soon.DAYS, Soon.HOURS)


def reminder(t: Texts, meeting: Meeting) -> Screen:
    """An evening is coming: how soon is said by what is true now, and what one has answered stands below."""
    unit, count = how_soon(meeting.now, meeting.session.starts_at, meeting.course.zone)
    sentence = f"sessions.soon.{unit}"
    head = t.many(sentence, count) if unit in _COUNTED else t(sentence)
    text = f"<b>{head}</b>\n\n{_facts(t, meeting.course, meeting.session)}\n\n{_answered(t, meeting)}"
    return Screen(text, [_attend(t, meeting, b.Attend)])


def answered(t: Texts, meeting: Meeting) -> Screen:
    """The same message with one's answer in it; the buttons stay, as one may change one's mind."""
    screen = reminder(t, meeting)
    return Screen(screen.text, [*screen.rows, [_course_button(t, meeting)]])


def moved(t: Texts, meeting: Meeting) -> Screen:
    """The new time, plainly, and below it, smaller, the one that it was."""
    course, one = meeting.course, meeting.session
    facts = _facts(t, course, one)
    if one.moved_from:
        facts = Html(f"{facts}\n{t('sessions.moved.before', when=t.moment(one.moved_from, course.zone))}")
    head = f"<b>{t('sessions.moved')}</b>\n{t('sessions.of_course', title=t.pick(course.programme.title))}"
    text = f"{head}\n\n{facts}\n\n{t('sessions.moved.calendar')}\n\n{_answered(t, meeting)}"
    return Screen(text, [_attend(t, meeting, b.AttendMoved), [_calendar(t, course)]])


def answered_moved(t: Texts, meeting: Meeting) -> Screen:
    """The news of the new time with one's answer in it."""
    screen = moved(t, meeting)
    return Screen(screen.text, [*screen.rows, [_course_button(t, meeting)]])


def cancelled(t: Texts, meeting: Meeting) -> Screen:
    """An evening that will not take place, and when the next one is."""
    course, one = meeting.course, meeting.session
    lines = [
        f"<b>{t('sessions.cancelled')}</b>\n{t('sessions.of_course', title=t.pick(course.programme.title))}",
        t("sessions.cancelled.which", topic=t.pick(one.topic.title), when=t.moment(one.starts_at, course.zone)),
    ]
    if coming := course.next_session(meeting.now):
        when = t.moment(coming.starts_at, course.zone)
        lines.append(t("sessions.cancelled.next", topic=t.pick(coming.topic.title), when=when))
    return Screen("\n\n".join(lines), [[_calendar(t, course)], [_course_button(t, meeting)]])


def _facts(t: Texts, course: CourseView, one: SessionView) -> Html:
    when = t.moment(one.starts_at, course.zone)
    return t("sessions.facts", topic=t.pick(one.topic.title), when=when, place=course.place, way=way(t, course))


def _answered(t: Texts, meeting: Meeting) -> Html:
    known = {None: "none", True: "coming", False: "absent"}[meeting.coming]
    return t(f"sessions.answer.{known}")


def _attend(t: Texts, meeting: Meeting, kind: type[b.Attend | b.AttendMoved]) -> list[Button]:
    """The two answers, the given one marked."""
    one = meeting.session
    labels = {True: t.plain("sessions.coming"), False: t.plain("sessions.absent")}
    return [
        Button(f"✓ {label}" if meeting.coming is yes else label, kind(one.id, one.version, int(yes)))
        for yes, label in labels.items()
    ]


def _calendar(t: Texts, course: CourseView) -> Button:
    return Button(t.plain("signup.get_calendar"), signup_buttons.GetCalendar(course.id))


def _course_button(t: Texts, meeting: Meeting) -> Button:
    return Button(t.plain("button.my_course"), signup_buttons.MyCourse(meeting.course.id))


def evening_list(t: Texts, course: CourseView) -> Screen:
    """Every evening as a button, in the order of time."""
    rows = [
        [Button(_label(t, course, one), b.ManageSession(one.id))]
        for one in sorted(course.sessions, key=lambda one: one.starts_at)
    ]
    back = [Button(t.plain("button.back"), courses_buttons.ManageCourse(course.id))]
    return Screen(t("sessions.list", title=t.pick(course.programme.title)), [*rows, back])


def _label(t: Texts, course: CourseView, one: SessionView) -> str:
    when = f"{t.short_day(one.starts_at, course.zone)} {t.hour(one.starts_at, course.zone)}"
    sentence = "sessions.list.cancelled" if one.cancelled else "sessions.list.evening"
    return t.plain(sentence, number=one.position, when=when, topic=t.pick(one.topic.title))


def answer_counts(t: Texts, answers: Answers, course: CourseView) -> Html:
    counts = t("sessions.answers", coming=answers.coming, absent=answers.absent, silent=answers.silent)
    return Html(f"{counts}\n{t('sessions.answers.by_phone', count=course.by_phone)}") if course.by_phone else counts


def card(t: Texts, evening: Evening, head: str = "") -> Screen:
    """One evening with its answers; `head` says what has just happened to it."""
    course, one = evening.course, evening.session
    lines = [head] if head else []
    lines.append(t("sessions.card", number=one.position, title=t.pick(course.programme.title)))
    lines.append(_facts(t, course, one))
    lines.append(t("sessions.card.cancelled") if one.cancelled else answer_counts(t, evening.answers, course))
    rows: list[Sequence[Button]] = [[Button(t.plain("button.back"), b.ListSessions(course.id))]]
    if evening.begun and not one.cancelled:
        lines.append(t("sessions.card.begun"))
    elif not one.cancelled:
        move = Button(t.plain("sessions.move"), b.MoveSession(one.id, one.version))
        rows.insert(0, [move, Button(t.plain("sessions.cancel"), b.AskCancelSession(one.id, one.version))])
    return Screen("\n\n".join(lines), rows)


def ask_move(t: Texts, evening: Evening) -> Screen:
    """Ask for the new time in text, with the usual ones as buttons."""
    course, one = evening.course, evening.session
    usual = {"sessions.day_later": 1, "sessions.week_later": 7}
    rows: list[Sequence[Button]] = []
    for sentence, days in usual.items():
        at = days_later(one.starts_at, days, course.zone)
        label = t.plain(sentence, when=f"{t.short_day(at, course.zone)} {t.hour(at, course.zone)}")
        rows.append([Button(label, b.PreviewMove(one.id, one.version, in_minutes(at)))])
    rows += _move_all(t, evening)
    rows.append([Button(t.plain("button.back"), b.ManageSession(one.id))])
    example = t.as_written(evening.example, course.zone)
    when = t.moment(one.starts_at, course.zone)
    return Screen(t("sessions.ask_move", topic=t.pick(one.topic.title), when=when, example=example), rows)


def move_preview(t: Texts, evening: Evening, at: datetime) -> Screen:
    """Old time, new time, and how many will be told. A change of year is spelt out, as it is rarely meant.

    Where another evening stands already, that is said too, with a way to move them all.
    """
    course, one = evening.course, evening.session
    new, old = t.moment(at, course.zone, beside=one.starts_at), t.moment(one.starts_at, course.zone)
    text = t("sessions.preview", topic=t.pick(one.topic.title), old=old, new=new)
    clash = evening.clash(at)
    if clash:
        text = Html(f"{text}\n\n{t('sessions.clash', number=clash.position, topic=t.pick(clash.topic.title))}")
    text = Html(f"{text}{_free_days(t, course, [at])}")
    return Screen(
        f"{text}\n\n{_told(t, 'sessions.tell', evening)}",
        [
            [Button(t.plain("sessions.move.yes"), b.ConfirmMove(one.id, one.version, in_minutes(at)))],
            *(_move_all(t, evening) if clash else []),
            [Button(t.plain("sessions.move.other"), b.MoveSession(one.id, one.version))],
            [Button(t.plain("sessions.move.no"), b.ManageSession(one.id))],
        ],
    )


def _free_days(t: Texts, course: CourseView, times: Sequence[datetime]) -> str:
    """A paragraph that names the days among these on which hardly anybody can come; nothing when there are none."""
    days = ((at, free_day(at.astimezone(course.zone).date(), course.centre.country)) for at in times)
    named = [t("sessions.free_day", day=t.day(at, course.zone), name=name) for at, name in days if name]
    return "\n\n" + "\n".join(named) if named else ""


def _move_all(t: Texts, evening: Evening) -> list[Sequence[Button]]:
    """The way to moving this and all later evenings, where there are any."""
    if len(evening.week_later) < 2:
        return []
    one = evening.session
    return [[Button(t.plain("sessions.move_all"), b.MoveAllLater(one.id, one.version))]]


def move_all_preview(t: Texts, evening: Evening) -> Screen:
    """Every new date, and how many will be told."""
    one = evening.session
    dates = [evening_line(t, evening.course, replace(later, starts_at=at)) for later, at in evening.week_later]
    text = t("sessions.preview_all", evenings=Html("\n".join(dates)))
    text = Html(f"{text}{_free_days(t, evening.course, [at for _, at in evening.week_later])}")
    return Screen(
        f"{text}\n\n{_told(t, 'sessions.tell', evening)}",
        [
            [Button(t.plain("sessions.move_all.yes"), b.ConfirmMoveAll(one.id, one.version))],
            [Button(t.plain("sessions.move.no"), b.ManageSession(one.id))],
        ],
    )


def move_all_done(t: Texts, evening: Evening, changed: bool) -> Screen:
    head = f"{t('sessions.move_all.done')} {_told(t, 'sessions.telling', evening)}"
    return card(t, evening, head if changed else t("sessions.move_all.same"))


def all_moved(t: Texts, dates: NewDates) -> Screen:
    """Several evenings have got another time: all that are to come, as they are now."""
    course = dates.course
    evenings = Html("\n".join(evening_line(t, course, one) for one in dates.evenings))
    facts = t("sessions.all_moved.dates", title=t.pick(course.programme.title), place=course.place, evenings=evenings)
    text = f"<b>{t('sessions.all_moved')}</b>\n\n{facts}\n\n{t('sessions.moved.calendar')}"
    return Screen(
        text, [[_calendar(t, course)], [Button(t.plain("button.my_course"), signup_buttons.MyCourse(course.id))]]
    )


def ask_cancel(t: Texts, evening: Evening) -> Screen:
    one = evening.session
    when = t.moment(one.starts_at, evening.course.zone)
    text = t("sessions.ask_cancel", topic=t.pick(one.topic.title), when=when)
    return Screen(
        f"{text}\n\n{_told(t, 'sessions.tell', evening)}",
        [
            [Button(t.plain("sessions.cancel.yes"), b.CancelSession(one.id, one.version))],
            [Button(t.plain("sessions.cancel.no"), b.ManageSession(one.id))],
        ],
    )


def move_done(t: Texts, evening: Evening, changed: bool) -> Screen:
    head = f"{t('sessions.move.done')} {_told(t, 'sessions.telling', evening)}"
    return card(t, evening, head if changed else t("sessions.move.same"))


def cancel_done(t: Texts, evening: Evening, changed: bool) -> Screen:
    head = f"{t('sessions.cancel.done')} {_told(t, 'sessions.telling', evening)}"
    return card(t, evening, head if changed else t("sessions.cancel.already"))


def _told(t: Texts, sentence: str, evening: Evening) -> Html:
    """How many are told; and whom the bot cannot tell, those whose telephone is known by name."""
    by_phone, reach = evening.course.by_phone, evening.reach
    lines = [t.many(sentence, reach.told)] if reach.told else []
    lines += [t.many("sessions.tell.line", evening.line)] if evening.line else []
    lines += [t.many("sessions.tell.by_phone", by_phone)] if by_phone else []
    told = [" ".join(lines)] if lines else []
    told += [to_ring(t, reach)] if reach.ring else []
    return Html("\n\n".join(told) or t("sessions.tell.nobody"))
