"""Every button, command, step and kind of message × everybody, here and elsewhere: made from the tables of handlers and kinds.

Whoever has not the role that `domain/rights.py` asks for, or whose row it is not, is refused kindly, changes nothing, and
tells nobody anything. Everybody has chosen nynorsk in an app that is set to German, and is answered in nynorsk.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest
from sqlalchemy import delete, select, update

from db.models import Assignment, CourseChange, Dialog, Outbox, Person, TeamMember
from domain import rights
from domain.buttons import Payload
from domain.calls.buttons import AskToBeRung
from domain.conversations import buttons as conversation_buttons
from domain.courses import Answer
from domain.courses import buttons as course_buttons
from domain.courses.messages import TeamEvening, TeamNews, TeamPublished
from domain.delivery import State
from domain.finding import buttons as finding_buttons
from domain.groups import buttons as g
from domain.messages import Message
from domain.notices import buttons as notice_buttons
from domain.organisation import buttons as organisation_buttons
from domain.people import buttons as people_buttons
from domain.privacy import buttons as privacy_buttons
from domain.rights import Action, Reach, Role
from domain.running import buttons as b
from domain.running.sessions import in_minutes
from domain.signup import buttons as signup_buttons
from handlers import TABLE
from scheduler.kinds import KINDS
from services.mail import outbox
from tests.contract.full_house import drawn_nowhere
from tests.flows.groups import DAY, Play, play
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage
from texts.catalog import Catalog, Texts

MakeStage = Callable[..., Awaitable[Stage]]
NETWORKS = """
[[networks]]
slug = "vest"
name = "Nettverk Vest"
[[networks]]
slug = "vestfold"
name = "Vestfold"
parent = "vest"
[[networks]]
slug = "nord"
name = "Nettverk Nord"
"""
OTHER_CENTRE = CENTRE.replace("sandefjord", "tromso").replace("LMS-Sandefjord", "LMS-Tromsø") + 'network = "nord"\n'
NEIGHBOUR = CENTRE.replace("sandefjord", "larvik").replace("LMS-Sandefjord", "LMS-Larvik")
OTHER_COURSE = COURSE.replace("sandefjord", "tromso").replace("ta-tak-host", "ta-tak-nord")
WORLD = f"""{NETWORKS}{CENTRE}network = "vestfold"
{OTHER_CENTRE}{NEIGHBOUR}{COURSE}shared_with = ["larvik"]
{OTHER_COURSE}"""
HERE, THERE, NEXT_DOOR = 1, 2, 3
"""The centre where everything is, another one in another network, and one with which the course is shared."""
VEST, VESTFOLD, NORD = 1, 2, 3
"""The network above the first centre's own, that one, and the other centre's."""
ROLES: Mapping[str, tuple[Role, int, int, int]] = {
    "coordinator elsewhere": (Role.COORDINATOR, THERE, 0, 0),
    "coordinator next door": (Role.COORDINATOR, NEXT_DOOR, 0, 0),
    "owner": (Role.OWNER, HERE, 0, 0),
    "owner elsewhere": (Role.OWNER, THERE, 0, 0),
    "owner of the network above": (Role.OWNER, 0, VEST, 0),
    "owner of another network": (Role.OWNER, 0, NORD, 0),
    "network lead": (Role.NETWORK_LEAD, 0, VESTFOLD, 0),
    "network lead above": (Role.NETWORK_LEAD, 0, VEST, 0),
    "network lead elsewhere": (Role.NETWORK_LEAD, 0, NORD, 0),
    "professional on the team": (Role.PROFESSIONAL, HERE, 0, 1),
    "professional of another team": (Role.PROFESSIONAL, HERE, 0, 2),
    "professional on no team": (Role.PROFESSIONAL, HERE, 0, 0),
    "experienced user on the team": (Role.EXPERIENCED_USER, NEXT_DOOR, 0, 1),
    "experienced user elsewhere": (Role.EXPERIENCED_USER, THERE, 0, 2),
    "experienced user without the role": (Role.EXPERIENCED_USER, THERE, 0, 1),
}
"""Whoever has one role more than anybody: which, at which centre or in which network, and on the team of which course.

The last one is on the team still, and has the role at a centre that has nothing to do with the course (any more).
"""
MAY: Mapping[Action, tuple[str, ...]] = {
    Action.ROLES: ("owner", "owner of the network above"),
    Action.SHARED: (
        *("coordinator", "coordinator next door", "owner", "owner of the network above"),
        *("network lead", "network lead above", "professional on the team", "experienced user on the team"),
    ),
    Action.TEAM: ("coordinator", "professional on the team", "experienced user on the team"),
}
"""Who may do what with the rows of the first centre and its course; all else only its coordinator may."""
NO_ROLE = (Action.OPEN, Action.OWN)
ON_THE_TEAM = ("professional on the team", "experienced user on the team")
"""Whoever is on the team of a course is told of it, and needs no row of their own for that."""
AT_A_TIME, TOGETHER = 20, 5
"""So many presses of so many people are answered in time by a slow machine, too."""
SAYING = ("sendMessage", "editMessageText")
"""Besides a file with words below it."""
REFUSED = ("Dette er for dei som koordinerer kurset", "verkar ikkje lenger", "Noko er endra")
ASKED_FIRST = ("Før vi byrjar",)
NOT_COMPARED = ("inbox", "dialogs", "taken_answers", "notes", "people.blocked_at")
OF_ANYBODY = {
    *(people_buttons.ChooseLanguage, people_buttons.ChangeLanguage, people_buttons.GiveConsent, people_buttons.Home),
    *(people_buttons.RefuseConsent, people_buttons.CancelDialog, people_buttons.ChangeName, people_buttons.ChangePhone),
    *(people_buttons.AskMyName, people_buttons.TakeMyName),
    *(
        people_buttons.RemovePhone,
        people_buttons.ShowName,
        privacy_buttons.ShowPrivacy,
        privacy_buttons.ExportMe,
        privacy_buttons.AskErase,
    ),
    *(privacy_buttons.Erase, b.PauseWeekly, b.ResumeWeekly, signup_buttons.ShowCourse, signup_buttons.AskJoin),
    *(finding_buttons.FindCourses, finding_buttons.AskAgain, finding_buttons.WishCourse),
    *(AskToBeRung, signup_buttons.Join, g.ShowGroups, g.ChooseCentre, g.StartWish, g.Agree, g.DeclineGroup),
}
"""Buttons that name no row of anybody's: pressed by somebody else they speak of that person's own things."""
STRANGERS = (
    *("unknown", "participant", "former coordinator", "coordinator elsewhere", "owner", "network lead"),
    *("professional on the team", "experienced user on the team"),
)
"""Nothing is theirs of what has an owner. One of each role is enough: where, has nothing to do with that."""
THEIRS = {
    *(
        (kind, "professional on the team")
        for kind in (course_buttons.JoinTeam, course_buttons.AskedBefore, course_buttons.DeclineTeam)
    ),
    *(
        (kind, who)
        for kind in (
            *(course_buttons.AskAway, course_buttons.CannotCome, course_buttons.CanCome),
            *(course_buttons.CannotMeet, course_buttons.CanMeet),
        )
        for who in ON_THE_TEAM
    ),
}
LISTS: Mapping[type[Payload], str | tuple[str, ...]] = {
    course_buttons.ManageCourses: "",
    course_buttons.ListShared: "",
    course_buttons.SendGuide: "coordinator",
    course_buttons.ShowNews: "coordinator",
    conversation_buttons.ListConversations: "coordinator",
    organisation_buttons.ShowRoles: "owner",
    organisation_buttons.ShowFigures: ("owner", "network lead", "coordinator"),
}
"""Buttons that name no row either, for whoever has a role that begins so: one sees one's own."""


@dataclass
class World:
    """Three centres, two of them in networks; at the first a course with people on it and a team, a group that meets, a
    draft of groups, an unsent notice, a question to the team."""

    it: Play
    everybody: dict[str, Phone]

    @property
    def stage(self) -> Stage:
        return self.it.stage


async def begun(make_stage: MakeStage, url: str) -> World:
    stage = await make_stage(url, batch=WORLD)
    stage.app.drawer._try = drawn_nowhere  # type: ignore[method-assign]
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
    unknown = await stage.person("Ukjend", language_code="de")
    await unknown.start()
    participant, *others = await stage.acquainted("Kari", *ROLES)
    everybody = {
        "unknown": unknown,
        "participant": participant,
        "member": it.people[1],
        "former coordinator": former,
        **dict(zip(ROLES, others, strict=True)),
        "coordinator": it.berit,
    }
    await with_roles(stage, everybody)
    for phone in [*everybody.values(), *it.people]:
        stage.server.sandbox.state.people[phone.id].language_code = "de"
    return World(it, everybody)


async def with_roles(stage: Stage, everybody: Mapping[str, Phone]) -> None:
    """Everybody has theirs, and has chosen nynorsk; the former coordinator has none any more."""
    async with stage.app.database.begin() as session:
        ids = {row.telegram_id: row.id for row in await session.execute(select(Person.id, Person.telegram_id))}
        for who, (role, centre_id, area_id, course_id) in ROLES.items():
            person_id = ids[everybody[who].id]
            at = {"centre_id": centre_id or None, "area_id": area_id or None}
            session.add(Assignment(person_id=person_id, role=role, **at))
            if course_id:
                said = {"state": Answer.YES, "asked_at": stage.now, "answered_at": stage.now}
                session.add(TeamMember(course_id=course_id, person_id=person_id, role=role, **said))
        gone = ids[everybody["former coordinator"].id]
        await session.execute(delete(Assignment).where(Assignment.person_id == gone))
        await session.execute(update(Person).values(language="nn"))


ROWS = {"session_id": 4, "at": in_minutes(FIRST) + 60 * 24 * 30, "round": "midway", "page": 0, "area_id": 0}
ROWS |= {"role": "coordinator"}


def harmful(kind: type[Payload]) -> str:
    """The callback data of a button that names rows that exist; what is not named here is 1."""
    hints = get_type_hints(kind)
    return kind(**{name: ROWS.get(name, hints[name](1)) for name in kind.__struct_fields__}).pack()  # type: ignore[arg-type]


def refused_to(who: str, action: Action, kind: Any) -> bool:
    """Whether the table of rights lets this person press such a button, if all rows that it names are of the first centre."""
    if action in NO_ROLE:
        return kind not in OF_ANYBODY and who in STRANGERS and (kind, who) not in THEIRS
    if who == "member" and action is Action.GROUP_CHAT:
        return False
    if kind in LISTS and who in (*ROLES, "coordinator") and who.startswith(LISTS[kind]):
        return False
    return who not in MAY.get(action, ("coordinator",))


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
    asked_first = ASKED_FIRST if who in ("unknown", "former coordinator") else ()
    return any(words in answer for words in (*REFUSED, *asked_first))


async def answers(phone: Phone, pressed: Sequence[str]) -> list[str]:
    """What is said to somebody's forged presses, one after the other; of what they do others may be told."""
    return (await all_answers([(phone, pressed)], others=True))[phone.id]


async def all_answers(presses: Sequence[tuple[Phone, Sequence[str]]], *, others: bool = False) -> dict[int, list[str]]:
    """The same for several people, who press at the same time; a few each at a time, as nobody is answered to a flood."""
    stage, said = presses[0][0].stage, {phone.id: list[str]() for phone, _ in presses}
    for phone, _ in presses:
        await phone.refresh()
    sat_on = {phone.id: phone.messages[-1]["message_id"] for phone, _ in presses}
    for at in range(0, max(len(pressed) for _, pressed in presses), AT_A_TIME):
        few = [(phone.id, data) for phone, pressed in presses for data in pressed[at : at + AT_A_TIME]]
        await stage.forget_calls()
        for who, data in few:
            await stage.post(f"users/{who}/press", message_id=sat_on[who], data=data)
        await stage.settle()
        calls = await stage.calls()
        assert sum(one["method"] == "answerCallbackQuery" for one in calls) == len(few)
        done = [one for one in calls if "no text in the message" not in (one["description"] or "")]  # said anew
        told = [one["params"] for one in done if one["method"] in SAYING or "caption" in one["params"]]
        told = [one for one in told if not others or one["chat_id"] in said]
        assert Counter(one["chat_id"] for one in told) == Counter(who for who, _ in few), "somebody else was told"
        for one in told:
            said[one["chat_id"]].append(one.get("text") or one["caption"])
    return said


async def unchanged(stage: Stage, before: dict[str, list[tuple[Any, ...]]]) -> None:
    after = await stage.dump(without=NOT_COMPARED)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


async def test_buttons(make_stage: MakeStage, sqlite_url: str, spoken: list[str]) -> None:
    world = await begun(make_stage, sqlite_url)
    before = await world.stage.dump(without=NOT_COMPARED)
    spoken.clear()
    pressed = {
        who: [kind for kind, entry in TABLE.buttons.items() if refused_to(who, entry.action, kind)]
        for who in world.everybody
    }
    presses = [(phone, [harmful(kind) for kind in pressed[who]]) for who, phone in world.everybody.items()]
    said: dict[int, list[str]] = {}
    for few in range(0, len(presses), TOGETHER):
        said |= await all_answers(presses[few : few + TOGETHER])
    for who, phone in world.everybody.items():
        odd = [one for one in zip(pressed[who], said[phone.id], strict=True) if not kindly(who, one[1])]
        assert odd == [], who
    await unchanged(world.stage, before)
    assert set(spoken) <= {"nn"}
    cells = sum(map(len, pressed.values()))
    assert cells > 1700, cells


async def test_commands_and_steps(make_stage: MakeStage, sqlite_url: str, spoken: list[str]) -> None:
    """A role that has ended, or never was, in the middle of a dialogue or before it: what is written changes nothing."""
    world = await begun(make_stage, sqlite_url)
    drafts = {
        name: entry
        for name, entry in {**TABLE.steps, **TABLE.listeners}.items()
        if name not in ("name", "phone", "ring_phone", "find_near")
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
            if entry.action not in NO_ROLE and who not in ROLES:
                await phone.say(f"/{command}")
                assert kindly(who, phone.last), (who, command, phone.last)
        await unchanged(world.stage, before)
        assert set(spoken) <= {"nn"}, who


async def test_whoever_may_is_let_through_by_the_action_that_the_table_names(
    make_stage: MakeStage, sqlite_url: str, asked: list[Action]
) -> None:
    """The coordinator after those whom they take off a team, and before owners, who take their role away."""
    world = await begun(make_stage, sqlite_url)
    for who in sorted(("coordinator", *ROLES), key=lambda who: (who.startswith("owner"), who == "coordinator")):
        for kind, entry in TABLE.buttons.items():
            if entry.action in NO_ROLE or who not in MAY.get(entry.action, ("coordinator",)):
                continue
            asked.clear()
            (said,) = await answers(world.everybody[who], [harmful(kind)])
            assert REFUSED[0] not in said, (who, kind)
            assert entry.action in asked or entry.action is Action.GROUP_CHAT, (who, kind, asked)


def test_the_table_of_rights_gives_nobody_more() -> None:
    """Each role × each action, with how far it reaches, as it is meant: whoever changes the table changes this on purpose."""
    everything = {Action.SEE, Action.PEOPLE, Action.RUN, Action.RESULTS, Action.CONVERSATIONS, Action.GROUPS}
    everything |= {Action.GROUP_CHAT, Action.SETUP, Action.SHARED, Action.REPORT, Action.TEAM}
    meant = {
        Role.OWNER: ({Action.ROLES, Action.REPORT, Action.SHARED}, Reach.BELOW),
        Role.COORDINATOR: (everything, Reach.CENTRE),
        Role.PROFESSIONAL: ({Action.TEAM, Action.SHARED}, Reach.TEAM),
        Role.EXPERIENCED_USER: ({Action.TEAM, Action.SHARED}, Reach.TEAM),
        Role.NETWORK_LEAD: ({Action.REPORT, Action.SHARED}, Reach.BELOW),
    }
    assert {role: dict.fromkeys(actions, reach) for role, (actions, reach) in meant.items()} == rights.TABLE


async def test_kinds_of_message(make_stage: MakeStage, sqlite_url: str) -> None:
    """Whatever stands in the outbox for somebody whom it does not concern (any more) is not delivered."""
    world = await begun(make_stage, sqlite_url)
    stage, told = world.stage, []
    async with stage.app.database.begin() as session:
        was = {"facts": {"place": "Biblioteket"}, "meetings": {"1": ""}}
        session.add(CourseChange(course_id=1, version=2, was=was, made_at=stage.now))
    for who, phone in world.everybody.items():
        if who in ("coordinator", "member"):
            continue
        await stage.forget_calls()
        async with stage.app.database.begin() as session:
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            for kind in KINDS:
                hints = get_type_hints(kind)
                values = {name: ROWS.get(name, hints[name](1)) for name in kind.__struct_fields__}
                message: Message = kind(**values)  # type: ignore[arg-type]
                await outbox.put(session, message, select(Person.id).where(Person.id == person), due_at=stage.now)
        stage.app.sender.wake()
        await stage.settle()
        rows = await stage.rows(select(Outbox.kind, Outbox.state).where(Outbox.person_id == person))
        told += [(who, row.kind) for row in rows if row.state != State.DROPPED]
        assert len(rows) == len(KINDS)
    assert sorted(told) == sorted(
        (who, kind.kind) for who in ON_THE_TEAM for kind in (TeamNews, TeamEvening, TeamPublished)
    )
