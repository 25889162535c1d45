"""The team of a draft: while there are few whom one may ask, each is a button on its screen, and so are those of last time."""

from sqlalchemy import delete, func, select

from db.models import Assignment, Confidentiality, Person, TeamMember
from domain.rights import Role
from domain.setup import buttons as b
from services import people
from tests.flows.drafts import Counted, MakeStage, drafted, newest, published, team_of
from tests.stage import CENTRE, Phone, Stage

SAME = "Spør de samme: Eivind og Eldbjørg"


async def with_role(stage: Stage, role: Role, *names: str) -> list[Phone]:
    phones = []
    for name in names:
        (phone,) = await stage.acquainted(name)
        async with stage.app.database.begin() as session:
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            await people.assign(session, person, 1, role)
        phones.append(phone)
    return phones


async def to_ask(stage: Stage, berit: Counted) -> list[str]:
    """A draft, and the buttons of its team's screen."""
    await drafted(stage, berit)
    await berit.press("Kursteam")
    return berit.phone.labels()


async def copied(stage: Stage, berit: Counted) -> None:
    """A course that was held, and a draft with its place, seats and languages; with its dates, at its team."""
    await published(stage, berit)
    await berit.say("/courses")
    for label in ("Nytt kurs", "Mestringstreff", "Hvitgården", "Datoer"):
        await berit.press(label)
    await berit.say("12.1.2027 kl. 17")
    await berit.press("Kursteam")


async def states(stage: Stage, course_id: int) -> dict[str, str]:
    rows = await stage.rows(select(TeamMember.role, TeamMember.state).where(TeamMember.course_id == course_id))
    return {row.role: row.state for row in rows}


async def test_who_is_awaited_and_who_is_still_needed_is_said(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind, eldbjorg = await team_of(stage)
    assert await to_ask(stage, berit) == ["Spør Eivind (fagperson)", "Spør Eldbjørg (erfaren)", "Tilbake"]
    assert "Før kurset kan publiseres, må en fagperson og en erfaren bruker ha sagt ja." in berit.last
    await berit.press("Spør Eivind")
    assert "Eivind er spurt. Du får svar her.\nKurset trenger også en erfaren bruker." in berit.last
    assert berit.phone.labels() == ["Spør Eldbjørg (erfaren)", "Eivind", "Tilbake"]
    await berit.press("Spør Eldbjørg")
    await berit.press("Underskrevet i dag")
    assert "Eivind og Eldbjørg er spurt. Du får svar her." in berit.last
    assert "Kurset trenger" not in berit.last
    assert berit.phone.labels() == ["Eldbjørg", "Eivind", "Tilbake"]
    await eivind.press("Jeg kan ikke")
    await berit.say("/courses")
    await berit.press("Utkast")
    await berit.press("Kursteam")
    assert "Eldbjørg er spurt. Du får svar her.\nKurset trenger også en fagperson." in berit.last
    assert "Spør Eivind (fagperson)" in berit.phone.labels()
    await berit.press("Spør Eivind")
    for phone in (eivind, eldbjorg):
        await phone.press("Ja, det vil jeg")
    await berit.say("/courses")
    await berit.press("Utkast")
    await berit.press("Kursteam")
    assert "Alle som trengs, har sagt ja." in berit.last


async def test_more_may_be_asked_than_are_needed(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await with_role(stage, Role.PROFESSIONAL, "Eivind", "Turid")
    await to_ask(stage, berit)
    assert "Det er ingen erfaren bruker å spørre ved LMS-Sandefjord." in berit.last
    await berit.press("Spør Eivind")
    assert berit.phone.labels() == ["Eivind", "Spør flere", "Tilbake"]
    await berit.press("Spør flere")
    assert berit.phone.labels() == ["Spør Turid (fagperson)", "Eivind", "Tilbake"]
    await berit.press("Spør Turid")
    assert "Eivind og Turid er spurt." in berit.last


async def test_with_many_people_there_is_a_screen_a_role(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await with_role(stage, Role.PROFESSIONAL, "Anna", "Bjørn", "Cecilie", "David", "Eli", "Frida")
    assert sum(one.startswith("Spør ") for one in await to_ask(stage, berit)) == 6
    await with_role(stage, Role.EXPERIENCED_USER, "Gro")
    await berit.say("/courses")
    await berit.press("Utkast")
    await berit.press("Kursteam")
    assert berit.phone.labels() == ["Spør en fagperson", "Spør en erfaren bruker", "Tilbake"]
    await berit.press("Spør en fagperson")
    assert berit.phone.labels() == ["Anna", "Bjørn", "Cecilie", "David", "Eli", "Frida", "Tilbake"]
    await berit.press("Anna")
    assert berit.phone.labels() == ["Spør Gro (erfaren)", "Anna", "Spør flere", "Tilbake"]


async def test_labels_are_cut_so_that_people_are_told_apart(make_stage: MakeStage, sqlite_url: str) -> None:
    """The whole name, else the first where nobody else has it; the role stays whole."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    names = ("Jo Li", "Turid Johansen", "Kari Nordmann", "Kari Solberg", "Maximilian Berg")
    await with_role(stage, Role.PROFESSIONAL, *names)
    assert (await to_ask(stage, berit))[:5] == [
        "Spør Jo Li (fagperson)",
        "Spør Kari N… (fagperson)",
        "Spør Kari S… (fagperson)",
        "Spør Maximi… (fagperson)",
        "Spør Turid (fagperson)",
    ]


async def test_those_of_last_time_are_asked_at_once(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await copied(stage, berit)
    assert berit.phone.labels()[0] == SAME
    await berit.press(SAME)
    assert "Eivind og Eldbjørg er spurt. Du får svar her." in berit.last
    course = await newest(stage)
    assert await states(stage, course.id) == {"professional": "asked", "experienced_user": "asked"}
    await berit.phone.forge(b.AskSame(course.id, course.id - 1).pack())
    assert len(await stage.rows(select(TeamMember.id).where(TeamMember.course_id == course.id))) == 2


async def test_of_those_of_last_time_who_has_to_sign_is_asked_after_that(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await copied(stage, berit)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Confidentiality))
    await berit.press(SAME)
    assert "Før Eldbjørg blir spurt, må taushetserklæringen" in berit.last
    assert await states(stage, (await newest(stage)).id) == {"professional": "asked"}
    await berit.press("Underskrevet i dag")
    assert "Eivind og Eldbjørg er spurt. Du får svar her." in berit.last


async def test_who_has_lost_the_role_is_not_among_those_of_last_time(make_stage: MakeStage, sqlite_url: str) -> None:
    """Nor is anybody who has said no to this one; of somebody else's centre nothing is asked."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await copied(stage, berit)
    course = await newest(stage)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.EXPERIENCED_USER))
    await berit.press(SAME)
    assert "Eivind er spurt. Du får svar her.\nKurset trenger også en erfaren bruker." in berit.last
    assert await states(stage, course.id) == {"professional": "asked"}
    await berit.phone.forge(b.AskSame(course.id, 99).pack())
    kari = await stage.participant("Kari", course="")
    await kari.forge(b.AskSame(course.id, course.id - 1).pack())
    assert await stage.rows(select(func.count()).where(TeamMember.course_id == course.id)) == [(1,)]
