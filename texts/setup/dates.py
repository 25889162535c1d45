"""Dates: the list, a month of buttons, the hour."""

from datetime import date, datetime, time, timedelta

from domain.running.school_holidays import SchoolHoliday, school_holiday
from domain.running.sessions import in_minutes
from domain.setup import Missing, month_of, number_of, weeks
from domain.setup import buttons as b
from domain.timing import instant
from services.courses import CourseView, SessionView
from services.setup import Sheet
from services.setup.dates import Month
from services.setup.skipping import Skipped
from texts import holidays
from texts.catalog import Html, Texts
from texts.screen import Button, Screen
from texts.setup.card import odd_lines, skip_row
from texts.setup.gaps import day_and_hour
from texts.setup.meetings import called
from texts.signup import evening_line

HOURS = (9, 10, 12, 13, 15, 16, 17, 18, 19)
NOTES = 20
"""Lines at most below a month."""


def dates(t: Texts, sheet: Sheet, head: str = "") -> Screen:
    """Every date, each a button; and the first, from which all follow. `head`: what has just happened."""
    course = sheet.course
    before = [sheet.now, *(one.starts_at for one in course.sessions)]
    lined = zip(course.sessions, before, strict=False)
    listed = "\n".join(evening_line(t, course, one, beside) for one, beside in lined)
    order = [t("setup.missing.order")] if Missing.ORDER in sheet.missing else []
    lines = [head] if head else []
    lines += [t("setup.dates.head"), listed, *order, *odd_lines(t, course, sheet.odd), t("setup.dates.one")]
    text = "\n\n".join(lines)
    rows = [
        *skip_row(t, sheet),
        *(
            [Button(_label(t, course, one.position), b.ShowMonth(course.id, one.position, 0))]
            for one in course.sessions
        ),
    ]
    if len(course.sessions) > 1:
        rows.append([Button(t.plain("setup.dates.all"), b.ShowMonth(course.id, 0, 0))])
    return Screen(text, [*rows, _back(t, course)])


def moved(t: Texts, course: CourseView, skipped: Skipped) -> Html:
    """In one line: which dates were moved, from when to when; and below it which meetings of the team."""
    if not (skipped.moved or skipped.meetings):
        return t("setup.skip.none")
    pairs = ", ".join(_moved(t, course, *pair) for pair in skipped.moved)
    lines = [t("setup.skip.moved", dates=pairs)] if pairs else []
    meet = ", ".join(f"{called(t, one)} {_moved(t, course, was, one.at)}" for one, was in skipped.meetings)
    lines += [t("setup.skip.meetings", dates=meet)] if meet else []
    return Html("\n".join(lines))


def _moved(t: Texts, course: CourseView, old: datetime, new: datetime) -> str:
    return f"{t.short_day(old, course.zone)} → {t.short_day(new, course.zone, old)}"


def _label(t: Texts, course: CourseView, position: int) -> str:
    at = course.sessions[position - 1].starts_at
    return f"{position}: {t.short_day(at, course.zone)} {t.hour(at, course.zone)}"


def _back(t: Texts, course: CourseView) -> list[Button]:
    return [Button(t.plain("button.back"), b.SetUp(course.id))]


def month(t: Texts, found: Month) -> Screen:
    """A month, Monday first, without the weeks that are over. Days that have been stand empty.

    A star is a free day, a dot a day with another course.
    """
    course, position = found.course, found.position
    notes = _notes(t, found)
    head = f"<b>{t.month(*_year_and_month(found.number)).capitalize()}</b>"
    ask = f"{_ask(t, course, position)}\n{t('setup.month.write', example=t.as_written(found.example, course.zone))}"
    same = [t("setup.month.usual", was=t.moment(found.usual, course.zone))] if found.usual else []
    text = "\n\n".join([ask, *same, head, *(["\n".join(notes)] if notes else [])])
    here = b.ShowMonth(course.id, position, found.number)
    rows = (
        [[_at(course, position, found.again, day_and_hour(t, course, found.again, now=found.again))]]
        if found.again
        else []
    )
    rows += [[Button(t.weekday(number), here) for number in range(7)]]
    for week in (one for one in weeks(found.number) if any(day and day >= found.today for day in one)):
        rows.append([_day(found, day, here) for day in week])
    turns = [Button(t.plain("setup.month.next"), b.ShowMonth(course.id, position, found.number + 1))]
    if found.number > number_of(found.today):
        turns.insert(0, Button(t.plain("setup.month.before"), b.ShowMonth(course.id, position, found.number - 1)))
    back = b.ShowDates(course.id) if len(course.sessions) > 1 else b.SetUp(course.id)
    return Screen(text, [*rows, turns, [Button(t.plain("button.back"), back)]])


def _ask(t: Texts, course: CourseView, position: int) -> Html:
    """Which date is asked for; where there is but one, nothing is said of others."""
    if position:
        return t("setup.month.one", number=position)
    return t("setup.month.first" if course.programme.sessions > 1 else "setup.month.only")


def _notes(t: Texts, found: Month) -> list[Html]:
    """What the signs on the days mean, of those that can still be chosen."""
    free = [(day.day, holidays.name(t, one)) for day, one in found.free.items() if day >= found.today]
    notes = [t("setup.month.free", day=day, name=name) for day, name in free]
    notes += [_closed(t, found, one) for one in found.closed if one.last >= found.today]
    for day, others in found.taken.items():
        for other, one in sorted(others, key=lambda pair: pair[1].starts_at) if day >= found.today else ():
            notes.append(_taken(t, found.course, day, other, one))
    own = [day for day in found.chosen if day >= found.today and number_of(day) == found.number]
    return [*notes[: NOTES - 1], *([t("setup.month.own", days=", ".join(str(day.day) for day in own))] if own else [])]


def _taken(t: Texts, course: CourseView, day: date, other: CourseView, one: SessionView) -> Html:
    title, hour = t.pick(other.programme.chat_title), t.hour(one.starts_at, course.zone)
    return t("setup.month.taken", day=day.day, hour=hour, title=title, place=other.place)


def _closed(t: Texts, found: Month, one: SchoolHoliday) -> Html:
    """Of a school holiday the days that lie in the month that is shown."""
    first = max(one.first, month_of(found.number))
    last = min(one.last, month_of(found.number + 1) - timedelta(days=1))
    if first == last:
        return t("setup.month.free", day=first.day, name=one.name)
    return t("setup.month.school", first=first.day, last=last.day, name=one.name)


def _year_and_month(number: int) -> tuple[int, int]:
    first = month_of(number)
    return first.year, first.month


def _day(found: Month, day: date | None, here: b.ShowMonth) -> Button:
    if day is None or day < found.today:
        return Button("·", here)
    mark = "*" if day in found.free or school_holiday(day, found.closed) else "•" if day in found.taken else ""
    shown = f"[{day.day}]" if day in found.chosen else f"{day.day}{mark}"
    return Button(shown, b.ChooseDay(found.course.id, found.position, day.toordinal()))


def hours(t: Texts, found: Month, day: date, now: datetime) -> Screen:
    """The hour on a day, as buttons or in words; what else is on that day is said."""
    course = found.course
    named = t.day(instant(day, time(12), course.zone), course.zone, now)
    lines = [t("setup.hour", day=named)]
    if day in found.free:
        lines.append(t("sessions.free_day", day=named, name=holidays.name(t, found.free[day])))
    if closed := school_holiday(day, found.closed):
        lines.append(t("setup.school_holiday", day=named, name=closed))
    lines += [_taken(t, course, day, *one) for one in sorted(found.taken.get(day, []), key=lambda it: it[1].starts_at)]
    same = instant(day, found.usual.astimezone(course.zone).time(), course.zone) if found.usual else None
    buttons = [
        _at(course, found.position, one, t.hour(one, course.zone))
        for one in (instant(day, hour, course.zone) for hour in _hours(found))
        if one > now and one != same
    ]
    first = t.plain("setup.hour.same", hour=t.hour(same, course.zone)) if same else ""
    rows = [[_at(course, found.position, same, first)]] if same and same > now else []
    rows += [buttons[number : number + 3] for number in range(0, len(buttons), 3)]
    back = [Button(t.plain("setup.other_day"), b.ShowMonth(course.id, found.position, found.number))]
    return Screen("\n\n".join(lines), [*rows, back])


def _at(course: CourseView, position: int, at: datetime, label: str) -> Button:
    return Button(label, b.ChooseHour(course.id, course.edition, position, in_minutes(at)))


def _hours(found: Month) -> list[time]:
    """Common hours, and the one that the date has now: another day does not mean another hour."""
    course = found.course
    now = [course.sessions[max(found.position, 1) - 1].starts_at.astimezone(course.zone)] if course.sessions else []
    return sorted({*(time(hour) for hour in HOURS), *(one.time() for one in now)})
