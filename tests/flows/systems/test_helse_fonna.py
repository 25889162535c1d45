"""Helse Fonna: nineteen municipalities in three sub-networks; small places share a course, one lead sees figures of all."""

from datetime import datetime, timedelta

from db.models import CourseShare
from domain.courses import buttons as c
from domain.rights import Role
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import ONE_OF_EACH, centre, centre_id, network, sees, set_up, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.flows.test_roles import invited
from tests.stage import OSLO

PARTS = {
    "hardanger": ("Odda", "Ullensvang", "Eidfjord", "Jondal", "Kvinnherad"),
    "sunnhordaland": ("Stord", "Bømlo", "Fitjar", "Tysnes", "Etne", "Sveio", "Vindafjord"),
    "haugalandet": ("Haugesund", "Karmøy", "Tysvær", "Bokn", "Utsira", "Sauda", "Suldal"),
}
FIRST = datetime(2026, 9, 22, 18, 0, tzinfo=OSLO)
LAST = FIRST + timedelta(weeks=5)


def slug(name: str) -> str:
    return name.lower().replace("ø", "o").replace("æ", "ae")


def world() -> str:
    whole = [network("fonna", "Helse Fonna")]
    for part, names in PARTS.items():
        whole.append(network(part, part.capitalize(), "fonna"))
        whole += [centre(slug(one), f"{one} kommune", one, network=part) for one in names]
    return "".join(whole)


async def test_small_places_share_a_course(make_stage: MakeStage, sqlite_url: str) -> None:
    assert sum(map(len, PARTS.values())) == 19
    stage = await make_stage(sqlite_url, batch=world())
    berit = await stage.coordinator("Berit", "stord")
    near, far = await stage.coordinator("Turid", "fitjar"), await stage.coordinator("Arne", "odda")
    lead = await invited(stage, "Gro", Role.NETWORK_LEAD, "fonna", network=True)
    team = await with_roles(stage, "stord", ONE_OF_EACH)
    course = await set_up(berit, "mestringstreff", FIRST, "Stord kulturhus", team)
    fitjar = await centre_id(stage, "fitjar")
    async with stage.app.database.begin() as session:  # as a file says it: shared_with = ["fitjar"]
        session.add(CourseShare(course_id=course.id, centre_id=fitjar))

    # From Fitjar it is near; whoever lives in Odda has another way to go.
    kari, ola = await stage.acquainted("Kari", "Ola")
    for one, where in ((kari, "Fitjar"), (ola, "Odda")):
        await one.say("/find")
        if not sees(one, s.AskJoin):
            await one.say(where)
    await kari.tap(s.AskJoin)
    await kari.tap(s.Join)
    await near.say("/courses")
    await near.tap(c.ListShared)
    await near.tap(c.LookAtCourse)
    assert "Opptatte plasser: 1 av 14" in near.last
    assert "Kari" not in near.last
    await far.say("/courses")
    assert not sees(far, c.ListShared)
    await lead.say("/courses")
    await lead.tap(c.LookAtCourse)
    assert "Opptatte plasser: 1 av 14" in lead.last
    assert "Kari" not in lead.last

    stage.without_ticks()
    diary = Diary(stage, [kari, ola, berit, near, far, lead], team)
    as_told(
        await diary.until(LAST + timedelta(days=22)),
        """
        18.08. 08:00  Berit  1 ny har fått plass
        15.09. 18:00  Kari  Hva er mestring?
        19.09. 18:00  Kari  Før kurset
        20.09. 18:00  Kari  Spørsmålene om kurset ligger her fortsatt
        21.09. 18:00  Kari  Stord kulturhus
        22.09. 16:00  Kari  Hva er mestring?
        26.09. 10:00  Kari  Å mestre er ikke å ha det bra hele tiden
        28.09. 18:00  Kari  Tanker, følelser og handling
        29.09. 16:00  Kari  Tanker, følelser og handling
        03.10. 10:00  Kari  Ofte er den bare en tanke
        05.10. 18:00  Kari  Kommunikasjon og samspill
        06.10. 16:00  Kari  Kommunikasjon og samspill
        10.10. 10:00  Kari  Andre kan ikke vite hva vi trenger
        12.10. 18:00  Kari  Det du allerede kan
        13.10. 16:00  Kari  Det du allerede kan
        17.10. 10:00  Kari  kommet gjennom noe vanskelig før
        19.10. 18:00  Kari  Motivasjon og endring
        20.10. 16:00  Kari  Motivasjon og endring
        24.10. 10:00  Kari  En vane blir til av små skritt
        26.10. 18:00  Kari  Muligheter framover
        27.10. 16:00  Kari  Muligheter framover
        27.10. 20:30  Kari  Etter kurset
        28.10. 10:30  Kari  Vil du fortsette å møte andre?
        29.10. 20:30  Kari  Etter kurset
        17.11. 20:30  Kari  Noe som kan passe videre
        """,
    )
    await nothing_tells(stage, "mestringstreff", coordinators=[berit])
