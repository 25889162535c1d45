"""A course that is shared with named centres: their people sign up by its link, their coordinators see it without its people."""

from collections.abc import Awaitable, Callable

from domain.courses import buttons as b
from tests.flows.test_roles import SECOND
from tests.stage import CENTRE, COURSE, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NETWORK = '[[networks]]\nslug = "vest"\nname = "Nettverk Vest"\n'
THIRD = SECOND.replace("larvik", "tromso").replace("LMS-Larvik", "LMS-Tromsø")
WORLD = NETWORK + CENTRE + SECOND + THIRD + COURSE + 'shared_with = ["larvik"]\n'
NOT_YOURS = "Dette er for dem som koordinerer kurset"


async def test_a_neighbour_sees_the_course_and_nobody_on_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    await stage.enrolled("Kari")
    near, far = await stage.coordinator("Turid", "larvik"), await stage.coordinator("Arne", "tromso")
    await near.say("/courses")
    await near.press("Delte kurs")
    await near.press("tir. 1. sep.")
    assert "Opptatte plasser: 1 av 18" in near.last
    assert "Kurset er delt med LMS-Larvik." in near.last
    assert "c_ta-tak-host" in near.last
    assert "Kari" not in near.last
    assert near.labels() == ["Tilbake"]
    for kind in (b.ManageCourse(1), b.ListPeople(1, 0), b.PickPerson(1, 0)):
        await near.forge(kind.pack())
        assert NOT_YOURS in near.last, kind
    await far.say("/courses")
    assert "Delte kurs" not in far.labels()
    await far.forge(b.LookAtCourse(1).pack())
    assert NOT_YOURS in far.last


async def test_its_own_coordinator_sees_it_where_it_was(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    assert "Delte kurs" not in berit.labels()
    await berit.press("tir. 1. sep.")
    assert "Hvem som kommer" in berit.labels() or "Deltakere" in berit.labels()
