"""What centres have done in a year: numbers for those who answer for them, and never a name."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from db.turns import Turn
from domain.courses.buttons import ManageCourse
from domain.organisation import buttons as b
from domain.rights import Role
from domain.running.buttons import ListSessions
from domain.setup.buttons import ShowSharing
from tests.contract.counting import Statements
from tests.flows.test_roles import WORLD, invited
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
IN_LARVIK = COURSE.replace("ta-tak-host", "ta-tak-larvik").replace('"sandefjord"', '"larvik"')
LAST_YEAR = COURSE.replace("ta-tak-host", "ta-tak-i-fjor").replace("2026-09-01", "2025-12-30")
ALL = WORLD + IN_LARVIK + LAST_YEAR


async def lead(stage: Stage) -> Phone:
    phone = await invited(stage, "Lise", Role.NETWORK_LEAD, "vest", network=True)
    await phone.start()
    return phone


async def test_a_network_lead_sees_numbers_of_every_centre_and_no_name(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database, batch=ALL)
    for name in ("Kari", "Ola"):
        await stage.enrolled(name)
    lise = await lead(stage)
    await lise.press("Tall")
    assert "Tall for 2026" in lise.last
    assert "Alle sentre\nKurs: 2 kommer\n2 opptatte plasser, 0 samlinger holdt" in lise.last
    assert "LMS-Larvik\nKurs: 1 kommer\n0 opptatte plasser" in lise.last
    await stage.turn(datetime(2026, 9, 9, 12, 0, tzinfo=OSLO))
    await lise.press("2025")
    assert "LMS-Sandefjord\nKurs: 1 ferdig\n0 opptatte plasser, 6 samlinger holdt" in lise.last
    assert "LMS-Larvik\nIngen kurs dette året" in lise.last
    await lise.press("2026")
    assert "LMS-Sandefjord\nKurs: 1 i gang\n2 opptatte plasser, 2 samlinger holdt" in lise.last
    assert not any(name in text for name in ("Kari", "Ola") for text in lise.texts)


@pytest.mark.parametrize("more", [0, 28])
async def test_thirty_centres_cost_no_more_statements_than_two(
    make_stage: MakeStage, sqlite_url: str, more: int
) -> None:
    """Figures, and with whom a course can be shared; all centres are there, page by page."""
    one = CENTRE.replace("sandefjord", "s{0}").replace("LMS-Sandefjord", "Senter {0:02}") + 'network = "vest"\n'
    stage = await make_stage(sqlite_url, batch=ALL + "".join(one.format(number) for number in range(more)))
    lise, berit = await lead(stage), await stage.coordinator()
    sent = Statements(stage.app.database)
    with sent.listening():
        for phone, press, most in ((lise, b.ShowFigures(0, 0), 10), (berit, ShowSharing(1, 0), 6)):
            sent.forget()
            await phone.forge(press.pack())
            assert sent.statements[Turn.PRESS] == most
    if more:
        await lise.forge(b.ShowFigures(0, 2).pack())
        assert "Side 3 av 3" in lise.last


async def test_a_course_called_off_counts_as_cancelled_and_its_places_not(stage: Stage) -> None:
    await stage.enrolled("Kari")
    berit = await stage.coordinator()
    await berit.say("/courses")
    await berit.tap(ManageCourse)
    await berit.tap(ListSessions)
    for label in ("Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await berit.start()
    await berit.press("Tall")
    assert "Kurs: 1 avlyst\n0 opptatte plasser, 0 samlinger holdt" in berit.last


async def test_without_a_role_and_in_a_year_that_there_cannot_be(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await kari.forge(b.ShowFigures(2026, 0).pack())
    assert "Tall for" not in kari.last
    for year, page in ((999_999, 7), (1, 0)):
        await berit.forge(b.ShowFigures(year, page).pack())
        assert "Tall for 2026" in berit.last
    await stage.turn(timedelta(days=400))
    await berit.forge(b.ShowFigures(0, 0).pack())
    assert "Tall for 2027\n\nLMS-Sandefjord\nIngen kurs dette året" in berit.last
