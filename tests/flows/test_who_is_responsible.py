"""Whoever agrees, or signs up, reads who answers for what is stored: never the first centres of a file."""

from collections.abc import Awaitable, Callable

import pytest

from domain.finding import ANY, ANYWHERE, Step
from domain.finding import buttons as finding_buttons
from domain.rights import Role
from domain.signup import buttons as b
from services import people
from tests.flows.seekers import YES, arrived, centre, course
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NAMES = ("Eidfjord kommune", "Jondal kommune", "Odda kommune", "Fitjar kommune", "Stord kommune")
SLUGS = [one.split()[0].lower() for one in NAMES]
NETWORKS = (
    '[[networks]]\nslug = "fonna"\nname = "Fonna"\n[[networks]]\nslug = "oyane"\nname = "Øyane"\nparent = "fonna"\n'
)
MANY = NETWORKS + "".join(
    centre(slug, name, name.split()[0])
    + f'network = "{"oyane" if slug in ("fitjar", "stord") else "fonna"}"\n'
    for slug, name in zip(SLUGS, NAMES, strict=True)
)  # fmt: skip
COURSES = (
    course("fjell", "temadag", "fitjar") + course("hav", "temadag", "stord", "2026-10-13")
    + course("ta", "ta-tak", "odda", "2026-10-20")
)  # fmt: skip
NEUTRAL = "Den som holder kurset du melder deg på, er ansvarlig for det jeg lagrer."


@pytest.fixture
async def many(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=MANY + COURSES)


def named(text: str) -> list[str]:
    return [one for one in NAMES if one in text]


async def with_role(stage: Stage, role: Role, slug: str, *, network: bool = False) -> Phone:
    phone = await stage.person("Siri")
    async with stage.app.database.begin() as session:
        place = await people.place_of(session, slug, network=network)
        token = await people.make_link(session, role, place, stage.now, lasts=people.INVITE_LASTS)
    await phone.start(f"i_{token}")
    return phone


async def test_without_a_link_at_a_house_of_many_nobody_is_named_who_need_not_be_the_one(many: Stage) -> None:
    kari = await many.person("Kari")
    await kari.start()
    assert "Jeg er en bot for kursene til flere kommuner og sykehus." in kari.last
    await kari.press("Norsk bokmål")
    assert NEUTRAL in kari.last
    assert "jeg sier det igjen før du får plassen" in kari.last
    await kari.press("Nei takk")
    assert "melde deg på ved å ringe kommunen eller sykehuset der du bor" in kari.last
    assert not any(named(text) for text in kari.texts)


async def test_what_nobody_can_be_named_for_still_leads_to_a_person(many: Stage) -> None:
    kari = await many.person("Kari")
    await kari.start()
    await kari.press("Norsk bokmål")
    await kari.say("hva er dette for noe")
    assert "Et menneske treffer du hos kommunen eller sykehuset som holder kurset." in kari.last
    await kari.press(YES)
    await kari.say("hvem ringer jeg")
    await kari.say("/help")
    assert not any(named(text) for text in kari.texts)
    await kari.say("jeg vil ikke leve lenger")
    assert any("Du skal ikke være alene" in text and "113" in text for text in kari.texts)
    assert not any(named(text) for text in kari.texts)


@pytest.mark.parametrize("at", ["fjell", "ta"])
async def test_before_a_place_one_reads_who_answers_for_that_course(many: Stage, at: str) -> None:
    """Whether one has agreed without a link, or by that to a course of another centre."""
    kari, ola = await arrived(many), await many.person("Ola")
    await ola.start("c_hav")
    await ola.press("Norsk bokmål")
    assert "Ansvarlig for det jeg lagrer, er Stord kommune (+47 00 00 00 00)." in ola.last
    await ola.press(YES)
    number = {"fjell": 1, "ta": 3}[at]
    for phone in (kari, ola):
        await phone.forge(b.ShowCourse(number).pack())
        await phone.press("Meld meg på")
        own = {"fjell": "Fitjar kommune", "ta": "Odda kommune"}[at]
        assert f"Ansvarlig for det jeg lagrer om deg på dette kurset, er {own} (+47 00 00 00 00)." in phone.last
        assert named(phone.last) == [own]


async def test_where_there_is_one_centre_it_was_named_at_once(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start()
    await kari.press("Norsk bokmål")
    assert "Ansvarlig for det jeg lagrer, er LMS-Sandefjord" in kari.last
    await kari.press(YES)
    await kari.start("c_ta-tak-host")
    await kari.press("Meld meg på")
    assert "Skal jeg melde deg på" in kari.last
    assert "Ansvarlig" not in kari.last


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROFESSIONAL, Role.EXPERIENCED_USER, Role.OWNER])
async def test_whoever_has_a_role_reads_of_the_centre_where_they_have_it(many: Stage, role: Role) -> None:
    siri = await with_role(many, role, "fitjar")
    assert named(siri.last) == ["Fitjar kommune"]
    await siri.forge(finding_buttons.WishCourse("", 0, "", "").pack())
    assert "Ansvarlig for det jeg lagrer, er Fitjar kommune" in siri.last
    assert {name for text in siri.texts for name in named(text)} == {"Fitjar kommune"}


@pytest.mark.parametrize(("network", "said"), [("oyane", ["Fitjar kommune", "Stord kommune"]), ("fonna", [])])
async def test_of_a_network_its_centres_are_named_where_they_are_few(
    many: Stage, network: str, said: list[str]
) -> None:
    siri = await with_role(many, Role.NETWORK_LEAD, network, network=True)
    await siri.forge(finding_buttons.WishCourse("", 0, "", "").pack())
    assert named(siri.last) == said
    assert (NEUTRAL in siri.last) is not bool(said)


async def test_below_what_is_found_stand_the_numbers_of_what_is_found(many: Stage) -> None:
    kari = await arrived(many)
    await kari.forge(finding_buttons.FindCourses(ANY, ANYWHERE, ANY, ANY, 0).pack())
    assert "3 kurs passer" in kari.last
    end = kari.last.rsplit("Et menneske treffer du på telefon", 1)[1]
    assert named(end) == ["Odda kommune", "Fitjar kommune", "Stord kommune"]
    await kari.forge(finding_buttons.AskAgain(Step.NEAR, ANY, 0, "", "").pack())
    await kari.say("eidfj")
    assert "ingen kurs med åpen påmelding som passer" in kari.last
    assert named(kari.last) == ["Eidfjord kommune"]
