"""The bot is added to a chat, and Telegram's app drops the group's token on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import ChatTask, Group
from domain.groups import buttons as g
from domain.groups.chats import Action
from domain.privacy import buttons as b
from tests.flows.group_chats import BOT, READY, RIGHTS, Chat, running
from tests.stage import Phone, Stage

SOON = timedelta(seconds=10)
ASKED = "sa ikke hvilken selvhjelpsgruppe den er for"
NOT_HERE = "der kan jeg ikke bli"


async def add(chat: Chat, phone: Phone, rights: list[str] | None = None) -> None:
    """By hand, or by a link whose parameter is lost."""
    chat.id = await chat.make(phone, kind="supergroup")
    await chat.act("add_bot", by=phone.id, admin_rights=rights or [])
    await chat.it.turn(SOON)
    await phone.refresh()


async def task(stage: Stage) -> ChatTask:
    [(row,)] = await stage.rows(select(ChatTask).where(ChatTask.action == Action.STRAY))
    return row  # type: ignore[no-any-return]


@pytest.mark.parametrize("rights", [RIGHTS, None])
async def test_whoever_added_it_says_whose_chat_it_is(stage: Stage, rights: list[str] | None) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.promise(solveig)
    await add(chat, solveig, rights)
    assert ASKED in solveig.last
    assert not torbjorn.saw(ASKED)
    assert await chat.said() == []
    await chat.it.turn(timedelta(minutes=30))
    await solveig.press("Ja, det er chatten vår")
    await chat.it.look()
    assert (await chat.it.group()).chat_id == chat.id
    assert await chat.place(BOT) == ("administrator" if rights else "member")
    await chat.it.turn(timedelta(hours=2))
    assert await chat.place(BOT) != "left"
    await solveig.refresh()
    assert (READY if rights else "mangler noe") in solveig.last


async def test_the_promise_comes_first(stage: Stage) -> None:
    chat = await running(stage)
    torbjorn = chat.people[1]
    await add(chat, torbjorn, RIGHTS)
    await torbjorn.press("Ja, det er chatten vår")
    assert (await chat.it.group()).chat_id is None
    await torbjorn.press("Det lover jeg")
    await torbjorn.press("Ja, det er chatten vår")
    await chat.it.look()
    assert (await chat.it.group()).chat_id == chat.id


async def test_who_does_nothing_and_who_presses_too_late(stage: Stage) -> None:
    chat = await running(stage)
    solveig = chat.people[0]
    await chat.promise(solveig)
    await add(chat, solveig, RIGHTS)
    await chat.it.turn(timedelta(minutes=70))
    assert await chat.place(BOT) == "left"
    await solveig.press("Ja, det er chatten vår")
    assert (await chat.it.group()).chat_id is None
    assert await chat.tasks() == []


async def test_nobody_else_can_connect_it(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    for phone in (solveig, torbjorn):
        await chat.promise(phone)
    await add(chat, solveig, RIGHTS)
    button = g.ConnectChat((await task(stage)).id, (await chat.it.group()).id)
    stranger = await stage.participant("Ukjent")
    for phone in (torbjorn, stranger, chat.it.berit):
        await phone.forge(button.pack())
    await solveig.forge(g.ConnectChat(button.task_id, 999).pack())
    await solveig.forge(g.ConnectChat(999, button.group_id).pack())
    assert (await chat.it.group()).chat_id is None
    async with stage.app.database.begin() as session:  # a task of another kind
        await session.execute(update(ChatTask).values(action=Action.LEAVE))
    await solveig.forge(button.pack())
    assert (await chat.it.group()).chat_id is None


async def test_who_is_in_no_group_is_told_why_it_leaves(stage: Stage) -> None:
    chat = await running(stage)
    kari = await stage.participant("Kari")
    await add(chat, kari)
    assert NOT_HERE in kari.last
    await chat.it.turn(timedelta(minutes=3))
    assert await chat.place(BOT) == "left"
    assert await chat.said() == []


async def test_told_though_it_has_left(stage: Stage) -> None:
    chat = await running(stage)
    kari = await stage.participant("Kari")
    chat.id = await chat.make(kari)
    await chat.act("add_bot", by=kari.id)
    await chat.it.turn(timedelta(minutes=3))
    await kari.refresh()
    assert NOT_HERE in kari.last
    assert await chat.place(BOT) == "left"


async def test_a_coordinator_chooses_among_groups_without_a_chat(stage: Stage) -> None:
    chat = await running(stage)
    async with stage.app.database.begin() as session:
        first = (await session.scalars(select(Group))).one()
        copied = {one.name: getattr(first, one.name) for one in Group.__table__.columns if one.name != "id"}
        session.add(Group(**(copied | {"chat_token": None})))
    await add(chat, chat.it.berit, RIGHTS)
    await chat.it.berit.refresh()
    assert ASKED in chat.it.berit.last
    assert len(chat.it.berit.labels()) == 2
    await chat.it.berit.press(chat.it.berit.labels()[0])
    await chat.it.look()
    assert [row[0] for row in await stage.rows(select(Group.chat_id).where(Group.chat_id.is_not(None)))] == [chat.id]


async def test_the_link_as_it_should_be_asks_nothing(stage: Stage) -> None:
    chat = await running(stage)
    solveig = chat.people[0]
    await chat.connect(solveig)
    await chat.it.turn(SOON)
    await solveig.refresh()
    assert not solveig.saw(ASKED)


async def test_a_start_without_the_token_asks_too(stage: Stage) -> None:
    chat = await running(stage)
    solveig = chat.people[0]
    await add(chat, solveig)
    await chat.act("message", user_id=solveig.id, text="/start@mestringsbot")
    assert await chat.place(BOT) == "member"
    assert len([one for one in solveig.texts if ASKED in one]) == 1


async def test_no_number_is_kept_of_who_deletes_themselves(stage: Stage) -> None:
    chat = await running(stage)
    kari = await stage.participant("Kari")
    await add(chat, kari)
    await kari.forge(b.Erase().pack())
    assert (await task(stage)).telegram_id is None
    assert str(kari.id) not in repr(await stage.dump(without=("inbox",)))
