"""Vestre Viken's pathway: informed at the hospital, then a course in the municipality, with a talk group for relatives."""

from datetime import datetime, timedelta

from domain.finding import buttons as f
from domain.rights import Role
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import centre, set_up, sign_up, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

TEAM = (("Eivind", Role.PROFESSIONAL), ("Sigrid", Role.PROFESSIONAL), ("Eldbjørg", Role.EXPERIENCED_USER))
FIRST = datetime(2026, 9, 8, 13, 0, tzinfo=OSLO)
LAST = FIRST + timedelta(weeks=1)
IN_MOSS = """
[[courses]]
slug = "moss-1"
programme = "mestringstreff"
centre = "moss"
first_session = 2026-10-19T17:00:00
seats = 8
place = "Biblioteket i Moss"
"""


async def test_from_the_hospital_to_the_municipality(make_stage: MakeStage, sqlite_url: str) -> None:
    world = (
        centre("vv", "Vestre Viken", "Drammen", "Kongsberg", "Ringerike")
        + centre("drammen", "Drammen kommune", "Drammen")
        + centre("ringerike", "Ringerike kommune", "Ringerike")
        + centre("moss", "Moss kommune", "Moss")
        + IN_MOSS
    )
    stage = await make_stage(sqlite_url, batch=world)
    berit = await stage.coordinator("Berit", "vv")
    hospital = await with_roles(stage, "vv", TEAM)
    course = await set_up(berit, "informasjonskurs", FIRST, "Drammen sykehus", hospital, TEAM)
    kari, ola = people = await sign_up(stage, course, "Kari", "Ola")

    stage.without_ticks()
    diary = Diary(stage, [*people, berit], hospital)
    as_told(
        await diary.until(LAST + timedelta(days=7)),
        """
        18.08. 08:00  Berit  2 nye har fått plass
        01.09. 13:00  Kari, Ola  Hva er det, og hva kan gjøres?
        07.09. 13:00  Kari, Ola  Drammen sykehus
        08.09. 11:00  Kari, Ola  Hva er det, og hva kan gjøres?
        14.09. 13:00  Kari, Ola  Hverdagen, og veien videre
        15.09. 11:00  Kari, Ola  Hverdagen, og veien videre
        15.09. 16:00  Kari, Ola  Takk for at du var med
        17.09. 16:00  Kari, Ola  Spørsmålene om kurset ligger her fortsatt
        """,
    )

    # Meanwhile the municipality has set up what comes next; that of Moss is not near.
    turid = await stage.coordinator("Turid", "drammen")
    drammen = await with_roles(stage, "drammen", (("Nils", Role.PROFESSIONAL), ("Unni", Role.EXPERIENCED_USER)))
    near = await set_up(
        turid, "mestringstreff", datetime(2026, 10, 20, 17, 0, tzinfo=OSLO), "Frivilligsentralen", drammen
    )
    talks = await set_up(
        turid, "samtalegruppe", datetime(2026, 10, 22, 17, 0, tzinfo=OSLO), "Frivilligsentralen", drammen
    )
    diary.team = [*hospital, *drammen]
    as_told(
        await diary.until(LAST + timedelta(days=22)),
        """
        06.10. 16:00  Kari, Ola  Noe som kan passe videre
        """,
    )
    await kari.refresh()
    assert "Frivilligsentralen" in kari.last
    assert "Biblioteket i Moss" not in kari.last
    await kari.tap(s.ShowCourse, course_id=near.id)
    await kari.tap(s.AskJoin, course_id=near.id)
    await kari.tap(s.Join, course_id=near.id)
    await ola.tap(s.ShowCourse, course_id=talks.id)
    await ola.tap(s.AskJoin, course_id=talks.id)
    await ola.tap(s.Join, course_id=talks.id)

    # Both find the way on for as long as they like; and what they are on is not offered to them again.
    await kari.say("/find")
    await kari.tap(f.FindNext, course_id=course.id)
    assert "Samtalegruppe" in kari.last
    assert "tirsdag 20. oktober" not in kari.last
    await nothing_tells(stage, "informasjonskurs", "mestringstreff", "samtalegruppe", coordinators=[berit, turid])
