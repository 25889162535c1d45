"""The waiting list: offers, answers, silence, the start of the course, and buttons that come too late."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import CourseSession
from domain.running.buttons import ConfirmMove
from domain.running.sessions import in_minutes
from domain.signup import Status
from tests.stage import FIRST, START, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
YES, NO = "Ja, jeg tar den", "Nei, gi den videre"
OFFER = "Det er blitt en ledig plass til deg"
STALE = "Noe er endret siden du fikk denne meldingen"
GONE = "virker ikke lenger"


@pytest.fixture
async def line(make_stage: MakeStage, sqlite_url: str) -> tuple[Stage, Phone, Phone, Phone]:
    """A course with one seat: Kari has it, Ola and Per wait, in that order."""
    stage = await make_stage(sqlite_url, seats=1)
    kari = await stage.enrolled("Kari")
    ola = await stage.enrolled("Ola")
    per = await stage.enrolled("Per")
    return stage, kari, ola, per


async def statuses(stage: Stage, *phones: Phone) -> list[Status]:
    return [Status((await stage.enrolment(one)).status) for one in phones]


async def number(phone: Phone) -> str:
    """What /mycourse says of the place in line."""
    await phone.say("/mycourse")
    return phone.last.partition(" på ventelista")[0]


async def test_free_seat_is_offered_to_the_first_in_line_and_taken(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    assert await number(ola) == "Du er nummer 1"
    assert await number(per) == "Du er nummer 2"
    await kari.leave()
    await ola.refresh()
    assert OFFER in ola.last
    assert "tirsdag 18. august kl. 09:00" in ola.last  # 24 hours from Monday morning
    assert await number(per) == "Du er nummer 1"
    await ola.press(YES)
    assert "Du har fått plass" in "".join(ola.texts[-2:])
    assert ola.messages[-1]["document"]["file_name"] == "ta-tak-host.ics"
    assert await statuses(stage, kari, ola, per) == [Status.LEFT, Status.PLACE, Status.WAITING]
    assert not per.saw(OFFER)


async def test_offer_that_is_declined_goes_to_the_next_at_once(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    await kari.leave()
    await ola.press(NO)
    assert "Jeg holder ikke lenger av plassen" in ola.last
    await per.refresh()
    assert OFFER in per.last
    assert await statuses(stage, ola, per) == [Status.LEFT, Status.OFFERED]


async def test_offer_lapses_after_a_day_and_goes_on(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    await kari.leave()
    await stage.turn(timedelta(hours=24) - timedelta(minutes=1))
    assert await statuses(stage, ola, per) == [Status.OFFERED, Status.WAITING]
    await stage.turn(timedelta(minutes=1))
    await ola.refresh()
    await per.refresh()
    assert "Fristen for å svare gikk ut" in ola.last
    assert OFFER in per.last
    assert "onsdag 19. august kl. 09:00" in per.last
    await ola.press(YES)  # on the old offer, which can be seen still
    assert STALE in ola.last
    assert await statuses(stage, ola, per) == [Status.LEFT, Status.OFFERED]


async def test_lapsed_or_left_means_the_end_of_the_line(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    await ola.leave()
    await ola.start("c_ta-tak-host")
    await ola.press("Sett meg på venteliste")
    await ola.press("Ja, sett meg på lista")
    assert "nummer 2" in ola.last
    assert await number(per) == "Du er nummer 1"
    await kari.leave()
    await stage.turn(timedelta(hours=24))
    await per.refresh()
    await per.press("Se kurset igjen")
    await per.press("Sett meg på venteliste")
    await per.press("Ja, sett meg på lista")
    assert "nummer 1" in per.last  # of those who wait; Ola has the offer
    assert await statuses(stage, ola, per) == [Status.OFFERED, Status.WAITING]
    assert (await stage.enrolment(per)).number > (await stage.enrolment(ola)).number


async def test_near_the_start_offers_are_shorter_and_never_reach_past_it(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    kari = await stage.enrolled("Kari")
    queue = [await stage.enrolled(f"Venter {one}") for one in range(5)]
    await stage.turn(FIRST - timedelta(hours=10))
    await kari.leave()
    held = [timedelta(hours=5), timedelta(hours=2.5), timedelta(hours=1, minutes=15), timedelta(minutes=37.5)]
    held.append(timedelta(minutes=30))
    for phone, span in zip(queue, held, strict=True):
        row = await stage.enrolment(phone)
        assert row.status == Status.OFFERED
        assert row.offer_expires_at is not None
        assert row.offer_expires_at - stage.now == span
        assert row.offer_expires_at <= FIRST
        await stage.turn(row.offer_expires_at)
    await stage.turn(FIRST)
    assert set(await statuses(stage, *queue)) <= {Status.LEFT, Status.CLOSED}
    for phone in queue:
        await phone.refresh()
        assert phone.saw("Fristen for å svare gikk ut")


async def test_last_minute_offer_ends_with_the_start_and_is_told_kindly(
    line: tuple[Stage, Phone, Phone, Phone],
) -> None:
    stage, kari, ola, per = line
    await stage.turn(FIRST - timedelta(minutes=20))
    await kari.leave()
    assert (await stage.enrolment(ola)).offer_expires_at == FIRST
    await stage.turn(FIRST)
    await ola.refresh()
    assert "Fristen for å svare gikk ut" in ola.last
    await ola.press(YES)
    assert STALE in ola.last
    assert await statuses(stage, ola, per) == [Status.CLOSED, Status.CLOSED]


async def test_line_is_closed_at_the_start_with_a_kind_message(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    await stage.turn(FIRST - timedelta(minutes=1))
    assert not ola.saw("begynner nå")
    await stage.turn(FIRST)
    for phone in (ola, per):
        await phone.refresh()
        assert "begynner nå, og det ble dessverre ingen ledig plass denne gangen" in phone.last
        assert "+47 00 00 00 00" in phone.last
    assert await statuses(stage, kari, ola, per) == [Status.PLACE, Status.CLOSED, Status.CLOSED]
    await kari.leave()
    assert await statuses(stage, ola, per) == [Status.CLOSED, Status.CLOSED]
    before = len(ola.messages)
    await ola.forge("join.1")
    assert "Påmeldingen til dette kurset er stengt" in ola.last
    await stage.turn(timedelta(days=7))
    await ola.refresh()
    assert len(ola.messages) == before + 1  # told once, and of no evening


async def test_second_press_changes_nothing(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    await kari.forge("join.1")
    await ola.forge("join.1")
    assert await statuses(stage, kari, ola, per) == [Status.PLACE, Status.WAITING, Status.WAITING]
    assert (await stage.enrolment(ola)).number == 2
    await kari.say("/mycourse")
    await kari.press("Meld meg av kurset")
    leave = kari.button("Ja, meld meg av")
    await kari.forge(leave)
    await kari.forge(leave)
    assert GONE in kari.last
    await ola.refresh()
    take = ola.button(YES)
    await ola.forge(take)
    await ola.forge(take)
    assert ola.saw("Du har fått plass")
    assert await statuses(stage, kari, ola, per) == [Status.LEFT, Status.PLACE, Status.WAITING]
    await ola.leave()
    await per.refresh()
    decline = per.button(NO)
    await per.forge(decline)
    await per.forge(decline)
    assert STALE in per.last
    assert await statuses(stage, kari, ola, per) == [Status.LEFT] * 3


async def test_stale_and_forged_buttons_give_nobody_a_seat(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, per = line
    mine = await stage.enrolment(per)
    await per.forge(f"take.{mine.id}.{mine.version}")  # no offer yet
    assert STALE in per.last
    await kari.leave()
    offered = await stage.enrolment(ola)
    for forged, answer in (
        (f"take.{offered.id}.{offered.version}", GONE),  # somebody else's
        (f"pass.{offered.id}.{offered.version}", GONE),
        (f"take.{mine.id}.{mine.version + 1}", STALE),
        ("take.999.1", GONE),
        (f"leave.1.{mine.version + 1}", STALE),
        ("leave.999.1", GONE),
    ):
        await per.forge(forged)
        assert answer in per.last, forged
    await ola.forge(f"take.{offered.id}.{offered.version - 1}")
    assert STALE in ola.last
    assert await statuses(stage, kari, ola, per) == [Status.LEFT, Status.OFFERED, Status.WAITING]
    await ola.press(NO)
    await ola.forge(f"take.{offered.id}.{offered.version}")
    assert STALE in ola.last
    assert await statuses(stage, ola, per) == [Status.LEFT, Status.OFFERED]


async def test_open_offer_stands_in_my_course_and_is_taken_there(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, _per = line
    await stage.turn(START + timedelta(hours=1))
    await kari.leave()
    await ola.say("/mycourse")
    assert OFFER in ola.last
    await ola.press(YES)
    assert await statuses(stage, ola) == [Status.PLACE]


async def test_an_offer_never_outlasts_a_start_that_is_moved_earlier(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, kari, ola, _ = line
    await stage.turn(FIRST - timedelta(hours=60))
    await kari.leave()
    offered = (await stage.enrolment(ola)).offer_expires_at
    berit = await stage.coordinator()
    row = (await stage.rows(select(CourseSession).where(CourseSession.position == 1)))[0].CourseSession
    earlier = stage.now + timedelta(hours=6)
    await berit.forge(ConfirmMove(row.id, row.version, in_minutes(earlier)).pack())
    anew = (await stage.enrolment(ola)).offer_expires_at
    assert anew is not None
    assert offered is not None
    assert anew < earlier < offered
    await ola.refresh()
    button = ola.button(YES)
    await stage.turn(earlier + timedelta(seconds=30))
    await ola.forge(button)
    assert await statuses(stage, ola) != [Status.PLACE]


async def test_a_line_is_closed_even_after_a_standstill_of_a_year(line: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, _, ola, per = line
    await stage.turn(timedelta(days=400))
    assert await statuses(stage, ola, per) == [Status.CLOSED, Status.CLOSED]
