"""Place, seats, languages and sharing: what may be chosen, and what is asked for in words."""

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from domain.courses import SPOKEN
from domain.programmes import Referral
from domain.rights import Role
from domain.setup import Line
from domain.setup import buttons as b
from services.courses import CourseView, Partner
from services.courses.lost import Lost
from services.setup import Sheet
from services.setup.editing import Places
from services.setup.sharing import Parting
from texts.catalog import Html, Texts
from texts.pages import leaf
from texts.room import shorten
from texts.screen import Button, Screen
from texts.setup.card import place
from texts.setup.clashes import by_video

_LABEL = 24
_BEFORE: dict[Line, type[b.ShowSeats | b.SetUp]] = {Line.SEATS: b.ShowSeats, Line.TOPIC: b.SetUp}
"""Where a line is asked for, if not among the places."""
CENTRES = 8
"""On a screen."""


def places(t: Texts, found: Places) -> Screen:
    """Where it is now, what may be chosen instead, and what can be written: the next text is the place."""
    course = found.course
    now = [t("setup.places.now", place=place(course))] if course.place else []
    now += [t("setup.places.way", directions=course.directions)] if course.directions else []
    now += [t("setup.places.video", link=found.link)] if found.link else []
    ids = course.id, course.edition
    word = t.plain("setup.online")  # the way to it is the link, where there is no place yet
    others = [one for one in found.earlier if course.place or one.place != word]
    labels = _places_told_apart(course, others)
    rows = [[Button(label, b.UsePlace(*ids, one.id))] for label, one in zip(labels, others, strict=True)]
    rows += [[Button(shorten(name, _LABEL), b.UseCentrePlace(*ids, number))] for number, name in found.named]
    how = t("setup.places.or_write" if rows else "setup.places.first")
    if rows or course.place:
        rows.append([Button(t.plain("setup.write.place"), b.WriteLine(course.id, Line.PLACE.value))])
    if course.place and not by_video(t, course):
        rows.append(
            [
                Button(t.plain("setup.write.address"), b.WriteLine(course.id, Line.ADDRESS.value)),
                Button(t.plain("setup.write.directions"), b.WriteLine(course.id, Line.DIRECTIONS.value)),
            ]
        )
    label = t.plain("setup.write.link") if course.place else word
    rows.append([Button(label, b.WriteLine(course.id, Line.VIDEO.value))])
    return Screen("\n".join([t("setup.places"), how, *([""] if now else []), *now]), [*rows, _back(t, course)])


def _places_told_apart(course: CourseView, others: Sequence[CourseView]) -> list[str]:
    """Two of one name by their addresses, which stand first; where those are not seen to the end, by a number, too."""
    names, seen = Counter(one.place for one in others), Counter[str]()
    labels = []
    for one in others:
        alike = names[one.place] > 1 or one.place == course.place
        label = shorten(f"{one.address} · {one.place}" if alike and one.address else one.place, _LABEL)
        seen[label] += 1
        labels.append(f"{shorten(label, _LABEL - 3)} {seen[label]}" if seen[label] > 1 else label)
    return labels


def _back(t: Texts, course: CourseView) -> list[Button]:
    return [Button(t.plain("button.back"), b.SetUp(course.id))]


def ask(t: Texts, course: CourseView, line: Line) -> Screen:
    """Ask for one line in words; what stands there now can be taken away."""
    has = {
        Line.ADDRESS: course.address,
        Line.DIRECTIONS: course.directions,
        Line.VIDEO: course.online,
        Line.TOPIC: course.topic,
    }.get(line)
    clear = [[Button(t.plain("setup.clear"), b.ClearLine(course.id, course.edition, line.value))]] if has else []
    back = _BEFORE.get(line, b.ShowPlaces)(course.id)
    return Screen(t(f"setup.ask.{line}", limit=line.room), [*clear, [Button(t.plain("button.back"), back)]])


def seats(t: Texts, course: CourseView, enrolled: int) -> Screen:
    """As many as the programme thinks good, with some around; another number in words."""
    least, most = course.programme.seats
    span = sorted({max(1, round(least + (most - least) * part / 7)) for part in range(8)} | {course.seats})
    buttons = [
        Button(
            f"✓ {number}" if number == course.seats else str(number), b.ChooseSeats(course.id, course.edition, number)
        )
        for number in span
    ]
    rows = [buttons[number : number + 4] for number in range(0, len(buttons), 4)]
    other = [Button(t.plain("setup.seats.other"), b.WriteLine(course.id, Line.SEATS.value))]
    text: str = t("setup.seats.head", least=least, most=most, now=course.seats)
    if enrolled:
        text = f"{text}\n\n{t.many('setup.seats.enrolled', enrolled)}"
    return Screen(text, [*rows, other, _back(t, course)])


def languages(t: Texts, sheet: Sheet) -> Screen:
    """Each language as a button with its tick; whether an interpreter can be had. Of a published course it is to be confirmed."""
    course = sheet.course
    spoken = sheet.pending.get("languages", list(course.languages))
    interpreter = bool(sheet.pending.get("interpreter", course.interpreter))
    ids = course.id, course.edition
    buttons = [
        Button(f"✓ {t.spoken(one)}" if one in spoken else t.spoken(one), b.ToggleLanguage(*ids, one)) for one in SPOKEN
    ]
    rows = [buttons[number : number + 3] for number in range(0, len(buttons), 3)]
    label = t.plain("setup.interpreter.no" if interpreter else "setup.interpreter.yes")
    rows.append([Button(label, b.SetInterpreter(*ids, int(not interpreter)))])
    text = t("setup.languages.interpreter" if interpreter else "setup.languages.head")
    if sheet.pending:
        rows.append([Button(t.plain("setup.change.go_on"), b.SetUp(course.id))])
        return Screen(text, rows)
    return Screen(text, [*rows, _back(t, course)])


def referral(t: Texts, course: CourseView) -> Screen:
    """Each way as a button, with its tick; what is usual for the programme stands above."""
    rows = [
        [
            Button(
                f"{'✓ ' if one == course.referral else ''}{t.plain(f'setup.referral.{one}')}",
                b.SetReferral(course.id, course.edition, one),
            )
        ]
        for one in get_args(Referral)
    ]
    usual = t(f"setup.referral.{course.programme.entry.referral}")
    return Screen(t("setup.referral.head", usual=usual), [*rows, _back(t, course)])


def sharing(t: Texts, course: CourseView, partners: Sequence[Partner], page: int, head: str = "") -> Screen:
    """Each centre as a button with its tick; `head` says what has just happened."""
    shown = leaf(partners, page, CENTRES)
    rows = [
        [
            Button(
                shorten(f"✓ {one.name}" if one.shared else one.name, _LABEL),
                b.ShareWith(course.id, course.edition, one.id, int(not one.shared), shown.page),
            )
        ]
        for one in shown.items
    ]
    text = "\n".join([t("setup.sharing.head" if partners else "setup.sharing.nobody"), *shown.heading(t)])
    text = f"{head}\n\n{text}" if head else text
    return Screen(text, [*rows, *shown.turns(t, lambda number: b.ShowSharing(course.id, number)), _back(t, course)])


def ask_share(t: Texts, course: CourseView, one: Partner, page: int, *, told: bool) -> Screen:
    """Before a course is shared with a centre: what that means, and whether anybody there can be `told`."""
    yes = b.ShareNow(course.id, course.edition, one.id, page)
    back = Button(t.plain("button.back"), b.ShowSharing(course.id, page))
    text = t("setup.share.draft" if course.draft else "setup.share", centre=one.name)
    then = "setup.share.heard_later" if course.draft else "setup.share.heard"
    text = Html(f"{text} {t(then if told else 'setup.share.unheard')}")
    return Screen(text, [[Button(t.plain("setup.share.yes"), yes)], [back]])


def shared(t: Texts, one: Partner) -> str:
    return t("setup.shared", centre=one.name)


def ask_unshare(t: Texts, it: Parting, page: int) -> Screen:
    """Before a course is shared with a centre no longer: who of its team falls off with that."""
    names = "\n".join(_named(t, one) for one in it.going)
    keep = Button(t.plain("setup.unshare.no"), b.ShowSharing(it.course.id, page))
    yes = b.StopSharing(it.course.id, it.course.edition, it.partner.id, page, it.mark)
    text = t("setup.unshare", centre=it.partner.name, names=Html(names))
    return Screen(text, [[keep], [Button(t.plain("setup.unshare.yes"), yes)]])


def others_go(t: Texts) -> str:
    """In a box on top, above the question as it is now."""
    return t.plain("setup.unshare.others")


def _named(t: Texts, one: Lost) -> Html:
    role = t.plain(f"role.{one.role}")
    return t("setup.unshare.member", name=one.name or role, role=role)


def fell_off(t: Texts, gone: Sequence[Lost], lacks: Sequence[tuple[Role, int]]) -> str:
    """Who is off the team now, and what a published course lacks."""
    if not gone:
        return ""
    names = t.listed([one.name or t.plain(f"role.{one.role}") for one in gone])
    return " ".join([t("setup.unshared", names=names), *(t.many(f"teams.short.{role}", n) for role, n in lacks)])
