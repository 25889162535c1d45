"""Wording of answers to what nobody awaited: a sentence and the buttons that do what was asked; nothing is done by itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from domain import rights
from domain.buttons import Payload
from domain.courses import Referrer
from domain.groups import buttons as g
from domain.people import Asked
from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.rights import Action
from domain.running import buttons as running_buttons
from domain.running.sessions import names_day
from domain.signup import Status
from domain.signup import buttons as signup_buttons
from services.courses import CentreView, SessionView
from services.people import Actor
from services.signup import Card, Place
from texts import people as people_words
from texts import signup as signup_words
from texts.catalog import Html, Texts
from texts.contacts import human, many, numbers
from texts.danger import ask_to_be_rung
from texts.screen import Button, Screen

Rows = list[list[Button]]


class Around(Struct, frozen=True):
    """What an answer may need to know of whoever wrote: `said` by them; `home` is their start page.

    `form`: the centre of a form about groups that they have begun and not finished; 0 for none. `read`: the course whose card
    they have just read, and who had passed on the link to it.
    """

    actor: Actor
    places: Sequence[Place]
    centres: Sequence[CentreView]
    home: Screen
    now: datetime
    said: str = ""
    form: int = 0
    read: Card | None = None
    referrer: Referrer | None = None


def answer(t: Texts, asked: Asked, around: Around) -> Screen:
    """To what was understood; all that the start page leads to stays one press away."""
    if around.actor.has_role and asked in (Asked.RING, Asked.CENTRE):
        said = t("own.coordinator") if _writes(around.actor) else human(t, around.centres)
        return Screen(said, around.home.rows)
    return _ANSWERS[asked](t, around)


def not_understood(t: Texts, around: Around, sort: str) -> Screen:
    """Honest and short, with a number, where one was, and the start page's buttons. `sort`: what was sent, if it was no text."""
    return people_words.in_form(t, _not_understood(t, around, sort), around.form)


def _not_understood(t: Texts, around: Around, sort: str) -> Screen:
    key = sort if sort in ("picture", "voice", "contact") else "not_understood"
    if key == "not_understood" and _writes(around.actor):
        return Screen(t("own.coordinator"), around.home.rows)
    rows: Rows = [[_to(t, "people.change_phone", b.ChangePhone())]] if key == "contact" else []
    rows += [list(row) for row in around.home.rows]
    said = t(f"own.{key}")
    return Screen(said if _writes(around.actor) else Html(f"{said} {human(t, around.centres)}"), rows)


def _writes(actor: Actor) -> bool:
    """Whether they write notices; who helps on a team, or leads a network, has a number to ring like everybody."""
    return bool(rights.where(actor, Action.RUN))


def before_consent(t: Texts, centres: Sequence[CentreView], screen: Screen) -> Screen:
    """Whoever has agreed to nothing yet is asked first, but not without a way to a person."""
    return people_words.headed(f"{t('own.not_read')} {human(t, centres)}", screen)


def _to(t: Texts, label: str, press: Payload) -> Button:
    return Button(t.plain(label), press)


def _home(t: Texts) -> Rows:
    return [[_to(t, "button.home", b.Home())]]


def _absent(t: Texts, around: Around) -> Screen:
    """The evening that is named, else of each course the next, to be answered; the course's own page for the others."""
    named = [(place, one) for place in around.places if (one := _named(place, around))]
    coming = named or [(place, one) for place in around.places if (one := _next(place, around.now))]
    if not coming:
        return _no_evening(t, around)
    said = [
        t(
            "own.absent.named" if named else "own.absent",
            title=signup_words.course_named(t, place.course),
            when=t.moment(one.starts_at, place.course.zone),
        )
        for place, one in coming
    ]
    rows: Rows = []
    for place, one in coming:
        several = f" · {signup_words.course_label(t, place.course, around.now)}" if len(coming) > 1 else ""
        no = Button(f"{t.plain('sessions.absent')}{several}", running_buttons.Attend(one.id, one.version, 0))
        rows.append([no])
    rows += _own_pages(t, [place for place, _ in coming], around.now)
    return Screen("\n".join(said), rows)


def _when_and_where(t: Texts, around: Around) -> Screen:
    coming = [(place, one) for place in around.places if (one := _next(place, around.now))]
    if not coming:
        return _no_evening(t, around)
    said = [
        t(
            "own.next",
            title=signup_words.course_named(t, place.course),
            when=t.moment(one.starts_at, place.course.zone),
            place=place.course.place,
            way=signup_words.way_in(t, place),
        )
        for place, one in coming
    ]
    return Screen("\n\n".join(said), _own_pages(t, [place for place, _ in coming], around.now))


def _own_pages(t: Texts, places: Sequence[Place], now: datetime) -> Rows:
    """To each course's own page; by its name where there are several."""
    mine = t.plain("button.my_course")
    labels = [signup_words.course_label(t, one.course, now) if len(places) > 1 else mine for one in places]
    to = [signup_buttons.MyCourse(one.course.id) for one in places]
    return [[Button(label, one)] for label, one in zip(labels, to, strict=True)]


def _named(place: Place, around: Around) -> SessionView | None:
    """The evening of a course that is still to come, on a day of which the text speaks."""
    if place.status is not Status.PLACE:
        return None
    coming = [one for one in place.course.sessions if one.starts_at > around.now and not one.cancelled]
    spoken_of = [one for one in coming if names_day(around.said, one.starts_at.astimezone(place.course.zone).date())]
    return min(spoken_of, key=lambda one: one.starts_at, default=None)


def _next(place: Place, now: datetime) -> SessionView | None:
    return place.course.next_session(now) if place.status is Status.PLACE else None


def _no_evening(t: Texts, around: Around) -> Screen:
    """Not on a course that goes on: what there is, and a number."""
    return Screen(f"{t('own.no_evening')} {_ask(t, around)}".rstrip(), around.home.rows)


def _ask(t: Texts, around: Around) -> Html:
    return Html("") if around.actor.has_role else human(t, around.centres)


def _leaving(t: Texts, around: Around) -> Rows:
    """For each course one button, by its name where there are several."""
    mine = [one for one in around.places if one.course.ends_at > around.now]
    rows = []
    for place in mine:
        label = t.plain("signup.leave" if place.status is Status.PLACE else "signup.leave.line")
        title = signup_words.course_label(t, place.course, around.now)
        rows.append([Button(title if len(mine) > 1 else label, signup_buttons.AskLeave(place.course.id))])
    return rows


def _leave(t: Texts, around: Around) -> Screen:
    rows = _leaving(t, around)
    if not rows:
        return _no_evening(t, around)
    return Screen(t("own.leave"), [*rows, *_home(t)])


def _stop(t: Texts, around: Around) -> Screen:
    weekly = [[_to(t, "weekly.pause", running_buttons.PauseWeekly())]] if around.places else []
    erase = [[_to(t, "people.erase", privacy_buttons.AskErase())]]
    return Screen(t("own.stop"), [*weekly, *_leaving(t, around), *erase, *_home(t)])


def _course(t: Texts, around: Around) -> Screen:
    if len(around.places) == 1:
        return people_words.with_form(t, signup_words.my_place(t, around.places[0], around.now), around.form)
    return around.home if around.places else signup_words.my_places_none(t)


def _join(t: Texts, around: Around) -> Screen:
    """The course whose card they have just read, with its button; else all that there is."""
    card = around.read
    if card is None or card.mine or not card.open:
        return around.home
    ask = signup_words.ask_button(t, card, around.referrer)
    text = t("signup.in_words", title=signup_words.course_named(t, card.course), button=ask.label)
    return Screen(text, [[ask], [signup_words.search(t, "find.others")], *_home(t)])


def _help(t: Texts, around: Around) -> Screen:
    mine = [[_to(t, "button.my_course", signup_buttons.MyCourse(one.course.id))] for one in around.places[:1]]
    stored = [[_to(t, "own.details", privacy_buttons.ShowPrivacy())]]
    rung = ask_to_be_rung(t, around.actor, around.centres)
    guide = [people_words.guide(t)] if around.actor.coordinates else []
    return Screen(f"{t('own.help')} {_ask(t, around)}".rstrip(), [*guide, *mine, *stored, *rung, *_home(t)])


def _ring(t: Texts, around: Around) -> Screen:
    rung = ask_to_be_rung(t, around.actor, around.centres)
    said = t("own.ring") if rung else Html("")
    return Screen(f"{said} {human(t, around.centres)}".lstrip(), [*rung, *_home(t)])


def _centre(t: Texts, around: Around) -> Screen:
    """What only the centre can answer."""
    if many(around.centres):
        return Screen(t("own.centre.many"), _home(t))
    found = numbers(around.centres)
    several = max(1, len([one for one in around.centres if one.phone]) if found else len(around.centres))
    said = t.many("own.centre", several, contacts=found) if found else t.many("own.centre.no_number", several)
    return Screen(said, [*ask_to_be_rung(t, around.actor, around.centres), *_home(t)])


def _hello(t: Texts, around: Around) -> Screen:
    """Whoever calls may be looking for a person."""
    return around.home if around.actor.has_role else people_words.followed(t, around.home, around.centres)


def _one(sentence: str, *buttons: tuple[str, Payload]) -> Callable[[Texts, Around], Screen]:
    """A sentence and buttons that depend on nothing."""

    def screen(t: Texts, _around: Around) -> Screen:
        return Screen(t(sentence), [*([_to(t, label, press)] for label, press in buttons), *_home(t)])

    return screen


def _with_home(sentence: str) -> Callable[[Texts, Around], Screen]:
    return lambda t, around: Screen(t(sentence), around.home.rows)


_ANSWERS: Mapping[Asked, Callable[[Texts, Around], Screen]] = {
    Asked.ABSENT: _absent,
    Asked.LEAVE: _leave,
    Asked.STOP: _stop,
    Asked.COURSE: _course,
    Asked.WHEN: _when_and_where,
    Asked.WHERE: _when_and_where,
    Asked.HELP: _help,
    Asked.RING: _ring,
    Asked.CENTRE: _centre,
    Asked.JOIN: _join,
    Asked.HELLO: _hello,
    Asked.LANGUAGE: lambda t, _around: people_words.change_language(t),
    Asked.THANKS: _with_home("own.thanks"),
    Asked.FINE: _with_home("own.fine"),
    Asked.RESUME: _one("own.resume", ("weekly.resume", running_buttons.ResumeWeekly())),
    Asked.NAME: _one("own.name", ("people.change_name", b.ChangeName())),
    Asked.PHONE: _one("own.phone", ("people.change_phone", b.ChangePhone())),
    Asked.STORED: _one("own.stored", ("own.details", privacy_buttons.ShowPrivacy())),
    Asked.ERASE: _one(
        "own.erase", ("people.erase", privacy_buttons.AskErase()), ("people.export", privacy_buttons.ExportMe())
    ),
    Asked.GROUPS: _one("own.groups", ("button.groups_board", g.ShowGroups())),
}
