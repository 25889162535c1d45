"""Wording of what a coordinator does with one person's place: their card, the question before, and what the person is told."""

from domain.courses import buttons as b
from domain.notices import buttons as notices_buttons
from domain.people import buttons as people_buttons
from domain.signup import Status
from domain.signup import buttons as signup_buttons
from services.signup.handling import Somebody, Told
from texts import needs as need_words
from texts.catalog import Html, Texts
from texts.contacts import in_short
from texts.screen import Button, Screen
from texts.signup import course_title, why


def card(t: Texts, one: Somebody, head: str = "") -> Screen:
    """One person on a course, and what can be done with their place; `head`: what has just been done."""
    place = one.place
    lines = [head] if head else []
    lines.append(t("handling.card", name=one.name, title=course_title(t, place.course), standing=_standing(t, one)))
    lines.append(t("handling.phone", phone=one.phone) if one.phone else t("handling.no_phone"))
    if one.needs:
        lines.append(need_words.of_one(t, one.needs))
    if one.blocked:
        lines.append(t("handling.unreached"))
    if one.handled and one.place.status is not Status.LEFT:
        lines.append(t(f"handling.noted.{one.handled}"))
    if one.handled and one.why:
        lines.append(why(t, one.why))
    return Screen("\n\n".join(lines), [*_ways(t, one), [_list(t, one)]])


def _standing(t: Texts, one: Somebody) -> Html:
    place = one.place
    if place.status is Status.OFFERED and place.expires_at:
        return t("handling.offered", until=t.moment(place.expires_at, place.course.zone))
    return t(f"handling.{place.status}", number=place.number)


def _ways(t: Texts, one: Somebody) -> list[list[Button]]:
    place = one.place
    ids = place.enrolment_id, place.version
    rows = []
    if one.may_be_taken_off:
        rows.append([Button(t.plain("handling.write"), notices_buttons.WriteToOne(place.enrolment_id))])
    if one.may_move_up:
        rows.append([Button(t.plain("handling.up"), b.AskHandle(b.Act.MOVE_UP.value, *ids))])
    if one.may_be_taken_off:
        label = "handling.off" if place.status is Status.PLACE else "handling.off.line"
        rows.append([Button(t.plain(label), b.AskHandle(b.Act.TAKE_OFF.value, *ids))])
    return rows


def _list(t: Texts, one: Somebody) -> Button:
    return Button(t.plain("button.back"), b.ListPeople(one.place.course.id, 0))


def ask(t: Texts, one: Somebody, act: b.Act) -> Screen:
    """What will be done, who is told, and why."""
    place, given = one.place, one.given
    text = t(f"handling.ask.{act}", name=one.name, title=course_title(t, place.course))
    text = Html(f"{text}\n\n{why(t, given.text)}") if given.id else text
    if one.blocked:
        text = Html(f"{text}\n\n{t('handling.unreached')}")
    ids = act.value, place.enrolment_id, place.version
    label = t.plain("sessions.reason.change" if given.id else "sessions.reason.write")
    return Screen(
        text,
        [
            [Button(t.plain(f"handling.yes.{act}"), b.HandlePerson(*ids, given.id))],
            [Button(label, b.AskHandleReason(*ids))],
            [Button(t.plain("button.back"), b.ManagePerson(place.enrolment_id))],
        ],
    )


def ask_reason(t: Texts, one: Somebody, act: b.Act, limit: int) -> Screen:
    """Ask why, in one line: the person reads it, and the coordinators see it beside the name."""
    back = b.AskHandle(act.value, one.place.enrolment_id, one.place.version)
    return Screen(t("handling.ask_reason", name=one.name, limit=limit), [[Button(t.plain("button.back"), back)]])


def done(t: Texts, one: Somebody, act: b.Act) -> Screen:
    told = t("handling.must_ring" if one.blocked else "handling.told", name=one.name)
    return card(t, one, f"{t(f'handling.done.{act}', name=one.name)} {told}")


def taken_off(t: Texts, told: Told) -> Screen:
    """To whoever has been taken off."""
    course = told.place.course
    lines = [t("handling.taken_off", title=course_title(t, course))]
    lines += [why(t, told.why)] if told.why else []
    lines.append(in_short(t, [course.centre]))
    return Screen("\n\n".join(lines), [[Button(t.plain("button.home"), people_buttons.Home())]])


def moved_up(t: Texts, told: Told) -> Screen:
    """To whoever has been put first in line."""
    course = told.place.course
    lines = [t("handling.moved_up", title=course_title(t, course), number=told.place.number)]
    lines += [why(t, told.why)] if told.why else []
    mine = Button(t.plain("button.my_course"), signup_buttons.MyCourse(course.id))
    return Screen("\n\n".join(lines), [[mine]])
