"""The card of a course that is set up: a line for each thing to decide, and a button a line."""

import html
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain.courses import Answer
from domain.courses import buttons as courses_buttons
from domain.programmes import Programme
from domain.setup import Act, Line, Missing
from domain.setup import buttons as b
from services.courses import CentreView, CourseView
from services.courses.team import Member
from services.setup import Sheet, Told
from services.setup.drafts import Choice
from services.setup.gaps import OF_TEAM
from services.setup.sheet import Odd
from texts import holidays
from texts.catalog import Html, Texts
from texts.entry import languages
from texts.pages import leaf
from texts.reach import to_ring
from texts.room import shorten
from texts.screen import Button, Screen
from texts.setup import gaps
from texts.setup.clashes import clash_lines
from texts.setup.gaps import day_and_hour

_LABEL, _NAMED = 24, 40
"""Characters: of a place, and of what is told apart by its end and has the row to itself."""


def choose(t: Texts, found: Choice, page: int) -> Screen:
    """Which centre, where there are several; then which programme."""
    back = [Button(t.plain("button.back"), courses_buttons.ManageCourses())]
    if found.centre is None:
        rows = [[Button(shorten(one.name, _LABEL), b.NewCourse(one.id, 0))] for one in found.centres]
        return Screen(t("setup.which_centre"), [*rows, back])
    centre_id = found.centre.id
    shown = leaf(sorted(found.programmes, key=lambda one: _in_order(t.pick(one.chat_title))), page)
    rows = [
        [Button(shorten(t.pick(one.chat_title), _NAMED), b.ChooseProgramme(centre_id, one.slug))] for one in shown.items
    ]
    text = "\n".join([t("setup.which_programme", centre=found.centre.name), *shown.heading(t)])
    private = any(one.private for one in found.programmes)
    names = [[Button(t.plain("setup.names"), b.NamesOnPaper(centre_id))]] if private else []
    return Screen(text, [*rows, *shown.turns(t, lambda number: b.NewCourse(centre_id, number)), *names, back])


def _in_order(title: str) -> str:
    """`Ét` stands where `et` does; å, æ and ø stay last."""
    return title.casefold().replace("é", "e")


def like_before(
    t: Texts, centre: CentreView, programme: Programme, earlier: Sequence[CourseView], now: datetime
) -> Screen:
    """There are such courses: one of them may be the pattern. Each by the day on which it began, or is to begin."""
    rows = [[Button(_pattern(t, one, now), b.MakeDraft(centre.id, programme.slug, one.id))] for one in earlier]
    empty = [Button(t.plain("setup.from_nothing"), b.MakeDraft(centre.id, programme.slug, 0))]
    back = [Button(t.plain("button.back"), b.NewCourse(centre.id, 0))]
    over = all(one.starts_at <= now for one in earlier)
    text = t("setup.like_before" if over else "setup.like_another", title=t.pick(programme.chat_title))
    lines = (
        t.many("setup.like.line", one.seats, begins=_begins(t, one, now), place=one.place, languages=_spoken(t, one))
        for one in earlier
    )
    return Screen("\n".join([text, "", *lines]), [*rows, empty, back])


def _pattern(t: Texts, one: CourseView, now: datetime) -> str:
    return shorten(f"{_begins(t, one, now)} · {one.place}", _NAMED)


def _begins(t: Texts, one: CourseView, now: datetime) -> str:
    day = t.short_day(one.starts_at, one.zone, now)
    return t.plain("setup.like.began" if one.starts_at <= now else "setup.like.begins", day=day)


def _spoken(t: Texts, one: CourseView) -> str:
    return ", ".join(t.spoken(language) for language in one.languages)


def card(t: Texts, sheet: Sheet, head: str = "") -> Screen:
    """All that is decided and what is missing; `head` says what has just happened."""
    if sheet.pending and sheet.told:
        return ask_change(t, sheet, sheet.told)
    course = sheet.course
    title = t.pick(course.programme.chat_title)
    seen = "team" if sheet.members else "draft"
    kind = seen if sheet.draft else "published"
    lines: list[str] = [head] if head else []
    lines.append(t(f"setup.card.{kind}", title=title, centre=course.centre.name))
    lines.append("\n".join(_facts(t, sheet)))
    lines += odd_lines(t, course, sheet.odd)
    lines += [f"{t('setup.odd.meetings')}\n{one}" for one in odd_lines(t, course, sheet.odd_meetings)]
    lines += gaps.lines(t, sheet.gaps)
    lines.append(_state(t, sheet))
    return Screen("\n\n".join(lines), _rows(t, sheet))


def _facts(t: Texts, sheet: Sheet) -> list[str]:
    course = sheet.course
    shared = [one.name for one in sheet.partners if one.shared]
    return [
        *([t("setup.line.topic", what=course.topic or t("setup.no_topic"))] if _meets_once(course) else []),
        t("setup.line.dates", what=_dates(t, course, sheet.now)),
        t("setup.line.place", what=place(course) or _lacks(t)),
        *([t("setup.line.video")] if course.online else []),
        t("setup.line.seats", what=course.seats),
        t("setup.line.languages", what=languages(t, course.languages, interpreter=course.interpreter)),
        *([t("setup.line.referral", what=t(f"setup.referral.{course.referral}"))] if _refers(course) else []),
        _team(t, course, sheet.members),
        *([t("setup.line.meetings", what=meet)] if (meet := _meetings(t, sheet)) else []),
        *([t("setup.line.shared", what=", ".join(shared))] if shared else []),
    ]


def _meets_once(course: CourseView) -> bool:
    """Then it has a topic of its own."""
    return course.programme.sessions == 1


def _refers(course: CourseView) -> bool:
    """A referral is asked for, or would be if the programme had its way."""
    return (course.own_referral, course.programme.entry.referral) not in ((None, "none"), ("none", "none"))


def _lacks(t: Texts) -> Html:
    return t("setup.lacks")


def _dates(t: Texts, course: CourseView, now: datetime) -> Html | str:
    if not course.sessions:
        return _lacks(t)
    first, last = course.sessions[0], course.sessions[-1]
    hour = t.hour(first.starts_at, course.zone)
    if len(course.sessions) == 1:
        return f"{t.short_day(first.starts_at, course.zone, now)} {hour}"
    day = t.short_day(first.starts_at, course.zone, now)
    until = t.short_day(last.starts_at, course.zone, first.starts_at)
    return t("setup.dates.several", first=day, hour=hour, last=until, number=len(course.sessions))


def place(course: CourseView) -> str:
    return ", ".join(one for one in (course.place, course.address) if one)


def _team(t: Texts, course: CourseView, members: Sequence[Member]) -> str:
    """One alone beside the word, several below their number, a line each."""
    if len(members) > 1:
        return "\n".join([t.many("setup.line.team_of", len(members)), *team_lines(t, course, members)])
    return t("setup.line.team", what=member_line(t, members[0], course) if members else _lacks(t))


def team_lines(t: Texts, course: CourseView, members: Sequence[Member]) -> list[Html]:
    """Each in a line of its own."""
    return [Html(f"• {html.escape(member_line(t, one, course), quote=False)}") for one in members]


def preview_label(t: Texts, sheet: Sheet) -> str:
    """What the look through a course is called, on the button and above the screen."""
    return t.plain("setup.to_publish" if sheet.draft and not sheet.missing else "setup.preview")


def member_line(t: Texts, one: Member, course: CourseView) -> str:
    """Name, role, and what they have answered; and at which evening alone they stand in."""
    role = t.plain(f"role.{one.role}")
    line = t.plain(f"setup.member.{one.answer}", name=one.name or t.plain("setup.team.nameless"), role=role.lower())
    if one.blocked and one.answer is not Answer.NO:
        line = t.plain("coordination.people.unreached", line=line)
    if not one.session_id:
        return line
    evening = course.session(one.session_id)
    when = day_and_hour(t, course, evening.starts_at)
    return t.plain("standin.member", member=line, number=evening.position, when=when)


def _meetings(t: Texts, sheet: Sheet) -> str:
    return ", ".join(day_and_hour(t, sheet.course, one.at, sheet.now) for one in sheet.to_come)


def odd_lines(t: Texts, course: CourseView, odd: Sequence[Odd]) -> list[str]:
    """One paragraph on dates that are free days, then on the centre's other courses then; each is said once."""
    lines = [_free(t, t.day(one.at, course.zone), one) for one in odd if one.on_free_day]
    lines += [*clash_lines(t, course, odd), *_late(t, course, odd)]
    return ["\n".join(dict.fromkeys(lines))] if lines else []


def _late(t: Texts, course: CourseView, odd: Sequence[Odd]) -> list[Html]:
    """How many evenings end late at night, and when the latest does; there an hour may not be what was meant."""
    found = [(_into_the_night(one.at, one.late, course), one.at, one.late) for one in odd if one.late]
    if not found:
        return []
    _, at, ends = max(found)
    return [t.many("setup.late", len(found), day=t.day(at, course.zone), hour=t.hour(ends, course.zone))]


def _into_the_night(at: datetime, ends: datetime, course: CourseView) -> timedelta:
    """Since the midnight before the evening begins."""
    begins = datetime.combine(at.astimezone(course.zone).date(), time())
    return ends.astimezone(course.zone).replace(tzinfo=None) - begins


def _free(t: Texts, day: str, one: Odd) -> Html:
    if one.between:
        return t("setup.between_years", day=day)
    if one.free_day is not None:
        return t("sessions.free_day", day=day, name=holidays.name(t, one.free_day))
    return t("setup.school_holiday", day=day, name=one.school)


def skip_row(t: Texts, sheet: Sheet) -> list[list[Button]]:
    """The way to dates that are no free days: of a draft, where some are, of sessions or of the team's meetings."""
    if not sheet.draft or not any(one.on_free_day for one in (*sheet.odd, *sheet.odd_meetings)):
        return []
    return [[Button(t.plain("setup.skip"), b.SkipFreeDays(sheet.course.id, sheet.course.edition))]]


def _state(t: Texts, sheet: Sheet) -> str:
    """What is still missing, in words; or what can be done now."""
    if not sheet.draft:
        return t("setup.may_change")
    if not sheet.missing:
        return t("setup.ready")
    return "\n".join([t("setup.missing"), *(line for one in sheet.missing for line in _missing(t, sheet, one))])


def _missing(t: Texts, sheet: Sheet, one: Missing) -> list[Html]:
    """Of the team: whose answer is awaited, and how many are still to be asked."""
    return gaps.of_team(t, sheet.gaps, one) if one in OF_TEAM else [t(f"setup.missing.{one}")]


def _rows(t: Texts, sheet: Sheet) -> list[list[Button]]:
    course_id = sheet.course.id
    rows = [
        [
            Button(t.plain("setup.dates"), b.ShowDates(course_id)),
            Button(t.plain("setup.place"), b.ShowPlaces(course_id)),
        ],
        [
            Button(t.plain("setup.seats"), b.ShowSeats(course_id)),
            Button(t.plain("setup.languages"), b.ShowLanguages(course_id)),
        ],
        [
            Button(t.plain("setup.team"), b.ShowTeam(course_id)),
            *([Button(t.plain("setup.sharing"), b.ShowSharing(course_id, 0))] if sheet.partners else []),
        ],
    ]
    if _meets_once(sheet.course):
        rows.insert(0, [Button(t.plain("setup.topic"), b.WriteLine(course_id, Line.TOPIC.value))])
    meetings = [Button(t.plain("setup.meetings"), b.ShowMeetings(course_id))] if sheet.meetings else []
    rows.append([*meetings, Button(t.plain("setup.referral"), b.ShowReferral(course_id))])
    rows[:0] = skip_row(t, sheet)
    if sheet.draft and not sheet.missing:
        rows.insert(0, [Button(preview_label(t, sheet), b.PreviewCourse(course_id))])
    elif sheet.course.sessions:
        rows.append([Button(preview_label(t, sheet), b.PreviewCourse(course_id))])
    if sheet.draft:
        rows.append([Button(t.plain("setup.discard"), b.AskWhole(course_id, Act.DISCARD.value))])
        return [*rows, [Button(t.plain("button.back"), courses_buttons.ManageCourses())]]
    if not sheet.enrolled:
        rows.append([Button(t.plain("setup.take_back"), b.AskWhole(course_id, Act.TAKE_BACK.value))])
    return [*rows, [Button(t.plain("button.back"), courses_buttons.ManageCourse(course_id))]]


def ask_change(t: Texts, sheet: Sheet, told: Told) -> Screen:
    """What would be changed of a published course, and who would be told."""
    course, new = sheet.course, sheet.pending
    lines: list[str] = [t("setup.change", title=t.pick(course.programme.chat_title))]
    lines.append("\n".join(_new(t, sheet, name) for name in new))
    lines += who_is_told(t, told)
    if int(new.get("seats", 0)) > course.seats:
        lines.append(t("setup.told.line"))
    yes = [Button(t.plain("setup.change.yes"), b.ConfirmChange(course.id, course.edition))]
    return Screen("\n\n".join(lines), [yes, [Button(t.plain("setup.change.no"), b.ForgetChange(course.id))]])


def _new(t: Texts, sheet: Sheet, name: str) -> Html:
    value = sheet.pending[name]
    if name == "languages":
        value = languages(t, value, interpreter=False)
    elif name == "interpreter":
        return t("setup.new.interpreter" if value else "setup.new.no_interpreter")
    elif name == "referral":
        value = t(f"setup.referral.{value}")
    return t(f"setup.new.{name}", now=value or t.plain("changes.none"))


def who_is_told(t: Texts, told: Told) -> list[str]:
    lines: list[str] = []
    if told.people.told:
        lines.append(t.many("setup.told.people", told.people.told))
    if told.team.told:
        lines.append(t.many("setup.told.team", told.team.told))
    if told.by_phone:
        lines.append(t.many("sessions.tell.by_phone", told.by_phone))
    lines += [to_ring(t, one) for one in (told.people, told.team) if one.ring]
    return lines or [t("setup.told.nobody")]


def changed(t: Texts, sheet: Sheet, told: Told | None) -> Screen:
    """It is done; those who go by it are told, and whom the bot does not reach stands there."""
    if told is None:
        return card(t, sheet, t("setup.changed.already"))
    return card(t, sheet, Html("\n\n".join((t("setup.changed"), *who_is_told(t, told)))))


def meanwhile(t: Texts) -> str:
    """In a box on top, above the card as it has become."""
    return t.plain("setup.meanwhile")


def ask_whole(t: Texts, course: CourseView, act: Act) -> Screen:
    """Before a draft is thrown away, or a course taken back."""
    title = t.pick(course.programme.chat_title)
    yes = [Button(t.plain(f"setup.do_whole.{act}"), b.DoWhole(course.id, course.edition, act.value))]
    return Screen(t(f"setup.ask_whole.{act}", title=title), [[Button(t.plain("button.back"), b.SetUp(course.id))], yes])


def discarded(t: Texts) -> Screen:
    return Screen(t("setup.discarded"), [[Button(t.plain("setup.to_courses"), courses_buttons.ManageCourses())]])


def drafts(t: Texts, found: Sequence[CourseView], *, several: bool = False) -> list[list[Button]]:
    """Each draft as a button, for the list of courses. `several`: as in `draft_labels`."""
    labels = draft_labels(t, found, several=several)
    return [[Button(label, b.SetUp(one.id))] for one, label in zip(found, labels, strict=True)]


def draft_labels(t: Texts, found: Sequence[CourseView], *, several: bool = False) -> list[str]:
    """What drafts are called in a list: two of one programme by their first day and place; the rest by a number.

    `several`: beside courses of other centres, so that each says of which it is.
    """
    titles = Counter(one.programme.slug for one in found)
    named = [_named(t, one, alone=titles[one.programme.slug] == 1) for one in found]
    named = [f"{one.centre.name} · {name}" if several else name for one, name in zip(found, named, strict=True)]
    seen: Counter[str] = Counter()
    labels = []
    for name in named:
        seen[name] += 1
        number = seen[name]
        again = number > 1
        labels.append(
            t.plain("setup.draft_numbered", number=number, title=name) if again else t.plain("setup.draft", title=name)
        )
    return labels


def _named(t: Texts, one: CourseView, *, alone: bool) -> str:
    title = t.pick(one.programme.chat_title)
    day = t.short_day(one.starts_at, one.zone) if one.sessions else ""
    return title if alone else " · ".join(filter(None, (day, one.place, title)))
