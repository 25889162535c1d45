"""Every button, command, step and kind of message × everybody, here and elsewhere: made from the tables of handlers and kinds.

Whoever has not the role that `domain/rights.py` asks for, or whose row it is not, is refused kindly, changes nothing, and
tells nobody anything. Everybody has chosen nynorsk in an app that is set to German, and is answered in nynorsk.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import pytest
from sqlalchemy import delete, select, update

from db.models import Assignment, Dialog, Outbox, Person
from domain import rights
from domain.buttons import Payload
from domain.calls.buttons import AskToBeRung
from domain.conversations import buttons as conversation_buttons
from domain.courses import buttons as course_buttons
from domain.delivery import State
from domain.groups import buttons as g
from domain.messages import Message
from domain.notices import buttons as notice_buttons
from domain.people import buttons as people_buttons
from domain.privacy import buttons as privacy_buttons
from domain.rights import Action
from domain.running import buttons as b
from domain.running.sessions import in_minutes
from domain.signup import buttons as signup_buttons
from handlers import TABLE
from scheduler.kinds import KINDS
from services.mail import outbox
from tests.flows.groups import DAY, Play, play
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage
from texts.catalog import Catalog, Texts

MakeStage = Callable[..., Awaitable[Stage]]
OTHER_CENTRE = CENTRE.replace("sandefjord", "tromso").replace("LMS-Sandefjord", "LMS-Tromsø")
NO_ROLE = (Action.OPEN, Action.OWN)
REFUSED = ("Dette er for dei som koordinerer kurset", "verkar ikkje lenger", "Noko er endra")
ASKED_FIRST = ("Før vi byrjar",)
NOT_COMPARED = ("inbox", "dialogs", "taken_answers", "notes", "people.blocked_at")
OF_ANYBODY = {
    *(people_buttons.ChooseLanguage, people_buttons.ChangeLanguage, people_buttons.GiveConsent, people_buttons.Home),
    *(people_buttons.RefuseConsent, people_buttons.CancelDialog, people_buttons.ChangeName, people_buttons.ChangePhone),
    *(
        people_buttons.RemovePhone,
        people_buttons.ShowName,
        privacy_buttons.ShowPrivacy,
        privacy_buttons.ExportMe,
        privacy_buttons.AskErase,
    ),
    *(privacy_buttons.Erase, b.PauseWeekly, b.ResumeWeekly, signup_buttons.ShowCourse, signup_buttons.AskJoin),
    *(AskToBeRung, signup_buttons.Join, g.ShowGroups, g.ChooseCentre, g.StartWish, g.Agree, g.DeclineGroup),
}
"""Buttons that name no row of anybody's: pressed by somebody else they speak of that person's own things."""


@dataclass
class World:
    """Two centres; at the first a course with people on it, a group that meets, a draft of groups, an unsent notice,
    a question to the team."""

    it: Play
    everybody: dict[str, Phone]

    @property
    def stage(self) -> Stage:
        return self.it.stage


async def nynorsk(stage: Stage, phone: Phone) -> Phone:
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).where(Person.telegram_id == phone.id).values(language="nn"))
    return phone


async def begun(make_stage: MakeStage, url: str) -> World:
    stage = await make_stage(url, batch=CENTRE + OTHER_CENTRE + COURSE)
    it = await play(stage, 8)
    await it.running(it.people[:4])
    for phone in it.people[:4]:
        await phone.tap(g.PromiseSilence)
    await it.people[0].forge(g.TellTrouble(1).pack())
    await it.people[0].say("Det er vanskeleg å sleppe til.")
    await it.berit.forge(g.FindGroups(1).pack())
    await it.people[5].forge(conversation_buttons.WriteTeam(1).pack())
    await it.people[5].say("Kan eg ta med syster mi?")
    await it.berit.forge(notice_buttons.WriteNotice(1).pack())
    await it.berit.say("Vi ses på tysdag.")
    former = await stage.coordinator("Frøydis")
    async with stage.app.database.begin() as session:
        gone = select(Person.id).where(Person.telegram_id == former.id).scalar_subquery()
        await session.execute(delete(Assignment).where(Assignment.person_id == gone))
    unknown = await stage.person("Ukjend", language_code="de")
    await unknown.start()
    everybody = {
        "unknown": unknown,
        "participant": await stage.participant("Kari"),
        "member": it.people[1],
        "coordinator elsewhere": await stage.coordinator("Turid", "tromso"),
        "former coordinator": former,
        "coordinator": it.berit,
    }
    for phone in [*everybody.values(), *it.people]:
        await nynorsk(stage, phone)
        stage.server.sandbox.state.people[phone.id].language_code = "de"
    return World(it, everybody)


ROWS = {"session_id": 4, "at": in_minutes(FIRST) + 60 * 24 * 30, "round": "midway", "page": 0}


def harmful(kind: type[Payload]) -> str:
    """The callback data of a button that names rows that exist; what is not named here is 1."""
    hints = get_type_hints(kind)
    return kind(**{one.name: ROWS.get(one.name, hints[one.name](1)) for one in fields(kind)}).pack()  # type: ignore[arg-type]


def refused_to(who: str, action: Action, kind: Any) -> bool:
    """Whether the table of rights lets this person press such a button, if all rows that it names are of the first centre."""
    if action in NO_ROLE:
        return kind not in OF_ANYBODY and who not in ("member", "coordinator")
    if who == "member" and action is Action.GROUP_CHAT:
        return False
    if who == "coordinator elsewhere" and kind in (
        course_buttons.ManageCourses,
        course_buttons.SendGuide,
        course_buttons.ShowNews,
        conversation_buttons.ListConversations,
    ):
        return False  # they name no row: one sees one's own
    return who != "coordinator"


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which languages anything has been worded."""
    heard: list[str] = []
    plain = Catalog.of

    def of(self: Catalog, language: str) -> Texts:
        heard.append(language)
        return plain(self, language)

    monkeypatch.setattr(Catalog, "of", of)
    return heard


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Action]:
    """Which actions the table of rights has been asked for."""
    heard: list[Action] = []
    plain = rights.where

    def where(holder: rights.Holder, action: Action) -> frozenset[int]:
        heard.append(action)
        return plain(holder, action)

    monkeypatch.setattr(rights, "where", where)
    return heard


def kindly(who: str, answer: str) -> bool:
    """Refused in words that lead on; whoever has agreed to nothing yet may be asked for that first."""
    asked_first = ASKED_FIRST if who in ("unknown", "former coordinator", "coordinator elsewhere") else ()
    return any(words in answer for words in (*REFUSED, *asked_first))


async def answers(phone: Phone, pressed: Sequence[str]) -> list[str]:
    """What is said to forged presses, one after the other; a few at a time, as nobody is answered to a flood."""
    stage, said = phone.stage, []
    await phone.refresh()
    message_id = phone.messages[-1]["message_id"]
    for few in batched(pressed, 20):
        await stage.forget_calls()
        for data in few:
            await stage.post(f"users/{phone.id}/press", message_id=message_id, data=data)
        await stage.settle()
        calls = await stage.calls()
        assert sum(one["method"] == "answerCallbackQuery" for one in calls) == len(few)
        told = [one["params"] for one in calls if one["method"] in ("sendMessage", "editMessageText")]
        assert {one["chat_id"] for one in told} <= {phone.id}, "somebody else was told"
        said += [one["text"] for one in told]
    return said


def batched(things: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (things[at : at + size] for at in range(0, len(things), size))


async def unchanged(stage: Stage, before: dict[str, list[tuple[Any, ...]]]) -> None:
    after = await stage.dump(without=NOT_COMPARED)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


async def test_buttons(make_stage: MakeStage, sqlite_url: str, spoken: list[str]) -> None:
    world = await begun(make_stage, sqlite_url)
    cells = 0
    for who, phone in world.everybody.items():
        before = await world.stage.dump(without=NOT_COMPARED)
        spoken.clear()
        pressed = [kind for kind, entry in TABLE.buttons.items() if refused_to(who, entry.action, kind)]
        said = await answers(phone, [harmful(kind) for kind in pressed])
        odd = [(kind, words) for kind, words in zip(pressed, said, strict=True) if not kindly(who, words)]
        assert odd == [], who
        await unchanged(world.stage, before)
        assert set(spoken) <= {"nn"}, who
        cells += len(pressed)
    assert cells > 300, cells


async def test_commands_and_steps(make_stage: MakeStage, sqlite_url: str, spoken: list[str]) -> None:
    """A role that has ended, or never was, in the middle of a dialogue or before it: what is written changes nothing."""
    world = await begun(make_stage, sqlite_url)
    drafts = {
        name: entry
        for name, entry in {**TABLE.steps, **TABLE.listeners}.items()
        if name not in ("name", "phone", "ring_phone")
    }
    draft = {
        "session_id": 4,
        "version": 1,
        "course_id": 1,
        "round": "midway",
        "wish_id": 1,
        "apart": 0,
        "group_id": 1,
        "meeting_id": 1,
        "conversation_id": 1,
    }
    for who, phone in world.everybody.items():
        if who in ("coordinator", "member"):
            continue
        before = await world.stage.dump(without=NOT_COMPARED)
        spoken.clear()
        for step in drafts:
            async with world.stage.app.database.begin() as session:
                person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
                await session.execute(delete(Dialog).where(Dialog.person_id == person))
                session.add(Dialog(person_id=person, step=step, draft=draft, expires_at=FIRST + DAY * 99))
            await phone.say("CODE01" if "code" in step else "6.10. kl. 18")
            if TABLE.steps.get(step):
                assert kindly(who, phone.last), (who, step, phone.last)
        for command, entry in TABLE.commands.items():
            if entry.action not in NO_ROLE and who != "coordinator elsewhere":
                await phone.say(f"/{command}")
                assert kindly(who, phone.last), (who, command, phone.last)
        await unchanged(world.stage, before)
        assert set(spoken) <= {"nn"}, who


async def test_whoever_may_is_let_through_by_the_action_that_the_table_names(
    make_stage: MakeStage, sqlite_url: str, asked: list[Action]
) -> None:
    world = await begun(make_stage, sqlite_url)
    for kind, entry in TABLE.buttons.items():
        if entry.action not in NO_ROLE:
            asked.clear()
            (said,) = await answers(world.everybody["coordinator"], [harmful(kind)])
            assert REFUSED[0] not in said, kind
            assert entry.action in asked or entry.action is Action.GROUP_CHAT, (kind, asked)


async def test_kinds_of_message(make_stage: MakeStage, sqlite_url: str) -> None:
    """Whatever stands in the outbox for somebody whom it does not concern (any more) is not delivered."""
    world = await begun(make_stage, sqlite_url)
    stage, told = world.stage, []
    for who, phone in world.everybody.items():
        if who in ("coordinator", "member"):
            continue
        await stage.forget_calls()
        async with stage.app.database.begin() as session:
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            for kind in KINDS:
                hints = get_type_hints(kind)
                values = {one.name: ROWS.get(one.name, hints[one.name](1)) for one in fields(kind)}
                message: Message = kind(**values)  # type: ignore[arg-type]
                await outbox.put(session, message, select(Person.id).where(Person.id == person), due_at=stage.now)
        stage.app.sender.wake()
        await stage.settle()
        rows = await stage.rows(select(Outbox.kind, Outbox.state).where(Outbox.person_id == person))
        told += [(who, row.kind) for row in rows if row.state != State.DROPPED]
        assert len(rows) == len(KINDS)
    assert told == []
