"""A coordinator at the card on which a course is set up, and what tests of it need."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from db.models import Course, CourseSession, Person
from domain.rights import Role
from services import people
from tests.stage import OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
YES = "Ja, det vil jeg"
PLACES = '[[places]]\ncentre = "sandefjord"\nslug = "bibliotek"\nname = "Biblioteket"\n'


class Counted:
    """Somebody's presses and texts, counted."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.presses, self.texts = phone, 0, 0

    @property
    def last(self) -> str:
        return self.phone.last

    async def press(self, label: str) -> None:
        self.presses += 1
        await self.phone.press(label)

    async def say(self, words: str) -> None:
        self.texts += 1
        await self.phone.say(words)

    async def month(self, name: str) -> None:
        while name not in self.last:
            await self.press("Neste måned")


async def team_of(stage: Stage) -> tuple[Phone, Phone]:
    """A professional and an experienced user of the centre, by links that they have been given."""
    found = []
    for name, role in (("Eivind", Role.PROFESSIONAL), ("Eldbjørg", Role.EXPERIENCED_USER)):
        (phone,) = await stage.acquainted(name)
        async with stage.app.database.begin() as session:
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            await people.assign(session, person, 1, role)
        found.append(phone)
    return found[0], found[1]


async def with_team(who: Counted, professional: Phone, experienced: Phone) -> None:
    """Both are asked on the card, and say yes."""
    await who.press("Kursteam")
    await who.press("Spør Eivind (fagperson)")
    assert "Eivind er spurt. Du får svar her." in who.last
    await who.press("Spør Eldbjørg (erfaren)")
    if "taushetserklæringen til LMS-Sandefjord" in who.last:
        await who.press("Underskrevet i dag")
    assert "Eivind og Eldbjørg er spurt. Du får svar her." in who.last
    await who.press("Tilbake")
    assert "Svaret fra fagpersonen som er spurt." in who.last
    for phone in (professional, experienced):
        await phone.press(YES)


async def starts(stage: Stage, course_id: int) -> list[str]:
    rows = await stage.rows(
        select(CourseSession.starts_at).where(CourseSession.course_id == course_id).order_by(CourseSession.position)
    )
    return [f"{row.starts_at.astimezone(OSLO):%d.%m. %H:%M}" for row in rows]


async def newest(stage: Stage) -> Course:
    course: Course = (await stage.rows(select(Course).order_by(Course.id.desc())))[0][0]
    return course


async def drafted(stage: Stage, who: Counted, title: str = "Mestringstreff") -> Course:
    """A draft whose dates are the Tuesdays from 8 September at 17:00, at a place of its own."""
    await who.say("/courses")
    await who.press("Nytt kurs")
    await who.press(title)
    if "Begynn på nytt" in who.phone.labels():
        await who.press("Begynn på nytt")
    await who.press("Datoer")
    await who.month("September 2026")
    await who.press("8")
    await who.press("17:00")
    await who.press("Sted")
    if "Et annet sted" in who.phone.labels():
        await who.press("Et annet sted")
    await who.say("Hvitgården")
    return await newest(stage)


async def published(stage: Stage, who: Counted) -> Course:
    professional, experienced = await team_of(stage)
    await drafted(stage, who)
    await with_team(who, professional, experienced)
    await who.say("/courses")
    await who.press("Utkast: Mestringstreff")
    await who.press("Se gjennom og publiser")
    await who.press("Publiser kurset")
    return await newest(stage)


async def known(stage: Stage, name: str) -> Phone:
    state = stage.server.sandbox.state
    found = next(one for one in state.people.values() if one.first_name == name)
    return Phone(stage, found.id, name)
