"""Whose bot it is, who answers for what is stored, and where a link leads that leads to no sign-up any more."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import delete, select, update

from db.models import Centre, Course, Person
from domain.running import buttons as running_buttons
from domain.signup import buttons as b
from tests.stage import CENTRE, COURSE, FIRST, Stage

MakeStage = Callable[..., Awaitable[Stage]]
LINK = "c_ta-tak-host"
OWN = "LMS-Sandefjord (+47 00 00 00 00)"
OTHER_CENTRE = CENTRE.replace("sandefjord", "tromso").replace("LMS-Sandefjord", "LMS-Tromsø")


async def test_whose_bot_it_is_and_who_is_responsible(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start(LINK)
    assert "LMS-Sandefjord" in kari.last
    assert not any(label.startswith("✓") for label in kari.labels()), "nothing is chosen yet"
    assert kari.labels()[0] == "Norsk bokmål"
    await kari.press("Norsk bokmål")
    assert "Jeg er en bot, ikke et menneske." in kari.last
    assert f"Ansvarlig for det jeg lagrer, er {OWN}." in kari.last
    assert "Datatilsynet" in kari.last
    await kari.press("Nei takk")
    assert f"ved å ringe {OWN}" in kari.last
    await kari.press("Se en gang til")
    assert "Ansvarlig" in kari.last


async def test_a_link_names_the_centre_of_its_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + OTHER_CENTRE + COURSE.replace("sandefjord", "tromso"))
    kari, ola = await stage.person("Kari"), await stage.person("Ola")
    await kari.start(LINK)
    assert "LMS-Tromsø" in kari.last
    assert "LMS-Sandefjord" not in kari.last
    await ola.start()
    assert "LMS-Sandefjord og LMS-Tromsø" in ola.last


async def test_nobody_to_name(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Centre))
    kari = await stage.person("Kari")
    await kari.start()
    assert "Hei, og velkommen. Hvilket språk vil du bruke?" in kari.last
    await kari.press("Norsk bokmål")
    assert "Ansvarlig" not in kari.last
    await kari.press("Ja, og jeg har fylt 18")
    assert "ikke noe telefonnummer til senteret" in kari.last


@pytest.mark.parametrize("weeks", [0, 6])
async def test_a_course_that_has_begun_or_is_over(stage: Stage, weeks: int) -> None:
    kari = await stage.participant("Kari")
    await stage.turn(FIRST + timedelta(weeks=weeks, hours=1))
    await kari.start(LINK)
    assert ("Dette kurset er over." if weeks else "Kurset er i gang") in kari.last
    assert "fullt" not in kari.last
    assert "ledige plasser" not in kari.last
    assert f"Ring gjerne {OWN} hvis du vil vite når det neste begynner." in kari.last
    await kari.press("Se kursene")
    assert "ingen kurs med åpen påmelding" in kari.last
    assert OWN in kari.last


async def test_a_course_that_is_cancelled(stage: Stage) -> None:
    kari, berit = await stage.participant("Kari"), await stage.coordinator("Berit")
    for evening in range(1, 7):
        await berit.forge(running_buttons.CancelSession(evening, 1).pack())
    await kari.start(LINK)
    assert "Kurset er avlyst." in kari.last
    assert "i gang" not in kari.last
    assert OWN in kari.last
    await kari.forge(b.Join(1).pack())
    assert "Påmeldingen til dette kurset er stengt" in kari.last
    assert "i gang" not in kari.last


async def test_the_card_says_what_one_wants_to_know_first(stage: Stage) -> None:
    kari, berit = await stage.participant("Kari"), await stage.coordinator("Berit")
    assert "1. tir. 1. sep. 18:00–20:30 · Mestring og verdighet" in kari.last
    assert "om du kan ta med noen? Ring LMS-Sandefjord: +47 00 00 00 00" in kari.last
    assert "gratis" not in kari.last, "only where the programme says so"
    assert "Avlyst:" not in kari.last
    await berit.forge(running_buttons.CancelSession(3, 1).pack())
    await kari.start(LINK)
    assert "Avlyst: 1. Det blir 5 samlinger." in kari.last


async def test_the_card_of_a_course_that_is_free(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    programme = stage.app.library.programmes["ta-tak"]
    force_setattr(programme, "free", True)
    try:
        await kari.start(LINK)
        assert "Kurset er gratis." in kari.last
    finally:
        force_setattr(programme, "free", False)


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ("none", None),
        ("asked", "LMS-Sandefjord spør etter en henvisning, for eksempel fra fastlegen eller sykehuset."),
        ("required", "Du trenger en henvisning, for eksempel fra fastlegen eller sykehuset."),
    ],
)
async def test_the_card_says_whether_a_doctor_has_to_refer(stage: Stage, asks: str, said: str | None) -> None:
    kari = await stage.participant("Kari")
    entry = stage.app.library.programmes["ta-tak"].entry
    before = entry.referral
    force_setattr(entry, "referral", asks)
    try:
        await kari.start(LINK)
        assert (said in kari.last) if said else ("henvisning" not in kari.last)
    finally:
        force_setattr(entry, "referral", before)


async def test_news_of_an_evening_names_the_course(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge(running_buttons.MoveAllLater(2, 1).pack())
    await berit.forge(running_buttons.CancelSession(6, 1).pack())
    await kari.refresh()
    assert "En samling er avlyst" in kari.last
    assert "TA TAK – kurs for pårørende" in kari.last
    at = int((FIRST + timedelta(days=1)).timestamp()) // 60
    await berit.forge(running_buttons.ConfirmMove(1, 1, at).pack())
    await kari.refresh()
    assert "En samling har fått ny tid" in kari.last
    assert "TA TAK – kurs for pårørende" in kari.last


@pytest.mark.parametrize("draft", [False, True])
async def test_what_is_agreed_to_holds_where_the_course_is_gone_since(
    make_stage: MakeStage, either_database: str, draft: bool
) -> None:
    """Deleted, or a draft again, while they read what they agree to: it is said, and nobody is asked the same over and over."""
    stage = await make_stage(either_database)
    kari = await stage.person("Kari")
    await kari.start(LINK)
    await kari.press("Norsk bokmål")
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(state="draft") if draft else delete(Course))
    await kari.press("Ja, og jeg har fylt 18")
    assert (
        "Kurset er ikke åpent for påmelding ennå" if draft else "Denne lenken går ikke lenger til et kurs"
    ) in kari.last
    assert [row.name for row in await stage.rows(select(Person.name))] == ["Kari"]
    await kari.say("/start")
    assert "Før vi begynner" not in kari.last
