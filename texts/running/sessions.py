"""Wording of the evenings: what participants are told of them, and how a coordinator moves and cancels them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.buttons import Payload
from domain.courses import buttons as courses_buttons
from domain.running import buttons as b
from domain.running.sessions import Soon, days_later, how_soon, in_minutes
from domain.signup import buttons as signup_buttons
from services.courses import CourseView, SessionView
from services.courses.coordination import Answers, Said
from services.courses.reasons import LIMIT as REASON_LIMIT
from services.courses.reasons import NONE, Given
from services.running.calling_off import WholeCourse
from services.running.sessions import Evening, Meeting, NewDates
from services.setup.sheet import Odd
from texts.catalog import Html, Texts
from texts.reach import to_ring
from texts.room import MESSAGE_LIMIT, fitting, shorten, units
from texts.screen import Button, Screen
from texts.setup.card import odd_lines
from texts.setup.gaps import away_name
from texts.signup import course_named, evening_line, video, way, why

_COUNTED = (Soon.WEEKS, Soon.DAYS, Soon.HOURS)


def reminder(t: Texts, meeting: Meeting) -> Screen:
    """An evening is coming: how soon is said by what is true now, and what one has answered stands below."""
    unit, count = how_soon(meeting.now, meeting.session.starts_at, meeting.course.zone)
    sentence = f"sessions.soon.{unit}"
    head = t.many(sentence, count) if unit in _COUNTED else t(sentence)
    found = f"{facts(t, meeting.course, meeting.session)}{video(t, meeting.link)}"
    of_course = t("sessions.of_course", title=course_named(t, meeting.course))
    text = f"<b>{head}</b>\n{of_course}\n\n{found}\n\n{answer_line(t, meeting)}"
    return Screen(text, [attend_buttons(t, meeting, b.Attend)])


def answered(t: Texts, meeting: Meeting) -> Screen:
    """The same message with one's answer in it; the buttons stay, as one may change one's mind."""
    screen = reminder(t, meeting)
    return Screen(screen.text, [*screen.rows, [course_button(t, meeting)]])


def moved(t: Texts, meeting: Meeting) -> Screen:
    """The new time, plainly, below it, smaller, the one that it was, and why, where that was said."""
    course, one = meeting.course, meeting.session
    found = facts(t, course, one, one.moved_from)
    if one.moved_from:
        found = Html(f"{found}\n{t('sessions.moved.before', when=t.moment(one.moved_from, course.zone))}")
    found = Html(f"{found}{paragraph(t, one.reason)}")
    head = f"<b>{t('sessions.moved')}</b>\n{t('sessions.of_course', title=course_named(t, course))}"
    text = f"{head}\n\n{found}\n\n{t('sessions.moved.calendar')}\n\n{answer_line(t, meeting)}"
    return Screen(text, [attend_buttons(t, meeting, b.AttendMoved), [calendar_button(t, course)]])


def answered_moved(t: Texts, meeting: Meeting) -> Screen:
    """The news of the new time with one's answer in it."""
    screen = moved(t, meeting)
    return Screen(screen.text, [*screen.rows, [course_button(t, meeting)]])


def paragraph(t: Texts, reason: str) -> str:
    """A paragraph; nothing where no reason was given."""
    return f"\n\n{why(t, reason)}" if reason else ""


def facts(t: Texts, course: CourseView, one: SessionView, beside: datetime | None = None) -> Html:
    """What, when (with its year when that is not the year of `beside`), and where."""
    when = t.moment(one.starts_at, course.zone, beside)
    return t("sessions.facts", topic=t.pick(one.topic.title), when=when, place=course.place, way=way(t, course))


def answer_line(t: Texts, meeting: Meeting) -> Html:
    known = {None: "none", True: "coming", False: "absent"}[meeting.coming]
    return t(f"sessions.answer.{known}")


def attend_buttons(t: Texts, meeting: Meeting, kind: type[b.Attend | b.AttendMoved]) -> list[Button]:
    """The two answers, the given one marked."""
    one = meeting.session
    labels = {True: t.plain("sessions.coming"), False: t.plain("sessions.absent")}
    return [
        Button(f"✓ {label}" if meeting.coming is yes else label, kind(one.id, one.version, int(yes)))
        for yes, label in labels.items()
    ]


def calendar_button(t: Texts, course: CourseView) -> Button:
    return Button(t.plain("signup.get_calendar"), signup_buttons.GetCalendar(course.id))


def course_button(t: Texts, meeting: Meeting) -> Button:
    return Button(t.plain("button.my_course"), signup_buttons.MyCourse(meeting.course.id))


def evening_list(t: Texts, course: CourseView, now: datetime, head: str = "") -> Screen:
    """Every evening as a button, in the order of time; then the whole course off, or back. `head`: what has just happened."""
    rows = [
        [Button(_label(t, course, one), b.ManageSession(one.id))]
        for one in sorted(course.sessions, key=lambda one: one.starts_at)
    ]
    together = course.just_cancelled(now)
    if len(together) > 1:
        rows.append(_take_back(t, together[0]))
    elif len([one for one in course.sessions if one.starts_at > now and not one.cancelled]) > 1:
        rows.append([Button(t.plain("sessions.cancel_course"), b.AskCancelCourse(course.id))])
    back = [Button(t.plain("button.back"), courses_buttons.ManageCourse(course.id))]
    text = t("sessions.list", title=t.pick(course.programme.chat_title))
    return Screen(f"{head}\n\n{text}" if head else text, [*rows, back])


def _take_back(t: Texts, one: SessionView) -> list[Button]:
    return [Button(t.plain("sessions.take_back"), b.TakeBackCancel(one.id, one.version))]


def _label(t: Texts, course: CourseView, one: SessionView) -> str:
    when = f"{t.short_day(one.starts_at, course.zone)} {t.hour(one.starts_at, course.zone)}"
    sentence = "sessions.list.cancelled" if one.cancelled else "sessions.list.evening"
    return t.plain(sentence, number=one.position, when=when, topic=t.pick(one.topic.title))


def answer_counts(t: Texts, answers: Answers, course: CourseView) -> Html:
    counts = t("sessions.answers", coming=answers.coming, absent=answers.absent, silent=answers.silent)
    return Html(f"{counts}\n{t('sessions.answers.by_phone', count=course.by_phone)}") if course.by_phone else counts


def card(t: Texts, evening: Evening, now: datetime, head: str = "") -> Screen:
    """One evening with its answers; `head` says what has just happened to it. What was just cancelled can be taken back."""
    course, one = evening.course, evening.session
    lines = [head] if head else []
    lines.append(t("sessions.card", number=one.position, title=t.pick(course.programme.chat_title)))
    lines.append(facts(t, course, one, one.moved_from))
    lines.append(t("sessions.card.cancelled") if one.cancelled else answer_counts(t, evening.answers, course))
    if evening.away:
        lines.append(t("sessions.card.away", names=t.listed([away_name(t, each) for each in evening.away])))
    lines += [why(t, one.reason)] if one.reason else []
    lines.append(as_of(t, course, now))
    rows: list[Sequence[Button]] = [
        [
            Button(t.plain("coordination.refresh"), b.ManageSession(one.id)),
            Button(t.plain("button.back"), b.ListSessions(course.id)),
        ]
    ]
    if not one.cancelled:
        rows.insert(0, [Button(t.plain("sessions.who.button"), b.WhoComes(one.id))])
    if [one.id for one in course.just_cancelled(now)] == [one.id]:
        rows.insert(0, _take_back(t, one))
    if evening.begun and not one.cancelled:
        lines.append(t("sessions.card.begun"))
    elif not one.cancelled:
        move = Button(t.plain("sessions.move"), b.MoveSession(one.id, one.version))
        rows.insert(0, [move, Button(t.plain("sessions.cancel"), b.AskCancelSession(one.id, one.version))])
    return Screen("\n\n".join(lines), rows)


def who_comes(t: Texts, course: CourseView, one: SessionView, said: Said, now: datetime) -> Screen:
    """Three lists, of those who let the team see their names; how many the others are stands below each."""
    head = t("sessions.who", number=one.position, when=t.moment(one.starts_at, course.zone))
    parts = [
        _named(t, "sessions.who.coming", said.coming, said.counted.coming),
        _named(t, "sessions.who.absent", said.absent, said.counted.absent),
        _named(t, "sessions.who.silent", said.silent, said.counted.silent),
    ]
    if course.by_phone:
        parts.append(t("sessions.answers.by_phone", count=course.by_phone))
    if sum((said.counted.coming, said.counted.absent, said.counted.silent)):
        parts.append(t("sessions.who.others"))
    parts.append(as_of(t, course, now))
    rows = [
        [Button(t.plain("coordination.refresh"), b.WhoComes(one.id))],
        [Button(t.plain("button.back"), b.ManageSession(one.id))],
    ]
    return Screen(f"{head}\n\n{fitting(parts, MESSAGE_LIMIT - units(head) - 2)}", rows)


def _named(t: Texts, heading: str, names: Sequence[str], others: int) -> str:
    lines = [
        f"<b>{t(heading, count=len(names) + others)}</b>",
        *(t("sessions.who.name", name=shorten(one, 40)) for one in names),
    ]
    if others:
        lines.append(t.many("sessions.who.more" if names else "sessions.who.unnamed", others))
    return "\n".join(lines)


def as_of(t: Texts, course: CourseView, now: datetime) -> Html:
    """At what hour it was so: the message stays as it is until somebody presses."""
    return t("coordination.as_of", when=t.at(now, course.zone))


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


def ask_reason(t: Texts, back: Payload, centre: str) -> Screen:
    """Ask why, in one line; `back` leads to where it was asked from."""
    text = t("sessions.ask_reason", limit=REASON_LIMIT, centre=centre)
    return Screen(text, [[Button(t.plain("button.back"), back)]])


def reason_button(t: Texts, evening: Evening, reason: Given, act: b.Act, at: int = 0) -> list[Button]:
    one = evening.session
    label = t.plain("sessions.reason.change" if reason.id else "sessions.reason.write")
    return [Button(label, b.AskReason(act.value, one.id, one.version, at))]


def move_preview(
    t: Texts, evening: Evening, at: datetime, odd: Sequence[Odd], reason: Given = NONE, awake: datetime | None = None
) -> Screen:
    """Old time, new time, and how many will be told. A change of year is spelt out, as it is rarely meant.

    Where another evening of the course stands already it cannot go: that is said, with a way to move them all. `odd`: what is to
    be known of the new day, as when the course was set up.
    """
    course, one = evening.course, evening.session
    new, old = t.moment(at, course.zone, beside=one.starts_at), t.moment(one.starts_at, course.zone)
    text = t("sessions.preview", topic=t.pick(one.topic.title), old=old, new=new)
    other = [
        Button(t.plain("sessions.move.other"), b.MoveSession(one.id, one.version)),
    ]
    keep = [Button(t.plain("sessions.move.no"), b.ManageSession(one.id))]
    if clash := evening.clash(at):
        rest = _move_all(t, evening)
        said = t("sessions.clash", number=clash.position, topic=t.pick(clash.topic.title))
        remedy = t("sessions.clash.all" if rest else "sessions.clash.other")
        return Screen(f"{text}\n\n{said} {remedy}", [*rest, other, keep])
    text = Html(f"{text}{_known(t, course, odd)}{paragraph(t, reason.text)}")
    to = (one.id, one.version, in_minutes(at))
    yes = b.ConfirmMoveWhy(*to, reason.id) if reason.id else b.ConfirmMove(*to)
    return Screen(
        f"{text}\n\n{who_is_told(t, evening, awake)}",
        [
            [Button(t.plain("sessions.move.yes"), yes)],
            reason_button(t, evening, reason, b.Act.MOVE, in_minutes(at)),
            other,
            keep,
        ],
    )


def _known(t: Texts, course: CourseView, odd: Sequence[Odd]) -> str:
    """A paragraph on the days among the new ones on which few can come, or the centre has something else; or nothing."""
    return "".join(f"\n\n{one}" for one in odd_lines(t, course, odd))


def _move_all(t: Texts, evening: Evening) -> list[Sequence[Button]]:
    """The way to moving this and all later evenings, where there are any."""
    if len(evening.week_later) < 2:
        return []
    one = evening.session
    return [[Button(t.plain("sessions.move_all"), b.MoveAllLater(one.id, one.version))]]


def move_all_preview(
    t: Texts, evening: Evening, odd: Sequence[Odd], reason: Given = NONE, awake: datetime | None = None
) -> Screen:
    """Every new date, and how many will be told."""
    one = evening.session
    dates = [evening_line(t, evening.course, replace(later, starts_at=at)) for later, at in evening.week_later]
    text = t("sessions.preview_all", evenings=Html("\n".join(dates)))
    text = Html(f"{text}{_known(t, evening.course, odd)}{paragraph(t, reason.text)}")
    ids = one.id, one.version
    yes = b.ConfirmMoveAllWhy(*ids, reason.id) if reason.id else b.ConfirmMoveAll(*ids)
    return Screen(
        f"{text}\n\n{who_is_told(t, evening, awake)}",
        [
            [Button(t.plain("sessions.move_all.yes"), yes)],
            reason_button(t, evening, reason, b.Act.MOVE_ALL),
            [Button(t.plain("sessions.move.no"), b.ManageSession(one.id))],
        ],
    )


def move_all_done(t: Texts, evening: Evening, changed: bool, now: datetime) -> Screen:
    head = f"{t('sessions.move_all.done')} {told(t, 'sessions.telling', evening)}"
    return card(t, evening, now, head if changed else t("sessions.move_all.same"))


def all_moved(t: Texts, dates: NewDates) -> Screen:
    """Several evenings have got another time: all that are to come, as they are now."""
    return dates_screen(t, dates, "sessions.all_moved", "sessions.moved.calendar")


def dates_screen(t: Texts, dates: NewDates, head: str, calendar: str) -> Screen:
    """All evenings to come, below what has happened to them."""
    course = dates.course
    evenings = Html("\n".join(evening_line(t, course, one) for one in dates.evenings))
    found = t(
        "sessions.all_moved.dates", title=t.pick(course.programme.chat_title), place=course.place, evenings=evenings
    )
    text = f"<b>{t(head)}</b>\n\n{found}{paragraph(t, dates.reason)}\n\n{t(calendar)}"
    return Screen(
        text, [[calendar_button(t, course)], [Button(t.plain("button.my_course"), signup_buttons.MyCourse(course.id))]]
    )


def move_done(t: Texts, evening: Evening, changed: bool, now: datetime) -> Screen:
    head = f"{t('sessions.move.done')} {told(t, 'sessions.telling', evening)}"
    return card(t, evening, now, head if changed else t("sessions.move.same"))


def who_is_told(t: Texts, it: Evening | WholeCourse, awake: datetime | None) -> str:
    """`awake`: when the quiet hours end in which it would be done, where it could wait for that: the news does not."""
    text = told(t, "sessions.tell", it)
    if awake is None or not (it.reach.told or it.line or it.team.told):
        return text
    return f"{text}\n\n{t('sessions.tell.at_night', hour=t.hour(awake, it.course.zone))}"


def told(t: Texts, sentence: str, evening: Evening | WholeCourse) -> Html:
    """How many are told; and whom the bot cannot tell, those whose telephone is known by name."""
    by_phone, reach = evening.course.by_phone, evening.reach
    lines = [t.many(sentence, reach.told)] if reach.told else []
    lines += [t.many("sessions.tell.line", evening.line)] if evening.line else []
    lines += [t.many("sessions.tell.team", evening.team.told)] if evening.team.told else []
    lines += [t.many("sessions.tell.by_phone", by_phone)] if by_phone else []
    lines += [t.many("sessions.tell.rung", evening.rung)] if isinstance(evening, WholeCourse) and evening.rung else []
    told = [" ".join(lines)] if lines else []
    told += [to_ring(t, one) for one in (reach, evening.team) if one.ring]
    return Html("\n\n".join(told) or t("sessions.tell.nobody"))
