"""A course that is shared with named centres: their people sign up by its link, their coordinators see it without its people."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from db.models import CourseShare, Person
from domain.courses import buttons as b
from domain.rights import Role
from domain.setup import buttons as setup
from services.organisation import importing
from tests.flows.test_roles import SECOND, invited
from tests.stage import CENTRE, COURSE, Phone, Stage

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


async def test_a_file_that_shares_tells_as_the_card_does(make_stage: MakeStage, sqlite_url: str) -> None:
    """Whoever coordinates where it is shared from now on, and once."""
    stage = await make_stage(sqlite_url, batch=WORLD.replace('"larvik"]', "]").replace("{seats}", "18"))
    near, far = await stage.coordinator("Turid", "larvik"), await stage.coordinator("Arne", "tromso")
    unheard = len(far.messages)
    await bring(stage, WORLD, near, far)
    assert "Et kurs er delt med LMS-Larvik" in near.last
    assert len(far.messages) == unheard
    told = len(near.messages)
    await bring(stage, WORLD, near, far)
    await bring(stage, WORLD.replace('["larvik"]', '["larvik", "tromso"]'), near, far)
    assert len(near.messages) == told
    assert "Et kurs er delt med LMS-Tromsø" in far.last


async def test_whoever_has_yet_to_come_is_not_told_before_they_choose_a_language(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    """A file brings both in, the role and what is shared: Telegram is not asked in vain, and the first words are theirs."""
    stage = await make_stage(sqlite_url)
    near = await stage.person("Turid")
    role = f'[[people]]\ntelegram_id = {near.id}\nrole = "coordinator"\ncentre = "larvik"\n'
    await bring(stage, WORLD + role)
    assert await stage.rows(select(Person.id).where(Person.blocked_at.is_not(None))) == []
    await near.start("")
    await stage.settle()
    await near.refresh()
    assert len(near.texts) == 1
    await near.press("Norsk bokmål")
    await near.say("/courses")
    assert "Delte kurs" in near.labels()


async def bring(stage: Stage, text: str, *phones: Phone) -> None:
    """As `mestringsbot import` does; what that sends has come."""
    app = stage.app
    async with app.database.begin() as session:
        await importing.apply(
            session, app.library, importing.parse(text.replace("{seats}", "18"), "in.toml"), stage.now, "in.toml"
        )
    app.sender.wake()
    await stage.settle()
    for phone in phones:
        await phone.refresh()


async def test_its_own_coordinator_sees_it_where_it_was(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    assert "Delte kurs" not in berit.labels()
    await berit.press("tir. 1. sep.")
    assert "Hvem som kommer" in berit.labels() or "Deltakere" in berit.labels()


async def test_it_is_shared_on_its_card_within_the_network(make_stage: MakeStage, either_database: str) -> None:
    """With centres of the same network by a press each, and no longer by another; whoever has signed up keeps their place."""
    alone = CENTRE.replace("sandefjord", "bodo").replace("LMS-Sandefjord", "LMS-Bodø")
    mine = CENTRE + 'network = "vest"\n'
    stage = await make_stage(either_database, batch=NETWORK + mine + SECOND + THIRD + alone + COURSE)
    berit, near = await stage.coordinator("Berit"), await stage.coordinator("Turid", "larvik")
    await berit.forge(setup.SetUp(1).pack())
    assert "Delt med" not in berit.last
    await berit.press("Del med andre")
    assert berit.labels() == ["LMS-Larvik", "LMS-Tromsø", "Tilbake"]
    await berit.press("LMS-Larvik")
    before = berit.button("Ja, del kurset")
    await berit.press("Ja, del kurset")
    assert "✓ LMS-Larvik" in berit.labels()
    await berit.forge(before)  # pressed twice: it is so already
    assert "✓ LMS-Larvik" in berit.labels()
    await berit.forge(setup.SetUp(1).pack())
    assert "Delt med: LMS-Larvik" in berit.last
    await near.say("/courses")
    await near.press("Delte kurs")
    await near.press("tir. 1. sep.")
    await berit.press("Del med andre")
    await berit.press("LMS-Tromsø")
    again = berit.button("Ja, del kurset")
    await berit.press("Tilbake")
    await berit.press("✓ LMS-Larvik")
    await berit.forge(again)  # of a list that is no longer so: nothing is overwritten, and the card is shown
    assert "Delt med" not in berit.last
    await near.say("/courses")
    assert "Delte kurs" not in near.labels()
    kari = await stage.enrolled("Kari")
    for phone in (near, kari):
        for button in (setup.ShareWith(1, 3, 2, 1, 0), setup.ShareNow(1, 3, 2, 0)):
            await phone.forge(button.pack())
            assert NOT_YOURS in phone.last
    for button in (setup.ShareWith(1, 3, 4, 1, 0), setup.ShareNow(1, 3, 4, 0)):
        await berit.forge(button.pack())
    assert await stage.rows(select(CourseShare)) == []


async def test_a_centre_alone_has_nobody_to_share_with(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge(setup.SetUp(1).pack())
    assert "Del med andre" not in berit.labels()
    await berit.forge(setup.ShowSharing(1, 0).pack())
    assert "ingen andre sentre" in berit.last


async def test_the_list_says_whose_a_shared_course_is(make_stage: MakeStage, sqlite_url: str) -> None:
    """To a network lead, who sees several centres' courses, and to the neighbour; nothing of what is shared with nobody."""
    alone = COURSE.replace("ta-tak-host", "alene").replace("2026-09-01", "2026-09-08")
    plain = (one.replace('network = "vest"\n', "") for one in (CENTRE, SECOND, THIRD))
    in_network = (one.replace("time_zone", 'network = "vest"\ntime_zone') for one in plain)
    shared = COURSE + 'shared_with = ["larvik", "tromso"]\n'
    stage = await make_stage(sqlite_url, batch=NETWORK + "".join(in_network) + shared + alone)
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    await lead.say("/courses")
    assert [label.partition(" ·")[0] for label in lead.labels()] == ["tir. 1. sep.", "tir. 8. sep.", "Til start"]
    title = lead.labels()[0].split(" · ")[-1]
    line = f"tir. 1. sep. · {title}: LMS-Sandefjord holder kurset og deler det med LMS-Larvik og LMS-Tromsø"
    assert lead.last.endswith(f"Velg et kurs.\n\nDelte kurs\n• {line}")
    near = await stage.coordinator("Turid", "larvik")
    await near.say("/courses")
    await near.press("Delte kurs")
    assert near.last.endswith(line)


async def test_where_nothing_is_shared_the_list_is_as_it_was(make_stage: MakeStage, sqlite_url: str) -> None:
    mine = CENTRE.replace("time_zone", 'network = "vest"\ntime_zone')
    stage = await make_stage(sqlite_url, batch=NETWORK + mine + COURSE)
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    await lead.say("/courses")
    assert lead.last.endswith("Velg et kurs.")
