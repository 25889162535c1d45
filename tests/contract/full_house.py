"""A house in which every button, command, step and kind of message has somebody whose it is; each is played on the same rows."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.worker import Job
from db.models import Enrolment, Person, TeamMember
from db.turns import Turn
from domain.buttons import Payload
from domain.conversations import buttons as conversation_buttons
from domain.courses import Answer
from domain.groups import buttons as g
from domain.notices import buttons as notice_buttons
from domain.rights import Role
from domain.signup import Status
from services import people
from tests.flows.group_chats import Chat, address
from tests.flows.groups import NAMES, look_for_group, play
from tests.stage import START, Phone, Stage
from texts.leaflet.paper import Printed

ASKED = ("Eldbjørg", "Gunnvor", "Halldis", "Norunn")
SEEKING = ("Sigrun", "Tordis", "Ågot", "Unni")


@dataclass(frozen=True)
class Scene:
    """Who plays something, with which values in place of 1, and what must be so before.

    `rows`: SQL, in which `{starter}` stands for the number of that person; `pressed`: buttons that they press first.
    """

    who: str = ""
    values: Mapping[str, int | str] = field(default_factory=dict)
    rows: Sequence[str] = ()
    pressed: Sequence[Payload] = ()
    chat: bool = False
    """Whether the group has a chat of its own."""
    at: datetime = START
    words: str = ""


@dataclass
class FullHouse:
    """Two groups, one that meets and one that is asked; a pool, a draft of groups; a course with people; an unsent notice;
    a question to the team."""

    stage: Stage
    phones: dict[str, Phone]
    snapshot: Path
    with_chat: Path

    async def keep(self, snapshot: Path) -> None:
        """This is what all begin with."""
        await self._copy(self._file, snapshot)

    async def set(self, scene: Scene) -> Phone:
        """Everything as it was, with what this scene needs; gives whoever plays it."""
        stage = self.stage
        stage._write(scene.at)
        assert stage.app.intake is not None
        await stage.app.intake.flush()
        rows = [one.format_map(self._numbers) for one in scene.rows]
        await self._copy(self.with_chat if scene.chat else self.snapshot, self._file, rows)
        phone = self.phones[scene.who]
        for payload in scene.pressed:
            await phone.forge(payload.pack())
        await phone.refresh()
        return phone

    @property
    def _numbers(self) -> dict[str, str]:
        person = "(SELECT id FROM people WHERE telegram_id = {})"
        return {who: person.format(phone.id) for who, phone in self.phones.items()}

    @property
    def _file(self) -> Path:
        assert self.stage.app.database.file is not None
        return self.stage.app.database.file

    async def _copy(self, source: Path, target: Path, then: Sequence[str] = ()) -> None:
        """Page by page, while nobody has a transaction open."""

        def copy() -> None:
            with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
                one.backup(other)
                other.execute("PRAGMA foreign_keys=ON")
                for statement in then:
                    assert other.execute(statement).rowcount > 0, statement
                other.commit()

        turns = self.stage.app.database.turns
        await turns.take(Turn.UPKEEP)
        try:
            await asyncio.to_thread(copy)
        finally:
            turns.give_back()


async def full_house(stage: Stage, folder: Path) -> FullHouse:
    """With everything in it."""
    stage.app.worker._try = done_here  # type: ignore[method-assign]
    stage.app.drawer._try = drawn_nowhere  # type: ignore[method-assign]
    it = await play(stage, len(NAMES))
    await it.running(it.people[:4])
    for phone in it.people[:4]:
        await phone.tap(g.PromiseSilence)
    await it.people[0].forge(g.TellTrouble(1).pack())
    await it.people[0].say("Det er vanskelig å slippe til.")
    await stage.turn(timedelta(0))  # the others are offered the places that are free
    asked = await looking(stage, 8, "wed-18", *ASKED)
    await it.propose(asked, slot="wed-18")
    seekers = await looking(stage, 12, "thu-18", *SEEKING)
    await it.berit.forge(g.FindGroups(1).pack())
    phones = {"starter": it.people[0], "member": it.people[1], "offered": it.people[4]}
    house = await house_of_a_course(stage, folder, it.berit, 3)
    house.phones.update(**phones, asked=asked[0], seeker=seekers[0])
    await house.keep(house.snapshot)
    await it.people[0].forge(g.ChatHelp(1).pack())
    chat = Chat(it)
    await chat.add(await chat.make(it.people[0]), it.people[0], address(it.people[0], "Legg meg til"))
    await house.keep(house.with_chat)
    return house


async def working(stage: Stage) -> dict[str, Phone]:
    """Somebody who gives roles at the centre, and a professional who is asked to be on the team of the course."""
    owner, professional = await stage.acquainted("Astrid", "Eivind")
    async with stage.app.database.begin() as session:
        for phone, role in ((owner, Role.OWNER), (professional, Role.PROFESSIONAL)):
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            await people.assign(session, person, 1, role)
        asked = {"role": Role.PROFESSIONAL, "state": Answer.ASKED, "asked_at": stage.now}
        session.add(TeamMember(course_id=1, person_id=person, **asked))
    return {"owner": owner, "professional": professional}


async def done_here(job: Job) -> Any:
    """In this process: there are few people, and how long another one takes to start says nothing of statements."""
    work, arguments = job
    return work(*arguments)


async def drawn_nowhere(_job: Job) -> Printed:
    """What a leaflet looks like says nothing of statements, and nothing of rights."""
    return Printed(b"%PDF", b"\x89PNG")


async def house_of_a_course(stage: Stage, folder: Path, coordinator: Phone, people: int) -> FullHouse:
    """Only a course, on which so many people have a place, with its coordinator; nobody has to do with groups."""
    (newcomer,) = await stage.acquainted("Kari")
    placed = await stage.acquainted(*(f"Ola {number}" for number in range(people)))
    await enrol(stage, placed)
    await conversation(placed[0], coordinator)
    await coordinator.forge(notice_buttons.WriteNotice(1).pack())
    await coordinator.say("Vi ses på tirsdag.")
    unknown = await stage.person("Ukjent")
    await unknown.start()
    stage.without_ticks()
    phones = {"unknown": unknown, "newcomer": newcomer, "participant": placed[0], "coordinator": coordinator}
    phones |= await working(stage)
    house = FullHouse(stage, phones, folder / "snapshot.db", folder / "with_chat.db")
    await house.keep(house.snapshot)
    return house


async def conversation(participant: Phone, coordinator: Phone) -> None:
    """A question, the answer, and a text that waits for one: lines 1, 2 and 3."""
    await participant.forge(conversation_buttons.WriteTeam(1).pack())
    await participant.say("Kan jeg ta med søsteren min?")
    await coordinator.forge(conversation_buttons.AnswerPerson(1).pack())
    await coordinator.say("Ja, gjerne.")
    await coordinator.press("Send svaret")
    await participant.forge(conversation_buttons.WriteOn(1).pack())
    await participant.say("Og broren?")


async def looking(stage: Stage, before: int, slot: str, *names: str) -> list[Phone]:
    """People who look for a group at another time; `before`: how many look already."""
    phones = await stage.acquainted(*names)
    for order, phone in enumerate(phones, before):
        await look_for_group(stage, phone, order, slot)
    return phones


async def enrol(stage: Stage, people: Sequence[Phone]) -> None:
    """Each has a place on the stage's course."""
    since = START - timedelta(days=5)
    async with stage.app.database.begin() as session:
        for number, phone in enumerate(people, 1):
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            place: dict[str, Any] = {"status": Status.PLACE, "number": number, "since": since}
            session.add(Enrolment(course_id=1, person_id=person, **place))
