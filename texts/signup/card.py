"""The course card, and the last question before a place."""

from collections.abc import Sequence

from domain.courses import Referrer, spoken_by
from domain.finding.buttons import FindCourses, WishSame
from domain.people import buttons as people_buttons
from domain.programmes import Programme
from domain.signup import buttons as b
from services.signup import Card
from texts.catalog import Html, Texts
from texts.contacts import names_and_numbers, to_be_rung
from texts.entry import age_lines, companions, entry_lines, languages
from texts.screen import Button, Screen
from texts.signup.naming import course_title, evenings, way
from texts.signup.pieces import first, left_of, open_
from texts.signup.places import place_line

_QUESTION = {"series": "signup.ask_join", "open": "signup.ask_join.open", "group": "signup.ask_join.group"}
"""By the form of a course."""


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
    # Where there is nothing more to say the card ends with its evenings.
    text = Html(f"{text.rstrip()}\n\n{seats(t, card) if card.open else _closed(t, card)}")
    if card.mine:
        return Screen(f"{text}\n\n{place_line(t, card.mine)}", [[open_(t, card.mine)]])
    if not card.open:
        tell = [Button(t.plain("find.tell_me"), WishSame(course.id))]
        return Screen(f"{text} {t('find.can_tell.same')}", [tell, [search(t, "button.see_courses")]])
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
        ask = "signup.card.ask.plain" if course.programme.companions else "signup.card.ask"
        lines.append(t(ask, centre=course.centre.name, phone=course.centre.phone))
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
        return t.many("signup.drop_in", left_of(card.course, card.first))
    if card.free:
        return t.many("signup.seats_left", card.free, seats=card.course.seats)
    return t.many("signup.full", card.waiting) if card.waiting else t("signup.full_nobody_waits")


def ask_join(
    t: Texts,
    card: Card,
    name: str,
    referrer: Referrer | None = None,
    lacking: Sequence[Programme] = (),
    *,
    several: bool = False,
) -> Screen:
    """The last question before the place, or before the waiting list of a full course.

    `lacking`: what the course builds on, of which nothing shows that the person has done it. They are told, and may know
    better: it may have been somewhere else. `several`: there are other centres, of which it may have been said that they answer
    for what is stored, when the person agreed; so it is said of whose course this is.
    """
    ask, yes = _QUESTION[card.course.programme.form], "signup.confirm"
    if not card.has_room:
        line = "signup.ask_join.line.group" if card.course.programme.rolling else "signup.ask_join.line"
        ask, yes = line, "signup.confirm_line"
    text = t(ask, title=course_title(t, card.course), name=name, first=first(t, card))
    if lacking:
        before = ", ".join(t.pick(one.chat_title) for one in lacking)
        text = Html(f"{text}\n\n{t('signup.ask_join.requires', before=before)}")
    if several:
        who = names_and_numbers(t, [card.course.centre])
        text = Html(f"{text}\n\n{t('signup.ask_join.responsible', centre=who)}")
    return Screen(
        text,
        [
            [Button(t.plain(yes), b.JoinFrom(card.course.id, referrer.value) if referrer else b.Join(card.course.id))],
            [Button(t.plain("button.back"), b.ShowCourse(card.course.id))],
        ],
    )
