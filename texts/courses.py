"""Wording for coordinators: their courses, the card of one, and who is on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.courses import Paper, Stage
from domain.courses import buttons as b
from domain.groups import buttons as g
from domain.notices import buttons as notices_buttons
from domain.people import buttons as people_buttons
from domain.running import buttons as running_buttons
from domain.setup import buttons as setup_buttons
from domain.signup import Handled, Status
from services.courses import CourseView
from services.courses.coordination import Glance, Listed, Overview, PeoplePage, Shared
from services.setup.gaps import Gaps
from services.setup.sheet import Own
from services.signup import PhoneSeat
from services.signup.phone_line import Rung
from texts import needs as need_words
from texts.catalog import Html, Texts
from texts.conversations import all_button, unanswered_button
from texts.evaluation import result_buttons
from texts.pages import Leaf
from texts.reach import to_ring
from texts.room import MESSAGE_LIMIT, fitting, shorten
from texts.running.sessions import answer_counts, as_of
from texts.screen import Button, Screen
from texts.setup import card as setup_words
from texts.setup import gaps as gap_words
from texts.setup import members as member_words
from texts.signup import course_title, day_of, evenings

_NAME_SHOWN = 40
"""Characters; twenty of the longest lines stay under Telegram's 4,096 units."""
_WHY_SHOWN = 40
_COURSE_SHOWN = 60
_HEAD = 400
"""Units that the heading of a list may take."""


def courses(
    t: Texts,
    views: Sequence[CourseView],
    now: datetime,
    waiting: int = 0,
    shared: int = 0,
    drafts: Sequence[CourseView] = (),
) -> Screen:
    """Drafts; the courses of one's centres, each as a button; a new one; each centre's groups, and what participants write.

    `waiting`: so many of these wait for an answer. `shared`: so many courses are shared with one's centres.
    """
    home = [_home(t)]
    others = [[Button(t.plain("button.shared_courses"), b.ListShared())]] if shared else []
    drafted = setup_words.drafts(t, drafts, several=_several([*views, *drafts]))
    new = [Button(t.plain("setup.new"), setup_buttons.NewCourse(0, 0))]
    several = _several([*views, *drafts])
    if not views:
        return Screen(t("coordination.courses" if drafts else "coordination.none"), [*drafted, new, *others, home])
    rows = [[Button(_label(t, course, now, several=several), b.ManageCourse(course.id))] for course in views]
    centres = {course.centre.id: course.centre.name for course in views}
    groups = [[Button(_groups(t, name, len(centres)), g.ManageGroups(one))] for one, name in centres.items()]
    written = [unanswered_button(t, waiting) if waiting else all_button(t)]
    hears = [Button(t.plain("news.button"), b.ShowNews())]
    head = fitting([t("coordination.courses"), *_marks(t, views, now)])
    return Screen(head, [*drafted, *rows, new, *others, *groups, written, hears, home])


def shared(t: Texts, found: Shared, now: datetime, *, below: bool) -> Screen:
    """Courses that one sees without their people; `below`: the list stands below that of one's own."""
    views = found.views
    drafts = [one for one in views if one.draft]
    several = _several(views)
    labels = setup_words.draft_labels(t, drafts, several=several)
    named = dict(zip((one.id for one in drafts), labels, strict=True))
    rows = [
        [Button(named.get(one.id) or _label(t, one, now, several=several), b.LookAtCourse(one.id))] for one in views
    ]
    back = Button(t.plain("button.back"), b.ManageCourses()) if below else _home(t)
    if not views:
        return Screen(t("coordination.shared.none"), [[back]])
    head = t("coordination.shared" if below else "coordination.of_role")
    return Screen(fitting([head, *_marks(t, views, now), *_whose(t, found, now)]), [*rows, [back]])


def _several(views: Iterable[CourseView]) -> bool:
    """Whether they are of more than one centre: then each says of which."""
    return len({one.centre.id for one in views}) > 1


_MARKS = {Stage.RUNNING: "▶", Stage.DONE: "■"}
"""Before the day of a course that has begun, or is over."""


def _marks(t: Texts, views: Iterable[CourseView], now: datetime) -> list[str]:
    """A line on what the marks mean that there are."""
    found = {one.stage(now) for one in views}
    said = [t.plain(f"coordination.mark.{stage}") for stage in _MARKS if stage in found]
    return [t("coordination.marks", what=" · ".join(said))] if said else []


def _whose(t: Texts, found: Shared, now: datetime) -> list[str]:
    """A paragraph on those that are shared: whose each is, and with whom it is shared; as many as a message holds."""
    lines = [
        t(
            "coordination.shared.line",
            course=shorten(" · ".join([day_of(t, one, now), t.pick(one.programme.chat_title)]), _COURSE_SHOWN),
            centre=one.centre.name,
            centres=t.listed(centres),
        )
        for one in found.views
        if (centres := found.shares.get(one.id)) and one.sessions
    ]
    return [fitting([t("coordination.shared.lines"), *lines], MESSAGE_LIMIT - _HEAD, between="\n")] if lines else []


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), people_buttons.Home())


def glance(t: Texts, glance: Glance, link: str, own: Own | None = None) -> Screen:
    """A course without its people; `link` is its deep link, to be passed on to whoever may want to come.

    `own`: what whoever is on its team has to know besides.
    """
    course = glance.course
    text = t(
        "coordination.glance",
        title=course_title(t, course),
        where=", ".join(filter(None, (course.place, course.centre.name))),
        evenings=Html(member_words.evenings_in_parts(t, course, own) if own else evenings(t, course)),
        taken=glance.taken,
        seats=course.seats,
        waiting=glance.waiting,
    )
    if glance.shared_with:
        text = Html(f"{text}\n{t('coordination.glance.shared', centres=t.listed(glance.shared_with))}")
    contact = ", ".join(one for one in (course.centre.contact, course.centre.phone) if one)
    if contact:
        text = Html(f"{text}\n{t('coordination.glance.contact', centre=course.centre.name, contact=contact)}")
    if glance.open:
        text = Html(f"{text}\n\n{t('coordination.glance.link', link=link)}")
    back = [Button(t.plain("button.back"), b.ManageCourses())]
    if own is None:
        return Screen(text, [back])
    return Screen(f"{text}\n\n{member_words.own(t, course, own)}", [*member_words.own_rows(t, course), back])


def _groups(t: Texts, centre: str, centres: int) -> str:
    label = t.plain("button.groups_board")
    return f"{label} · {centre}" if centres > 1 else label


def _label(t: Texts, course: CourseView, now: datetime, *, several: bool) -> str:
    """The day stands before the title, which the telephone may cut off; how far it has come before both.

    `several`: beside courses of other centres, so that it says of which it is.
    """
    centre = course.centre.name if several else ""
    parts = day_of(t, course, now), centre, course.place, t.pick(course.programme.chat_title)
    label = " · ".join(filter(None, parts))
    if mark := _MARKS.get(course.stage(now)):
        label = f"{mark} {label}"
    return label if course.takes_place else t.plain("coordination.off", course=label)


def card(t: Texts, overview: Overview, link: str, now: datetime, lacks: Gaps | None = None) -> Screen:
    """The coordinator's card as it is at `now`; `link` is the course's deep link, `lacks` what its team is short of."""
    course = overview.course
    text = t(
        "coordination.card",
        title=t.pick(course.programme.chat_title),
        place=course.place,
        centre=course.centre.name,
        taken=overview.taken,
        seats=course.seats,
        by_phone=t.many("coordination.by_phone", course.by_phone) if course.by_phone else "",
        offered=overview.offered,
        waiting=overview.waiting,
        next=_next(t, overview),
    )
    if overview.next:
        text = Html(f"{text}\n\n{t('coordination.card.link', link=link)}")
    if overview.needs:
        text = Html(f"{text}\n\n{need_words.summary(t, overview.needs)}")
    if overview.ring.ring:
        text = Html(f"{text}\n\n{to_ring(t, overview.ring)}")
    text = Html("\n\n".join([text, *(gap_words.lines(t, lacks) if lacks else ()), as_of(t, course, now)]))
    return Screen(
        text,
        [
            [
                Button(t.plain("coordination.people"), b.ListPeople(course.id, 0)),
                Button(t.plain("coordination.evenings"), running_buttons.ListSessions(course.id)),
            ],
            *_who_comes(t, overview),
            *_seats_by_phone(t, overview, now),
            [Button(t.plain("coordination.write"), notices_buttons.WriteNotice(course.id))],
            *([[Button(t.plain("setup.button"), setup_buttons.SetUp(course.id))]] if course.ends_at > now else []),
            *_leaflet(t, overview),
            *result_buttons(t, course, now),
            [
                Button(t.plain("coordination.refresh"), b.ManageCourse(course.id)),
                Button(t.plain("button.back"), b.ManageCourses()),
            ],
        ],
    )


def became(t: Texts, became: PhoneSeat) -> str | None:
    """What stands in a box on top when a press on the seats by phone has changed nothing."""
    return None if became is PhoneSeat.SET else t.plain(f"coordination.by_phone.{became}")


def ask_by_phone(t: Texts, course: CourseView, number: int) -> Screen:
    """Before a seat is set aside, or given back: how many there will be."""
    was = course.by_phone
    text = t.many(f"coordination.by_phone.ask_{'more' if number > was else 'fewer'}", number, seats=course.seats)
    yes = Button(
        t.plain(f"coordination.by_phone.yes_{'more' if number > was else 'fewer'}"),
        b.SetByPhone(course.id, was, number),
    )
    return Screen(text, [[Button(t.plain("coordination.by_phone.no"), b.ManageCourse(course.id))], [yes]])


def ask_wait(t: Texts, overview: Overview) -> Screen:
    """All seats are taken, or others wait: what can be done for whoever rings."""
    course, waiting = overview.course, overview.waiting
    full = t.many("coordination.wait.line", waiting) if waiting else t("coordination.wait.full")
    text = Html(f"{full}\n\n{t('coordination.wait.ask', number=waiting + 1)}\n\n{t('coordination.wait.or_link')}")
    yes = Button(t.plain("coordination.wait.yes"), b.WaitByPhone(course.id, waiting))
    return Screen(text, [[yes], [Button(t.plain("coordination.by_phone.no"), b.ManageCourse(course.id))]])


def line_changed(t: Texts) -> str:
    """In a box on top, when the line was not as shown any more."""
    return t.plain("coordination.wait.changed_before")


def waits(t: Texts, course: CourseView, place: int) -> Screen:
    """Somebody who rang is in line now; or a seat was free after all."""
    done = t("coordination.wait.done", number=place) if place else t("coordination.wait.seat")
    return Screen(done, [[Button(t.plain("coordination.wait.card"), b.ManageCourse(course.id))]])


def ask_end_wait(t: Texts, rung: Rung) -> Screen:
    """Somebody who rang does not want the place any more."""
    text = t("coordination.wait.ask_end", day=t.short_day(rung.since, rung.course.zone))
    return Screen(
        text,
        [
            [Button(t.plain("coordination.wait.end"), b.EndWait(rung.id))],
            [Button(t.plain("button.back"), b.ListPeople(rung.course.id, 0))],
        ],
    )


def turn(t: Texts, rung: Rung) -> Screen:
    """To the coordinators: whom they have to ring now."""
    course = rung.course
    text = t("coordination.turn", title=t.pick(course.programme.chat_title), day=t.short_day(rung.since, course.zone))
    return Screen(text, [[Button(t.plain("coordination.wait.card"), b.ManageCourse(course.id))]])


def _who_comes(t: Texts, overview: Overview) -> list[list[Button]]:
    if overview.next is None:
        return []
    return [[Button(t.plain("coordination.who_comes"), running_buttons.WhoComes(overview.next.id))]]


def _leaflet(t: Texts, overview: Overview) -> list[list[Button]]:
    """While there is something to come that people can be told of."""
    if overview.next is None or overview.course.draft:
        return []
    return [[Button(t.plain("leaflet.button"), b.ChooseLeaflet(overview.course.id, Paper.A5.value, "", ""))]]


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"


def _seats_by_phone(t: Texts, overview: Overview, now: datetime) -> list[list[Button]]:
    """One seat fewer, one more, for those who are not on Telegram, until the course is over."""
    if not overview.course.takes_place or overview.course.ends_at <= now:
        return []
    course_id, set_aside = overview.course.id, overview.course.by_phone
    more = Button(t.plain("coordination.by_phone.more"), b.AskByPhone(course_id, set_aside, set_aside + 1))
    fewer = Button(t.plain("coordination.by_phone.fewer"), b.AskByPhone(course_id, set_aside, set_aside - 1))
    return [[fewer, more] if set_aside else [more]]


def _next(t: Texts, overview: Overview) -> Html:
    coming = overview.next
    if not overview.course.takes_place:
        return t("coordination.called_off")
    if coming is None or overview.answers is None:
        return t("coordination.no_next")
    when = t.moment(coming.starts_at, overview.course.zone)
    line = t("coordination.next", topic=t.pick(coming.topic.title), when=when)
    return Html(f"{line}\n{answer_counts(t, overview.answers, overview.course)}")


def people(t: Texts, page: PeoplePage) -> Screen:
    """Names in the order of arrival, then open offers, then the waiting list, each with a heading."""
    lines = [f"<b>{t('coordination.people.head', title=t.pick(page.course.programme.chat_title))}</b>"]
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
    pick = [[Button(t.plain("coordination.pick"), b.PickPerson(page.course.id, page.page))]] if page.people else []
    return Screen("\n".join(lines), [*turns, *pick, back])


def pick(t: Texts, page: PeoplePage) -> Screen:
    """Everybody on the page as a button."""
    leaf = Leaf(page.people, page.page, page.pages)
    head = t("coordination.pick.head", title=t.pick(page.course.programme.chat_title))
    rows = [[_pick(t, page.course, one)] for one in page.people]
    turns = leaf.turns(t, lambda number: b.PickPerson(page.course.id, number))
    back = [Button(t.plain("button.back"), b.ListPeople(page.course.id, page.page))]
    return Screen("\n\n".join([head, *leaf.heading(t)]), [*rows, *turns, back])


def _pick(t: Texts, course: CourseView, one: Listed) -> Button:
    if one.wait_id and one.since:
        label = t.plain("coordination.pick.rung", number=one.number, day=t.short_day(one.since, course.zone))
        return Button(label, b.ManageWait(one.wait_id))
    label = t.plain(f"coordination.pick.{one.status}", number=one.number, name=_shortened(one.name))
    return Button(label, b.ManagePerson(one.enrolment_id))


def _line(t: Texts, course: CourseView, one: Listed) -> Html:
    if one.wait_id and one.since:
        return t("coordination.people.rung", number=one.number, day=t.short_day(one.since, course.zone))
    line = t("coordination.people.line", number=one.number, name=_shortened(one.name))
    if one.phone:
        line = t("coordination.people.phone", line=line, phone=one.phone)
    if one.status is Status.OFFERED and one.expires_at:
        line = t("coordination.people.until", line=line, until=t.moment(one.expires_at, course.zone))
    if one.needs:
        line = t("coordination.people.needs", line=line, needs=need_words.in_list(t, one.needs))
    if one.blocked and one.status is not Status.LEFT:
        line = t("coordination.people.unreached", line=line)
    return Html(f"{line}\n{note(t, one)}") if one.handled and (one.why or one.handled is Handled.MOVED_UP) else line


def note(t: Texts, one: Listed) -> Html:
    """What a coordinator has done with somebody's place, and why, shortened: the whole of it stands on their own card."""
    if not one.why:
        return t(f"handling.noted.{one.handled}")
    return t(f"handling.noted_why.{one.handled}", why=shorten(one.why, _WHY_SHOWN))
