"""Seats for people who ring: a number on the coordinator's card, counted as taken, never more than there are."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Course, Enrolment, PhoneWait
from domain.courses import buttons as b
from domain.notices import buttons as notices_buttons
from domain.running import buttons as running_buttons
from domain.signup import HOLDS_SEAT
from domain.signup import buttons as signup_buttons
from tests.contract.test_seats import consenting_crowd
from tests.stage import Phone, Stage

MakeStage = Callable[..., Any]


async def set_aside(stage: Stage) -> int:
    ((number,),) = await stage.rows(select(Course.by_phone))
    return int(number)


async def card(berit: Phone) -> None:
    await berit.forge(b.ManageCourse(1).pack())


async def change(berit: Phone, label: str) -> None:
    """Nothing is done before it has been asked about."""
    await berit.press(label)
    await berit.press("Ja, sett av en plass" if label.startswith("+") else "Ja, gi den tilbake")


async def box(stage: Stage) -> str:
    """What stood in the newest box on top of a press."""
    return str((await stage.calls("answerCallbackQuery"))[-1]["params"].get("text") or "")


async def test_a_seat_by_phone_is_taken_and_given_back(stage: Stage) -> None:
    berit = await stage.coordinator()
    await card(berit)
    assert "Opptatte plasser: 0 av 18\n" in berit.last
    assert "−1 per telefon" not in berit.labels()
    await change(berit, "+1 per telefon")
    assert "Opptatte plasser: 1 av 18, én av dem per telefon" in berit.last
    await change(berit, "+1 per telefon")
    assert "Opptatte plasser: 2 av 18, 2 av dem per telefon" in berit.last
    assert "Per telefon, ikke spurt: 2" in berit.last
    await stage.enrolled("Kari")
    await card(berit)
    assert "Opptatte plasser: 3 av 18, 2 av dem per telefon" in berit.last
    await change(berit, "−1 per telefon")
    assert "Opptatte plasser: 2 av 18, én av dem per telefon" in berit.last


async def test_participants_see_fewer_free_places(make_stage: MakeStage, sqlite_url: str) -> None:
    stage: Stage = await make_stage(sqlite_url, seats=2)
    berit = await stage.coordinator()
    await card(berit)
    await change(berit, "+1 per telefon")
    kari = await stage.participant("Kari")
    assert "Én ledig plass av 2" in kari.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    ola = await stage.enrolled("Ola")
    assert "nummer 1 på ventelista" in ola.last


async def test_none_is_set_aside_past_those_who_wait_and_what_is_freed_is_offered(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage: Stage = await make_stage(sqlite_url, seats=2)
    berit = await stage.coordinator()
    await card(berit)
    await change(berit, "+1 per telefon")
    await stage.enrolled("Kari")
    ola = await stage.enrolled("Ola")
    await card(berit)
    await berit.press("+1 per telefon")
    assert berit.last.startswith("Akkurat nå er det ingen ledig plass, og én står allerede på venteliste.")
    assert await set_aside(stage) == 1
    await berit.press("Nei, la det være")
    assert "Opptatte plasser: 2 av 2" in berit.last
    await change(berit, "−1 per telefon")
    await ola.refresh()
    assert "ledig plass til deg" in ola.last


@pytest.fixture
async def full(either_database: str, make_stage: MakeStage) -> tuple[Stage, Phone]:
    """Kari has the only seat."""
    stage: Stage = await make_stage(either_database, seats=1)
    return stage, await stage.enrolled("Kari")


async def queue(berit: Phone) -> None:
    await card(berit)
    await berit.press("+1 per telefon")
    await berit.press("Ja, på ventelista")


LEAVE = signup_buttons.Leave(1, 1).pack()


async def test_whoever_rings_when_all_is_full_waits_in_line_with_all_others(full: tuple[Stage, Phone]) -> None:
    """Ola, then somebody who rang, then Anne: each in their turn, and nobody goes before another."""
    stage, kari = full
    berit = await stage.coordinator()
    ola = await stage.enrolled("Ola")
    await queue(berit)
    assert "står nå som nummer 2 på ventelista" in berit.last
    assert "Skriv navn og nummer hos deg selv" in berit.last
    anne = await stage.enrolled("Anne")
    assert "nummer 3" in anne.last
    await berit.press("Til kurset")
    assert "På venteliste: 3" in berit.last
    await berit.press("Deltakere")
    lines = berit.last.splitlines()
    at = lines.index("Venteliste (3)")
    assert lines[at + 1 : at + 4] == ["1. Ola", "2. Per telefon, ringte man. 17. aug.", "3. Anne"]
    await kari.forge(LEAVE)
    await ola.refresh()
    assert "ledig plass til deg" in ola.last
    assert await set_aside(stage) == 0
    await ola.tap(signup_buttons.DeclineSeat)
    await berit.refresh()
    assert berit.last.startswith("Nå er det plass til en som ringte")
    assert "Den som ringte man. 17. aug." in berit.last
    assert await set_aside(stage) == 1
    await anne.say("/mycourse")
    assert "nummer 1 på ventelista" in anne.last
    await berit.press("Til kurset")
    assert "Opptatte plasser: 1 av 1, én av dem per telefon" in berit.last
    await change(berit, "−1 per telefon")
    await anne.refresh()
    assert "ledig plass til deg" in anne.last


async def test_two_presses_put_one_in_line_and_who_rings_off_is_taken_off(full: tuple[Stage, Phone]) -> None:
    stage, kari = full
    berit, siv = await stage.coordinator(), await stage.coordinator("Siv")
    for one in (berit, siv):
        await card(one)
        await one.press("+1 per telefon")
    assert berit.last.startswith("Alle plassene er tatt akkurat nå.")
    data = berit.button("Ja, på ventelista")
    await berit.press("Ja, på ventelista")
    for one in (berit, siv):
        await one.forge(data)
        assert (await box(stage)).startswith("Ventelista ble endret rett før.")
    assert await stage.rows(select(PhoneWait.number)) == [(2,)]
    await berit.forge(b.PickPerson(1, 0).pack())
    await berit.press("1. Ringte")
    data = berit.button("Ja, ta av ventelista")
    await berit.press("Ja, ta av ventelista")
    assert "Venteliste" not in berit.last
    await berit.forge(data)
    assert "virker ikke lenger" in berit.last
    await kari.forge(LEAVE)
    assert await set_aside(stage) == 0


async def test_somebody_put_first_in_line_goes_before_who_has_rung(full: tuple[Stage, Phone]) -> None:
    stage, kari = full
    berit = await stage.coordinator()
    await queue(berit)
    ola = await stage.enrolled("Ola")
    await berit.forge(b.AskHandle("up", 2, 1).pack())
    await berit.press("Ja, sett først")
    await kari.forge(LEAVE)
    await ola.refresh()
    assert "ledig plass til deg" in ola.last
    assert await set_aside(stage) == 0


async def test_whoever_calls_the_course_off_is_told_to_ring_those_in_line(full: tuple[Stage, Phone]) -> None:
    stage, _ = full
    berit = await stage.coordinator()
    await queue(berit)
    await berit.forge(running_buttons.AskCancelCourse(1).pack())
    assert "Én som har ringt, står på ventelista og hører ikke fra meg. Husk å ringe." in berit.last


async def test_when_the_course_has_begun_there_is_no_line(full: tuple[Stage, Phone]) -> None:
    stage, kari = full
    berit = await stage.coordinator()
    await queue(berit)
    await card(berit)
    await berit.press("+1 per telefon")
    data = berit.button("Ja, på ventelista")
    await stage.turn(stage.options.now.replace(month=9, day=2))
    await berit.forge(data)
    assert "stengt" in berit.last
    await card(berit)
    await berit.press("+1 per telefon")
    assert (await box(stage)).startswith("Akkurat nå er det ingen ledig plass å sette av.")
    await kari.forge(LEAVE)
    assert await set_aside(stage) == 0


async def test_a_colleagues_press_is_not_overwritten(stage: Stage) -> None:
    berit, anne = await stage.coordinator(), await stage.coordinator("Anne")
    await card(berit)
    await card(anne)
    await change(berit, "+1 per telefon")
    await anne.press("+1 per telefon")
    assert (await box(stage)).startswith("Antallet per telefon ble endret rett før, av deg eller en kollega")
    assert "Opptatte plasser: 1 av 18, én av dem per telefon" in anne.last
    await change(anne, "+1 per telefon")
    assert await set_aside(stage) == 2


async def test_what_is_asked_about_and_not_confirmed_is_not_done(stage: Stage) -> None:
    berit = await stage.coordinator()
    await card(berit)
    await berit.press("+1 per telefon")
    assert "Da er det 1 plass per telefon, av 18 i alt." in berit.last
    assert await set_aside(stage) == 0
    await berit.press("Nei, la det være")
    assert "Opptatte plasser: 0 av 18" in berit.last
    data = b.SetByPhone(1, 0, 1).pack()
    for _ in range(3):
        await berit.forge(data)
    assert await set_aside(stage) == 1, "however often it is pressed"


async def test_who_may_not_and_what_was_never_shown(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await kari.forge(b.SetByPhone(1, 0, 1).pack())
    assert "Dette er for dem som koordinerer kurset" in kari.last
    for was, number in ((0, 5), (0, 0), (3, 2)):
        await berit.forge(b.SetByPhone(1, was, number).pack())
    await berit.forge("tel.1.0.-1")
    assert await set_aside(stage) == 0


async def test_until_the_course_is_over_places_are_set_aside_and_taken_back(stage: Stage) -> None:
    berit = await stage.coordinator()
    await stage.turn(stage.options.now.replace(month=9, day=2))
    await card(berit)
    for label, number in (("+1 per telefon", 1), ("+1 per telefon", 2), ("−1 per telefon", 1)):
        await change(berit, label)
        assert await set_aside(stage) == number
    await stage.turn(stage.options.now.replace(month=12, day=2))
    await card(berit)
    assert not any("per telefon" in label for label in berit.labels())
    await berit.forge(b.SetByPhone(1, 1, 0).pack())
    assert await set_aside(stage) == 1


async def test_whoever_rings_must_be_rung(stage: Stage) -> None:
    berit = await stage.coordinator()
    await card(berit)
    await change(berit, "+1 per telefon")
    await berit.press("Deltakere")
    assert "I tillegg én per telefon, som ikke står på lista." in berit.last
    await berit.forge(running_buttons.AskCancelSession(2, 1).pack())
    assert "Én er påmeldt per telefon og hører ikke fra meg. Husk å ringe." in berit.last
    assert "så det er ingen å si fra til" not in berit.last
    await stage.enrolled("Kari")
    await berit.forge(notices_buttons.WriteNotice(1).pack())
    assert berit.last.endswith("Én er påmeldt per telefon og får den ikke.")
    await berit.say("Vi sees på tirsdag.")
    assert "1 person får den. Skal jeg sende den?\n\nÉn er påmeldt per telefon" in berit.last


@pytest.fixture
async def small(either_database: str, make_stage: MakeStage) -> Stage:
    stage: Stage = await make_stage(either_database, seats=6)
    return stage


async def test_people_and_coordinators_at_once_never_take_more_than_there_are(small: Stage) -> None:
    crowd = await consenting_crowd(small, 12)
    coordinators = [await small.coordinator(name) for name in ("Berit", "Anne", "Siv")]
    for one in coordinators:
        await card(one)
    shown = [one.messages[-1]["message_id"] for one in coordinators]
    joins = [small.post(f"users/{one.id}/press", message_id=at, data="join.1") for one, at in crowd.items()]
    presses = [
        small.post(f"users/{one.id}/press", message_id=at, data=b.SetByPhone(1, was, was + 1).pack())
        for was in range(4)
        for one, at in zip(coordinators, shown, strict=True)
    ]
    await asyncio.gather(*(one for pair in zip(joins, presses, strict=True) for one in pair))
    await small.settle(60)
    held = select(func.count()).select_from(Enrolment).where(Enrolment.status.in_(HOLDS_SEAT))
    ((places,),) = await small.rows(held)
    assert places + await set_aside(small) == 6
