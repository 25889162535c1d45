"""Lists of courses say of which centre each is where there are several, and how far it has come; no two buttons are alike."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models import Course
from domain.rights import Role
from domain.setup import buttons as setup
from services import people
from tests.flows.test_roles import NETWORK, SECOND, invited, person_id
from tests.stage import CENTRE, COURSE, FIRST, Stage

MakeStage = Callable[..., Awaitable[Stage]]
BOTH = NETWORK + CENTRE + 'network = "vest"\n' + SECOND + COURSE
OTHER = COURSE.replace("sandefjord", "larvik").replace("ta-tak-host", "ta-tak-larvik")
NEAR, FAR = "LMS-Sandefjord", "LMS-Larvik"


@pytest.fixture
async def house(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=BOTH + OTHER)


async def test_a_coordinator_of_two_centres_and_a_network_lead_see_of_which_each_is(house: Stage) -> None:
    berit = await house.coordinator("Berit")
    async with house.app.database.begin() as session:
        token = await people.invite(session, Role.COORDINATOR, "larvik", house.now)
    await berit.say("/courses")
    assert f"tir. 1. sep. · {NEAR}" not in "".join(berit.labels()), "there is one centre"
    await berit.start(f"i_{token}")
    lead = await invited(house, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    for phone in (berit, lead):
        await phone.say("/courses")
        labels = [label for label in phone.labels() if label.startswith("tir. 1. sep.")]
        assert labels == [f"tir. 1. sep. · {one} · Hvitgården · TA TAK – kurs for pårørende" for one in (NEAR, FAR)]
        assert "Merkene" not in phone.last


async def test_a_professional_at_two_centres_sees_of_which_each_is(house: Stage) -> None:
    eivind = await invited(house, "Eivind", Role.PROFESSIONAL)
    number = await person_id(house, eivind)
    async with house.app.database.begin() as session:
        await people.assign(session, number, 2, Role.PROFESSIONAL)
    for course, (name, centre) in enumerate((("Berit", "sandefjord"), ("Turid", "larvik")), 1):
        coordinator = await house.coordinator(name, centre)
        await coordinator.forge(setup.AskMember(course, number, "professional").pack())
        await eivind.press("Ja, det vil jeg")
    await eivind.say("/courses")
    assert [one for one in eivind.labels() if NEAR in one or FAR in one] == [
        f"tir. 1. sep. · {one} · Hvitgården · TA TAK – kurs for pårørende" for one in (NEAR, FAR)
    ]


async def test_drafts_of_two_centres_say_of_which_they_are(house: Stage) -> None:
    berit = await house.coordinator("Berit")
    await berit.forge(setup.MakeDraft(1, "mestringstreff", 0).pack())
    await berit.say("/courses")
    assert "Utkast: Mestringstreff" in berit.labels()
    async with house.app.database.begin() as session:
        token = await people.invite(session, Role.COORDINATOR, "larvik", house.now)
    await berit.start(f"i_{token}")
    await berit.forge(setup.MakeDraft(2, "mestringstreff", 0).pack())
    await berit.say("/courses")
    assert {f"Utkast: {one} · Mestringstreff" for one in (NEAR, FAR)} <= set(berit.labels())


async def test_what_has_begun_and_what_is_over_has_a_mark_that_is_explained(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    later = COURSE.replace("ta-tak-host", "ta-tak-senere").replace("2026-09-01", "2026-10-06")
    stage = await make_stage(sqlite_url, batch=BOTH + later)
    berit = await stage.coordinator("Berit")
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    await stage.turn(FIRST + timedelta(hours=4))
    for phone in (berit, lead):
        await phone.say("/courses")
        assert "Merkene: ▶ i gang" in phone.last
        assert "over" not in phone.last.split("Merkene")[1]
        assert phone.labels()[:2] == [
            "▶ tir. 8. sep. · Hvitgården · TA TAK – kurs for pårørende",
            "tir. 6. okt. · Hvitgården · TA TAK – kurs for pårørende",
        ]
    await stage.turn(FIRST + timedelta(weeks=5, hours=4))
    for phone in (berit, lead):
        await phone.say("/courses")
        assert "Merkene: ▶ i gang · ■ over" in phone.last
        assert phone.labels()[:2] == [
            "▶ tir. 13. okt. · Hvitgården · TA TAK – kurs for pårørende",
            "■ tir. 1. sep. · Hvitgården · TA TAK – kurs for pårørende",
        ], "what is over comes last"


async def test_a_course_that_is_over_stays_for_the_network_lead_and_goes_for_the_neighbour(
    make_stage: MakeStage, either_database: str
) -> None:
    shared = COURSE + 'shared_with = ["larvik"]\n'
    stage = await make_stage(either_database, batch=BOTH.replace(COURSE, shared))
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    near = await stage.coordinator("Turid", "larvik")
    await stage.turn(FIRST + timedelta(weeks=12))
    await lead.say("/courses")
    assert "■ tir. 1. sep. · Hvitgården · TA TAK – kurs for pårørende" in lead.labels()
    await lead.press("■ tir. 1. sep.")
    assert "Opptatte plasser: 0 av 18" in lead.last
    await near.say("/courses")
    assert "Delte kurs" not in near.labels()


async def test_places_of_one_name_are_told_apart_by_their_addresses(make_stage: MakeStage, sqlite_url: str) -> None:
    more = "".join(COURSE.replace("ta-tak-host", f"kurs-{number}") for number in range(4))
    stage = await make_stage(sqlite_url, batch=BOTH + more)
    berit = await stage.coordinator("Berit")
    long = "Gata med det ganske lange navnet"
    async with stage.app.database.begin() as session:
        for number, address in enumerate(("", "Sævegata 1", f"{long} 3", f"{long} 4"), 2):
            at = {"place": "Stord", "address": address}
            await session.execute(update(Course).where(Course.id == number).values(**at))
    await berit.forge(setup.ShowPlaces(1).pack())
    labels = [one for one in berit.labels() if "Stord" in one or "Gata" in one]
    assert {"Stord", "Sævegata 1 · Stord"} <= set(labels)
    assert len(set(labels)) == len(labels) == 4
    assert all(len(one) <= 24 for one in labels)
