"""Wording of sign-up: the course card, places, the waiting list, offers, leaving."""

import html
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.courses import Referrer, spoken_by
from domain.finding.buttons import FindCourses
from domain.people import buttons as people_buttons
from domain.programmes import Programme
from domain.running import buttons as running_buttons
from domain.signup import Status
from domain.signup import buttons as b
from services.courses import CourseView, SessionView
from services.signup import Card, Place
from texts.calendar import calendar_file
from texts.catalog import Html, Texts
from texts.contacts import human, in_short, to_be_rung
from texts.conversations import write_button
from texts.entry import age_lines, companions, entry_lines, languages
from texts.screen import Button, Document, Screen

_QUESTION = {"series": "signup.ask_join", "open": "signup.ask_join.open", "group": "signup.ask_join.group"}
_JOINED = {"series": "signup.joined", "open": "signup.joined.open", "group": "signup.joined.group"}
"""By the form of a course."""


def course_title(t: Texts, course: CourseView) -> str:
    return t.pick(course.programme.chat_title)


def course_named(t: Texts, course: CourseView) -> str:
    """The title, with where and in which month it begins: whoever is on several courses can tell which one is meant."""
    where = ", ".join(filter(None, (course.place, t.month_of(course.starts_at, course.zone))))
    return f"{course_title(t, course)} · {where}"


def day_of(t: Texts, course: CourseView, now: datetime) -> str:
    """By which day a course is known in a list: its first, and once it has begun its next; of one that is over, its first."""
    coming = course.next_session(now)
    return t.short_day(coming.starts_at if coming else course.starts_at, course.zone)


def course_label(t: Texts, course: CourseView, now: datetime) -> str:
    """The day and the place stand before the title, which the telephone may cut off: titles are often the same."""
    parts = (day_of(t, course, now), course.place, course_title(t, course))
    return " · ".join(filter(None, parts))


def way(t: Texts, course: CourseView) -> Html:
    """Below the place: the address, which a tap copies, and how to get there; each on a line of its own, if known."""
    address = f"\n<code>{html.escape(course.address, quote=False)}</code>" if course.address else ""
    directions = f"\n{t('signup.way', directions=course.directions)}" if course.directions else ""
    return Html(address + directions)


def video(t: Texts, link: str) -> str:
    """The link to the video meeting, on a line of its own; nothing where there is none."""
    return f"\n{t('signup.video', link=link)}" if link else ""


def way_in(t: Texts, place: Place) -> Html:
    """As `way`, with the link to the video meeting for whoever has a place."""
    return Html(f"{way(t, place.course)}{video(t, place.link)}")


def evening_line(t: Texts, course: CourseView, one: SessionView) -> Html:
    """One evening in one line: number, day, from when to when, topic; a cancelled one says so, in words too."""
    hours = f"{t.hour(one.starts_at, course.zone)}–{t.hour(one.ends_at, course.zone)}"
    when = f"{t.short_day(one.starts_at, course.zone)} {hours}"
    sentence = "signup.evening.cancelled" if one.cancelled else "signup.evening"
    return t(sentence, number=one.position, when=when, topic=t.pick(one.topic.title))


def why(t: Texts, reason: str) -> Html:
    """Why a coordinator has changed something, in their own words."""
    return t("signup.why", reason=reason)


def evenings(t: Texts, course: CourseView) -> str:
    return "\n".join(evening_line(t, course, one) for one in _in_order(course))


def _in_order(course: CourseView) -> list[SessionView]:
    return sorted(course.sessions, key=lambda one: one.starts_at)


def _said_line(t: Texts, place: Place, one: SessionView, now: datetime | None) -> Html:
    """One evening with what one has said of it; of one that has begun or was cancelled nothing is asked any more."""
    line, said = evening_line(t, place.course, one), place.said.get(one.id)
    if one.cancelled or (said is None and now and one.starts_at <= now):
        return line
    return t(f"signup.said.{ {None: 'none', True: 'coming', False: 'absent'}[said] }", line=line)


def card(t: Texts, card: Card, referrer: Referrer | None = None) -> Screen:
    """What, for whom, when and where, every evening, and the places left. `referrer`: who has passed on the link to it."""
    course = card.course
    text = t(
        "signup.card",
        title=course_title(t, course),
        summary=t.pick(course.programme.summary),
        for_whom=t.pick(course.programme.for_whom),
        centre=course.centre.name,
        place=course.place,
        way=way(t, course),
        evenings=Html(evenings(t, course)),
        more=Html("".join(f"\n{one}" for one in _more(t, card))),
    )
    text = Html(f"{text}\n\n{seats(t, card) if card.open else _closed(t, card)}")
    if card.mine:
        return Screen(f"{text}\n\n{place_line(t, card.mine)}", [[_open(t, card.mine)]])
    if not card.open:
        return Screen(text, [[search(t, "button.see_courses")]])
    others = [] if card.has_room else [[search(t, "find.others")]]
    not_now = [Button(t.plain("signup.not_now"), people_buttons.Home())]
    return Screen(text, [[ask_button(t, card, referrer)], *others, not_now])


def ask_button(t: Texts, card: Card, referrer: Referrer | None) -> Button:
    """By which one is asked whether one wishes to come, or to stand in line."""
    ask = b.AskJoinFrom(card.course.id, referrer.value) if referrer else b.AskJoin(card.course.id)
    return Button(t.plain("signup.join" if card.has_room else "signup.join_line"), ask)


def by_link(t: Texts, it: Card, elsewhere: bool, referrer: Referrer | None = None) -> Screen:
    """The card, as a link leads to it. `elsewhere`: at another centre than those where one has been on courses."""
    screen = card(t, it, referrer)
    if not elsewhere or it.mine:
        return screen
    text = f"{screen.text}\n\n{t('signup.elsewhere', centre=it.course.centre.name)}"
    others = [] if any(isinstance(one.press, FindCourses) for row in screen.rows for one in row) else ["find.others"]
    return Screen(text, [*screen.rows[:1], *([search(t, one)] for one in others), *screen.rows[1:]])


def search(t: Texts, label: str) -> Button:
    """The way to the first question of those who look for a course."""
    return Button(t.plain(label), FindCourses("", 0, "", "", 0))


def _more(t: Texts, card: Card) -> list[Html]:
    """What else one wants to know first: how many evenings are left, what it costs, languages, and whom to ask (said once)."""
    course, lines = card.course, []
    held = [one for one in course.sessions if not one.cancelled]
    if held and len(held) < len(course.sessions):
        lines.append(t.many("signup.card.held", len(held), cancelled=len(course.sessions) - len(held)))
    if course.programme.form == "group" and card.open:
        lines.append(t("signup.card.group"))
    if course.programme.free:
        lines.append(t("signup.card.free"))
    lines += [*age_lines(t, course), *companions(t, course)]
    lines += entry_lines(t, course) if card.open else ()
    if course.languages != (spoken_by(course.centre.language),) or course.interpreter:
        lines.append(t("setup.line.languages", what=languages(t, course.languages, interpreter=course.interpreter)))
    if course.online:
        lines.append(t("setup.line.video"))
    if course.centre.phone and (card.open or card.mine):
        lines.append(t("signup.card.ask", centre=course.centre.name, phone=course.centre.phone))
    return lines


def _closed(t: Texts, card: Card) -> Html:
    """The one reason why nobody can sign up, and where to hear of the next one."""
    why = "signup.ended" if card.over else "signup.closed"
    why = why if card.course.takes_place else "signup.cancelled"
    next_one = to_be_rung(t, "signup.closed.next", "signup.closed.next.no_number", [card.course.centre])
    return Html(f"<b>{t(why)}</b> {next_one}")


def seats(t: Texts, card: Card) -> Html:
    """The places left, or how many wait; or that one need not sign up."""
    if card.free is None:
        return t.many("signup.drop_in", _left(card.course, card.first))
    if card.free:
        return t.many("signup.seats_left", card.free, seats=card.course.seats)
    return t.many("signup.full", card.waiting) if card.waiting else t("signup.full_nobody_waits")


def ask_join(
    t: Texts, card: Card, name: str, referrer: Referrer | None = None, lacking: Sequence[Programme] = ()
) -> Screen:
    """The last question before the place, or before the waiting list of a full course.

    `lacking`: what the course builds on, of which nothing shows that the person has done it. They are told, and may know
    better: it may have been somewhere else.
    """
    ask, yes = _QUESTION[card.course.programme.form], "signup.confirm"
    if not card.has_room:
        line = "signup.ask_join.line.group" if card.course.programme.rolling else "signup.ask_join.line"
        ask, yes = line, "signup.confirm_line"
    text = t(ask, title=course_title(t, card.course), name=name, first=_first(t, card))
    if lacking:
        before = ", ".join(t.pick(one.chat_title) for one in lacking)
        text = Html(f"{text}\n\n{t('signup.ask_join.requires', before=before)}")
    return Screen(
        text,
        [
            [Button(t.plain(yes), b.JoinFrom(card.course.id, referrer.value) if referrer else b.Join(card.course.id))],
            [Button(t.plain("button.back"), b.ShowCourse(card.course.id))],
        ],
    )


def joined(t: Texts, place: Place, *, ask_phone: bool = False) -> Screen:
    """A place (with the calendar file), or a number in the waiting list; and, once, whether one may be rung."""
    screen = _joined(t, place)
    if not ask_phone:
        return screen
    text = f"{screen.text}\n\n{t('signup.ask_phone', centre=place.course.centre.name)}"
    give = [Button(t.plain("people.change_phone"), people_buttons.ChangePhone())]
    return Screen(text, [give, *screen.rows], screen.document)


def _joined(t: Texts, place: Place) -> Screen:
    course = place.course
    if place.status is not Status.PLACE:
        return my_place(t, place, None)
    told = {"title": course_title(t, course), "first": _first(t, place), "place": course.place}
    sentence = _JOINED[course.programme.form]
    text = t.many(sentence, _left(course, place.first), **told) if course.programme.drop_in else t(sentence, **told)
    text = Html(f"{text}{_paragraph(way_in(t, place))}\n\n{in_short(t, [course.centre])}")
    text = Html(f"{text}\n\n{t('needs.offer')}")
    needed = Button(t.plain("needs.button"), b.ShowNeeds(course.id))
    return Screen(
        text, [[needed], [_open(t, place)]], calendar(t, course, place.first.starts_at if place.first else None)
    )


def _left(course: CourseView, first: SessionView | None) -> int:
    """How many evenings there are from this one on."""
    return sum(not one.cancelled and (first is None or one.starts_at >= first.starts_at) for one in course.sessions)


def _paragraph(lines: Html) -> Html:
    return Html(f"\n{lines}" if lines else "")


def calendar(t: Texts, course: CourseView, since: datetime | None = None) -> Document:
    """`since`: of a course that goes on only what begins then or later is of use."""
    if since and course.programme.rolling:
        course = replace(course, sessions=tuple(one for one in course.sessions if one.starts_at >= since))
    return Document(f"{course.slug}.ics", calendar_file(t, course))


def calendar_again(t: Texts, course: CourseView, now: datetime) -> Screen:
    """The file in a message of its own: the card that it was asked from stays."""
    mine = Button(t.plain("button.my_course"), b.MyCourse(course.id))
    return Screen(t("signup.calendar"), [[mine]], calendar(t, course, now), as_caption=True)


def place_line(t: Texts, place: Place, now: datetime | None = None, *, of_several: bool = False) -> Html:
    """Where I stand with a course, in one line; with `now` also that it is over. `of_several`: which one must be told."""
    title = course_named(t, place.course) if of_several else course_title(t, place.course)
    match place.status:
        case Status.PLACE if not place.course.takes_place:
            return t("signup.line.cancelled", title=title)
        case Status.PLACE if now and place.course.ends_at <= now:
            return t("signup.line.over", title=title)
        case Status.PLACE:
            return t("signup.line.place", title=title)
        case Status.OFFERED if place.expires_at:
            return t("signup.line.offered", title=title, until=t.moment(place.expires_at, place.course.zone))
        case _:
            return t("signup.line.waiting", title=title, number=place.number)


def my_place(t: Texts, place: Place, now: datetime | None) -> Screen:
    """`/mycourse`: what I am on, each evening with what I have said of it, and leave. Without `now` nothing is asked."""
    course = place.course
    if place.status is Status.OFFERED:
        return offer(t, replace(place, first=course.first_for(now)) if now else place)
    waits = place.status is Status.WAITING
    leave = [Button(t.plain("signup.leave.line" if waits else "signup.leave"), b.AskLeave(course.id))]
    if waits:
        ring = human(t, [course.centre])
        text = t("signup.waiting", title=course_title(t, course), number=place.number, ring=ring)
        return Screen(text, [[write_button(t, course.id)], leave, [_home(t)]])
    coming = course.next_session(now) if now else None
    all_evenings = Html("\n".join(_said_line(t, place, one, now) for one in _in_order(course)))
    title = course_title(t, course)
    lines = [t("signup.mine", title=title, place=course.place, way=way_in(t, place), evenings=all_evenings)]
    counts = course.programme.completion.sessions
    if counts and coming:
        lines.append(t.many("signup.mine.completed", counts, sessions=course.programme.sessions))
    if coming:
        lines.append(t("signup.next", when=t.moment(coming.starts_at, course.zone), topic=t.pick(coming.topic.title)))
    elif now:
        lines.append(t("signup.over" if course.takes_place else "signup.cancelled"))
        return Screen("\n\n".join(lines), [[write_button(t, course.id)], [_home(t)]])
    rows = [[Button(t.plain("signup.get_calendar"), b.GetCalendar(course.id))], leave, [_home(t)]]
    rows = [[write_button(t, course.id)], [Button(t.plain("needs.button"), b.ShowNeeds(course.id))], *rows]
    if coming and now:
        others = [one for one in _in_order(course) if one.starts_at > coming.starts_at and not one.cancelled]
        if others:
            lines.append(t("signup.others"))
        rows = [_attend(t, coming, place.said.get(coming.id)), *_others(t, place, others), *rows]
    return Screen("\n\n".join(lines), rows)


def _others(t: Texts, place: Place, evenings: Sequence[SessionView]) -> list[list[Button]]:
    """Each later evening, two in a row, with what one has said of it."""
    marks = {None: "", True: "✓ ", False: "✗ "}
    buttons = [
        Button(
            f"{marks[place.said.get(one.id)]}{t.short_day(one.starts_at, place.course.zone)}",
            running_buttons.ShowEvening(one.id),
        )
        for one in evenings
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _attend(t: Texts, coming: SessionView, said: bool | None) -> list[Button]:
    """Whoever knows early that they cannot come need not wait for the reminder. The given answer is marked."""
    labels = {True: t.plain("sessions.coming"), False: t.plain("sessions.absent")}
    return [
        Button(f"✓ {label}" if said is yes else label, running_buttons.Attend(coming.id, coming.version, int(yes)))
        for yes, label in labels.items()
    ]


def back_in_line(t: Texts, place: Place) -> Screen:
    """To somebody who could not be reached for a while: where they stand, unchanged."""
    text = t("signup.back_in_line", title=course_title(t, place.course), number=place.number)
    return Screen(text, [[_open(t, place)]])


def reopened(t: Texts, place: Place) -> Screen:
    """The course takes place after all, and one stands in line as before."""
    return Screen(t("signup.reopened", title=course_title(t, place.course), number=place.number), [[_open(t, place)]])


def my_places_none(t: Texts) -> Screen:
    return Screen(t("signup.none"), [[Button(t.plain("button.see_courses"), people_buttons.Home())]])


def ask_leave(t: Texts, place: Place) -> Screen:
    question = "signup.ask_leave" if place.status is Status.PLACE else "signup.ask_leave.line"
    return Screen(
        t(question, title=course_title(t, place.course)),
        [
            [Button(t.plain("signup.leave.yes"), b.Leave(place.course.id, place.version))],
            [Button(t.plain("signup.leave.no"), b.MyCourse(place.course.id))],
        ],
    )


def left(t: Texts, course: CourseView) -> Screen:
    return Screen(t("signup.left", title=course_title(t, course)), [[_home(t)]])


def offer(t: Texts, place: Place) -> Screen:
    """A seat has become free: until when it is held, yes or no."""
    course = place.course
    assert place.expires_at is not None
    text = t(
        "signup.offer.group" if course.programme.rolling else "signup.offer",
        title=course_title(t, course),
        place=course.place,
        way=way(t, course),
        first=_first(t, place),
        until=t.moment(place.expires_at, course.zone),
    )
    return Screen(
        text,
        [
            [Button(t.plain("signup.offer.yes"), b.AcceptSeat(place.enrolment_id, place.version))],
            [Button(t.plain("signup.offer.no"), b.DeclineSeat(place.enrolment_id, place.version))],
        ],
    )


def declined(t: Texts, place: Place) -> Screen:
    return Screen(t("signup.declined", title=course_title(t, place.course)), [[_home(t)]])


def lapsed(t: Texts, place: Place) -> Screen:
    """The offer was not answered in time; one may stand in line again while sign-up is open."""
    course = place.course
    text = t("signup.lapsed", title=course_title(t, course))
    if place.status is Status.CLOSED:
        return Screen(text, [[_home(t)]])
    again = [[Button(t.plain("signup.again"), b.ShowCourse(course.id))]]
    return Screen(f"{text} {t('signup.lapsed.again')}", again)


def line_closed(t: Texts, course: CourseView) -> Screen:
    closed = "signup.line_closed.group" if course.programme.rolling else "signup.line_closed"
    words = closed if course.takes_place else "signup.line_cancelled"
    return Screen(t(words, title=course_title(t, course), ring=human(t, [course.centre])), [[_home(t)]])


def _first(t: Texts, it: Card | Place) -> str:
    return t.moment(it.first.starts_at if it.first else it.course.starts_at, it.course.zone)


def _open(t: Texts, place: Place) -> Button:
    return Button(t.plain("button.my_course"), b.MyCourse(place.course.id))


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), people_buttons.Home())
