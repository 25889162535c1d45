"""Wording of a group's meetings: what the members are told, planning the next one, and the calendar file."""

from collections.abc import Sequence
from datetime import datetime

from domain.buttons import Payload
from domain.groups import MEETING_LASTS
from domain.groups import buttons as g
from domain.people.buttons import CancelDialog
from domain.running.sessions import Soon, days_later, how_soon, in_minutes
from services.groups.homes import Home, MeetingView
from services.groups.meetings import PLACE_LIMIT
from texts.calendar import Entry, file_of
from texts.catalog import Html, Texts
from texts.screen import Button, Document, Screen


def place(t: Texts, home: Home, meeting: MeetingView | None = None) -> str:
    """The meeting's own place, else the group's."""
    return (meeting.place if meeting else "") or home.group.place or t.plain("groups.online")


def facts(t: Texts, home: Home, meeting: MeetingView, sentence: str = "groups.meeting.facts") -> Html:
    return t(sentence, when=t.moment(meeting.starts_at, home.group.zone), place=place(t, home, meeting))


def reminder(t: Texts, home: Home) -> Screen:
    """A meeting is coming: how soon is said by what is true now. The promise is asked for while it is missing."""
    assert home.next is not None
    return _about(t, home, home.next, _soon(t, home, home.next))


def _soon(t: Texts, home: Home, meeting: MeetingView) -> Html:
    unit, count = how_soon(home.now, meeting.starts_at, home.group.zone)
    if unit is Soon.WEEKS:
        unit, count = Soon.DAYS, 7 * count
    sentence = f"groups.meeting.soon.{unit}"
    return t.many(sentence, count) if unit in (Soon.DAYS, Soon.HOURS) else t(sentence)


def told(t: Texts, home: Home) -> Screen:
    """A meeting has been set, or has got another time or place; the old one is not repeated."""
    assert home.next is not None
    return _about(t, home, home.next, t("groups.meeting.set" if home.next.version == 1 else "groups.meeting.changed"))


def _about(t: Texts, home: Home, meeting: MeetingView, head: Html) -> Screen:
    lines = [f"<b>{head}</b>", facts(t, home, meeting), answer(t, home)]
    rows = [attend(t, home, meeting), [open_(t, home)]]
    if not home.promised:
        lines.append(t("groups.life.promise"))
        rows.insert(0, [promise(t, home)])
    return Screen("\n\n".join(lines), rows)


def answer(t: Texts, home: Home) -> Html:
    known = {None: "none", True: "coming", False: "absent"}[home.coming]
    return t(f"groups.life.answer.{known}")


def attend(t: Texts, home: Home, meeting: MeetingView) -> list[Button]:
    """The two answers, the given one marked."""
    labels = {True: t.plain("groups.meeting.coming"), False: t.plain("groups.meeting.absent")}
    return [
        Button(f"✓ {label}" if home.coming is yes else label, g.AttendMeeting(meeting.id, meeting.version, int(yes)))
        for yes, label in labels.items()
    ]


def promise(t: Texts, home: Home) -> Button:
    return Button(t.plain("groups.life.promise.yes"), g.PromiseSilence(home.member_id))


def open_(t: Texts, home: Home) -> Button:
    return Button(t.plain("groups.life.open"), g.ShowGroup(home.group.id))


def cancelled(t: Texts, view: tuple[Home, MeetingView]) -> Screen:
    """A meeting that will not take place; whoever plans can set another at once."""
    home, meeting = view
    text = t("groups.meeting.cancelled", when=t.moment(meeting.starts_at, home.group.zone))
    return Screen(text, [[plan(t, home)], [open_(t, home)]] if home.plans and not home.next else [[open_(t, home)]])


def plan(t: Texts, home: Home) -> Button:
    return Button(t.plain("groups.meeting.plan"), g.PlanMeeting(home.group.id))


def next_asked(t: Texts, home: Home) -> Screen:
    """When is the next meeting? Two usual times as buttons, or a time in text."""
    write = Button(t.plain("groups.meeting.write_time"), g.PlanMeeting(home.group.id))
    return Screen(t("groups.meeting.ask_next"), [*_usual(t, home), [write], [open_(t, home)]])


def ask_time(t: Texts, home: Home) -> Screen:
    """The next text is read as a time."""
    example = t.as_written(home.example, home.group.zone)
    return Screen(t("groups.meeting.ask_time", example=example), [*_usual(t, home), [_cancel_dialog(t)]])


def _usual(t: Texts, home: Home) -> list[list[Button]]:
    return [
        [Button(_label(t, home, at), g.SetMeeting(home.group.id, home.last_number + 1, in_minutes(at)))]
        for at in home.usual_times
    ]


def _label(t: Texts, home: Home, at: datetime) -> str:
    return f"{t.short_day(at, home.group.zone)} {t.hour(at, home.group.zone)}"


def preview(t: Texts, home: Home, at: datetime, meeting: MeetingView | None = None) -> Screen:
    """The time that was written, before anybody is told; `meeting` when one is moved."""
    minutes = in_minutes(at)
    if meeting is None:
        yes: Payload = g.SetMeeting(home.group.id, home.last_number + 1, minutes)
        again: Payload = g.PlanMeeting(home.group.id)
    else:
        yes = g.ConfirmMoveMeeting(meeting.id, meeting.version, minutes)
        again = g.MoveMeeting(meeting.id, meeting.version)
    return Screen(
        t("groups.meeting.preview", when=_full(t, home, at)),
        [
            [Button(t.plain("groups.meeting.preview.yes"), yes)],
            [Button(t.plain("groups.meeting.preview.no"), again)],
            [open_(t, home)],
        ],
    )


def _full(t: Texts, home: Home, at: datetime) -> str:
    """A year that is not this one is spelt out: it is rarely meant."""
    return t.moment(at, home.group.zone, beside=home.now)


def ask_move(t: Texts, home: Home, meeting: MeetingView) -> Screen:
    """The next text is read as the new time."""
    zone = home.group.zone
    times = [days_later(meeting.starts_at, days, zone) for days in (1, 7)]
    rows = [
        [Button(_label(t, home, at), g.ConfirmMoveMeeting(meeting.id, meeting.version, in_minutes(at)))] for at in times
    ]
    when = t.moment(meeting.starts_at, zone)
    text = t("groups.meeting.ask_move", when=when, example=t.as_written(home.example, zone))
    return Screen(text, [*rows, [_cancel_dialog(t)]])


def ask_place(t: Texts, home: Home, meeting: MeetingView) -> Screen:
    """The next text is read as the place."""
    when = t.moment(meeting.starts_at, home.group.zone)
    return Screen(t("groups.meeting.ask_place", when=when, limit=PLACE_LIMIT), [[_cancel_dialog(t)]])


def ask_cancel(t: Texts, home: Home, meeting: MeetingView) -> Screen:
    return Screen(
        t("groups.meeting.ask_cancel", when=t.moment(meeting.starts_at, home.group.zone)),
        [
            [Button(t.plain("groups.meeting.cancel.yes"), g.CancelMeeting(meeting.id, meeting.version))],
            [Button(t.plain("groups.meeting.cancel.no"), g.ShowGroup(home.group.id))],
        ],
    )


def _cancel_dialog(t: Texts) -> Button:
    return Button(t.plain("button.cancel"), CancelDialog())


def calendar(t: Texts, home: Home) -> Document:
    """The meetings to come; neither name nor title tells what kind of meeting it is."""
    return Document(f"{t.plain('file.meetings')}.ics", calendar_file(t, home, home.given_out))


def calendar_again(t: Texts, home: Home) -> Screen:
    return Screen(t("groups.meeting.calendar"), [[open_(t, home)]], calendar(t, home))


def calendar_file(t: Texts, home: Home, meetings: Sequence[MeetingView]) -> bytes:
    """iCalendar (RFC 5545); a meeting that has changed keeps its UID with a higher SEQUENCE."""
    return file_of([_entry(t, home, one) for one in meetings])


def _entry(t: Texts, home: Home, one: MeetingView) -> Entry:
    assert one.changed_at is not None, "what is given out has a revision"
    starts = one.starts_at.astimezone(home.group.zone)
    return Entry(
        one.uid,
        one.sequence,
        one.changed_at,
        one.cancelled,
        home.group.zone,
        starts,
        starts + MEETING_LASTS,
        summary=t.plain("groups.meeting.calendar.title"),
        location=place(t, home, one),
    )
