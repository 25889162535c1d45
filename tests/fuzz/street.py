"""The world that the walk goes through: a network of three centres, a course of every programme, groups, and whoever is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot import world
from db.models import Person, Wish
from domain.groups.buttons import AnswerProposal
from domain.rights import Role
from services import people, signup
from services.groups import proposals
from services.groups.proposals import ProposedGroup
from services.setup import drafts
from tests.flows.groups import look_for_group
from tests.stage import START, Phone, Stage, StageOptions

NEW = (("Kari", "nb"), ("Oddny", "nn"), ("Mette", "da"), ("Winston", "en"))
"""They have pressed nothing yet; the first two come by the link to a course."""
ROLES = (
    ("Berit", "nb", Role.COORDINATOR, world.CENTRE),
    ("Solveig", "nn", Role.NETWORK_LEAD, world.NETWORK),
    ("Grete", "nb", Role.OWNER, world.NETWORK),
    ("Bodil", "da", Role.COORDINATOR, "larvik"),
)
MEMBERS = ("Torbjørn", "Ingeborg", "Hallvard", "Ragnhild")
"""A group that meets."""
ASKED = ("Eldbjørg", "Gunnvor", "Halldis", "Norunn")
"""They are asked whether they want to be in one."""
SEEKING = ("Sigrun", "Tordis", "Ågot", "Unni")
WAITING = ("Vebjørn", "Ynghild")
"""In line for the course that is full, besides those of `bot/world.py`."""
DRAFTS = ("smil", "depresjon", "temadag", "helsepedagogikk-endring")
OTHER = """
[[courses]]
slug = "host-{number}"
programme = "{slug}"
centre = "{centre}"
first_session = {first}
seats = {seats}
place = "Frivilligsentralen"
{more}
"""
FULL = "gode-vaner"
BUSY = {
    **{"Berit": 24, world.NORA: 8, "Bodil": 5, "Grete": 4, "Solveig": 3, world.TURID: 4, world.ARNE: 4},
    **dict.fromkeys(MEMBERS, 3),
}


@dataclass
class Street:
    """Everybody whom the walk can be, in an order that is always the same."""

    stage: Stage
    phones: list[Phone]

    @property
    def busy(self) -> list[int]:
        """How often each of them takes the telephone: whoever works with it more than others."""
        return [BUSY.get(one.name, 2) for one in self.phones]


def options() -> StageOptions:
    """A stage with the courses of `bot/world.py`, and one of each programme of which there are none in it."""
    return StageOptions(batch=world.batch(START) + "".join(map(_course, range(len(OTHERS)), OTHERS)))


OTHERS = (
    "smil", "depresjon", "informasjonskurs", "temadag", "samtalegruppe", "helsepedagogikk-start", "helsepedagogikk-mestring",
    "helsepedagogikk-endring",
)  # fmt: skip


def _course(number: int, slug: str) -> str:
    first = world.day(START + timedelta(days=8 + 5 * number), number % 5, 17).isoformat()
    more = 'topic = "Pust og ro"' if slug == "temadag" else ""
    centre = (world.CENTRE, "larvik", "tonsberg")[number % 3]
    return OTHER.format(number=number, slug=slug, centre=centre, first=first, seats=2 + 3 * number, more=more)


async def street(stage: Stage) -> Street:
    """Everything in it, on a stage that has just been opened."""
    aside = await _phones(stage, (*world.ASIDE, world.TURID, world.ARNE))
    users = {one.name: one.id for one in aside}
    await world.happened(stage.app, users, stage.now)
    staff = [await _staff(stage, *one) for one in ROLES]
    await world.asked(stage.app, users, stage.now)
    waiting = await stage.acquainted(*WAITING)
    await _in_line(stage, waiting)
    grouped = await _groups(stage)
    await _drafts(stage, staff[0])
    new = [await stage.person(*one) for one in NEW]
    for phone in new[:2]:
        await phone.start(f"c_{world.COURSE}")
    await stage.turn(timedelta(0))
    return Street(stage, [*new, *staff, *aside, *waiting, *grouped])


async def _phones(stage: Stage, names: Sequence[str]) -> list[Phone]:
    """Telephones alone; the bot gets to know their people otherwise."""
    phones = []
    for name in names:
        phone = await stage.person(name)
        stage.server.sandbox.state.people[phone.id].started = True
        phones.append(phone)
    return phones


async def _staff(stage: Stage, name: str, language: str, role: Role, where: str) -> Phone:
    async with stage.app.database.begin() as session:
        place = await people.place_of(session, where, network=role in (Role.NETWORK_LEAD, Role.OWNER))
        token = await people.make_link(session, role, place, stage.now, lasts=timedelta(hours=1))
    phone = await stage.person(name, language)
    await phone.start(f"i_{token}")
    return phone


async def _in_line(stage: Stage, phones: Sequence[Phone]) -> None:
    for phone in phones:
        async with stage.app.database.begin() as session:
            course = await signup.course_by_slug(session, FULL)
            actor = await people.arrive(session, phone.id, stage.now)
            await signup.join(session, stage.app.library, actor, course, stage.now)


async def _groups(stage: Stage) -> list[Phone]:
    """One that meets, one that is asked, and some who look for one."""
    members, asked, seeking = [await stage.acquainted(*names) for names in (MEMBERS, ASKED, SEEKING)]
    every = [*members, *asked, *seeking]
    for order, phone in enumerate(every):
        slot = "tue-18" if phone in members else "wed-18" if phone in asked else "thu-18"
        await look_for_group(stage, phone, order, slot)
    for phones, slot in ((members, "tue-18"), (asked, "wed-18")):
        await _propose(stage, phones, slot)
    await stage.together(*(one.tap(AnswerProposal, answer="yes") for one in members))
    return every


async def _propose(stage: Stage, phones: Sequence[Phone], slot: str) -> None:
    numbers = [one.id for one in phones]
    ours = select(Wish.id).join(Person).where(Person.telegram_id.in_(numbers)).order_by(Wish.id)
    async with stage.app.database.begin() as session:
        wishes = tuple((await session.scalars(ours)).all())
        draft = ProposedGroup(wishes, slot, "online", "nb", ("sleep",))
        await proposals.propose(session, stage.app.library, 1, None, [draft], stage.now)
    stage.app.sender.wake()
    await stage.settle()


async def _drafts(stage: Stage, coordinator: Phone) -> None:
    """Courses that are only just begun."""
    for slug in DRAFTS:
        async with stage.app.database.begin() as session:
            actor = await people.arrive(session, coordinator.id, stage.now)
            centre = (await people.place_of(session, world.CENTRE)).centre_id or 0
            await drafts.make(session, stage.app.library, actor, centre, slug, 0)
