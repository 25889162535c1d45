"""Sandefjord, low threshold: an open theme evening that anybody finds, no referral, and from it the way into a course."""

from datetime import datetime, timedelta

from domain.signup import Status
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import ONE_OF_EACH, centre, come_to, set_up, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

EVENING = datetime(2026, 9, 10, 18, 0, tzinfo=OSLO)
COURSE = datetime(2026, 10, 13, 17, 0, tzinfo=OSLO)


async def test_from_an_open_evening_into_a_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=centre("sandefjord", "LMS Sandefjord", "Sandefjord", "Larvik"))
    berit = await stage.coordinator("Berit", "sandefjord")
    team = await with_roles(stage, "sandefjord", ONE_OF_EACH)
    await set_up(berit, "temakveld", EVENING, "Hvitgården", team)

    # Kari has no link and no referral: she looks, and the one open evening is what she is shown.
    kari, ola = await stage.acquainted("Kari", "Ola")
    await kari.say("/find")
    assert "Du trenger ingen henvisning" in kari.last
    assert "Kurset er gratis" in kari.last
    await kari.tap(s.AskJoin)
    await kari.tap(s.Join)
    assert (await stage.enrolment(kari)).status == Status.PLACE

    stage.without_ticks()
    diary = Diary(stage, [kari, ola, berit], team)
    as_told(
        await diary.until(EVENING + timedelta(hours=20)),
        """
        18.08. 08:00  Berit  1 ny har fått plass
        09.09. 18:00  Kari  Kveldens tema
        10.09. 16:00  Kari  Sted: Hvitgården
        10.09. 20:00  Kari  Takk for at du var med
        """,
    )

    # Three weeks later she hears of the course that has been set up meanwhile, and signs up from there.
    course = await set_up(berit, "mestringstreff", COURSE, "Hvitgården", team)
    await come_to(course, [ola])
    as_told(
        await diary.until(EVENING + timedelta(days=22)),
        """
        12.09. 08:00  Berit  Mestringstreff
        01.10. 20:00  Kari  Noe som kan passe videre
        """,
    )
    await kari.refresh()
    assert "Mestringstreff" in kari.last
    assert "tirsdag 13. oktober" in kari.last
    await kari.tap(s.ShowCourse, course_id=course.id)
    await kari.tap(s.AskJoin, course_id=course.id)
    await kari.tap(s.Join, course_id=course.id)
    assert "Du har fått plass" in kari.last
    await nothing_tells(stage, "temakveld", "mestringstreff", coordinators=[berit])
