"""A group's own chat from the button that adds the bot to its goodbye, and who decides which chat it is."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import ChatTask, Group, GroupMember, Person
from domain.groups import buttons as g
from domain.groups.chats import startgroup_link
from domain.timing import slots_between
from tests.flows.group_chats import BOT, READY, Chat, address, running
from tests.stage import OSLO, Phone, Stage


async def test_from_the_button_to_goodbye(any_stage: Stage) -> None:
    chat = await running(any_stage, 5)
    solveig, torbjorn, ingeborg, hallvard, _ = chat.people
    await connected(chat, solveig)
    await let_in(chat, torbjorn, ingeborg, hallvard)
    await lives_with_the_clock(chat, solveig)
    await leaves(chat, hallvard)
    await closed(chat, solveig)
    chat.it.nobody_was_named()


async def connected(chat: Chat, solveig: Phone) -> None:
    await chat.connect(solveig)
    group = await chat.it.group()
    assert (group.chat_id, group.chat_ready) == (chat.id, True)
    assert READY in solveig.last
    [rules] = await chat.said()
    assert "Det som blir sagt i gruppa, blir i gruppa" in rules
    assert len((await chat.view())["chat"]["pinned"]) == 1
    assert await chat.links() == {}  # nobody has promised yet
    assert not [one for one in chat.people[1:] if one.saw("lenke til gruppechatten")]


async def let_in(chat: Chat, *people: Phone) -> None:
    for phone in people:
        await chat.come_in(phone)
    links = await chat.links()
    assert len(links) == len(people)
    assert all(one["is_revoked"] and one["creates_join_request"] for one in links.values())
    names = {one["name"] for one in links.values()}
    assert names == {f"m{(await chat.it.row(one)).id}" for one in people}
    rows = await chat.stage.rows(select(GroupMember.invite_link, GroupMember.link_used_at, GroupMember.promise_at))
    assert all(link is None for link, *_ in rows)
    await chat.act("message", user_id=people[0].id, text="Hei alle")
    assert len(await chat.said()) == 1  # the bot answers nothing


async def lives_with_the_clock(chat: Chat, solveig: Phone) -> None:
    """The reminder a day before the first meeting, and one question a week from when the group wants it."""
    first = datetime(2026, 8, 25, 18, tzinfo=OSLO)
    await chat.it.turn(first - timedelta(days=1) + timedelta(minutes=1))
    assert ["Snart møtes dere" in one for one in await chat.said()] == [False, True]
    reminder = next(one for one in (await chat.view())["messages"] if "Snart møtes dere" in (one["text"] or ""))
    assert reminder["buttons"][0][0]["url"] == "https://t.me/mestringsbot?start=mygroup"
    await solveig.start("mygroup")
    assert "Fast tid: tirsdager" in solveig.last
    await solveig.forge(g.ChatHelp((await chat.it.group()).id).pack())
    await solveig.press("Få ukas spørsmål")
    assert "Én gang i uka" in solveig.last
    for week in (1, 2):
        await chat.it.turn(next_question(chat.stage))
        assert sum("Ukas spørsmål" in one for one in await chat.said()) == week
    first_question, second_question = [one for one in await chat.said() if "Ukas spørsmål" in one]
    assert first_question != second_question
    await solveig.press("Ikke flere spørsmål")
    await chat.it.turn(next_question(chat.stage))
    assert sum("Ukas spørsmål" in one for one in await chat.said()) == 2


def next_question(stage: Stage) -> datetime:
    """A minute after the programme's next weekly hour."""
    slot = stage.app.library.programmes["ta-tak"].weekly.slot
    return next(slots_between(stage.now, stage.now + timedelta(days=8), slot, OSLO)) + timedelta(minutes=1)


async def leaves(chat: Chat, hallvard: Phone) -> None:
    group, row = await chat.it.group(), await chat.it.row(hallvard)
    await hallvard.forge(g.LeaveGroup(group.id, row.version).pack())
    await chat.it.look()
    assert await chat.place(hallvard.id) == "left"  # not banned for ever: they may come back as members
    assert await chat.tasks() == []
    assert not [one for one in (await chat.stage.rows(select(ChatTask.telegram_id))) if one[0]]


async def closed(chat: Chat, solveig: Phone) -> None:
    group = await chat.it.group()
    await solveig.forge(g.CloseGroup(group.id, group.version).pack())
    await chat.it.look()
    assert "jeg går ut av chatten" in (await chat.said())[-1]
    assert await chat.place(BOT) == "left"
    assert (await chat.it.group()).chat_id is None
    assert await chat.place(chat.people[1].id) == "member"


async def test_a_second_chat_is_for_the_starter_to_choose(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    await chat.connect(solveig)
    first = chat.id
    await chat.come_in(torbjorn)
    second = await chat.second(ingeborg)
    assert (await chat.it.group()).chat_id == first
    assert "Jeg er lagt til i en chat til" in solveig.last
    group = await chat.it.group()
    await ingeborg.forge(g.SwitchChat(group.id, group.chat_version, 1).pack())
    assert (await chat.it.group()).chat_id == first  # not hers to decide
    await solveig.press("Nei, behold den vi har")
    await chat.it.look()
    assert (await chat.place(BOT, first), await chat.place(BOT, second)) == ("administrator", "left")
    third = await chat.second(ingeborg)
    await solveig.press("Ja, den nye")
    await chat.it.look()
    assert (await chat.it.group()).chat_id == third
    assert await chat.place(BOT, first) == "left"
    chat.id = third
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"


async def test_a_second_chat_that_nobody_chooses(stage: Stage) -> None:
    chat = await running(stage)
    solveig, _, ingeborg, _ = chat.people
    await chat.connect(solveig)
    second = await chat.second(ingeborg)
    await chat.it.turn(timedelta(hours=1))
    assert await chat.place(BOT, second) == "administrator"
    await chat.it.turn(timedelta(days=3))
    assert await chat.place(BOT, second) == "left"
    assert (await chat.it.group()).chat_proposed is None
    assert await chat.place(BOT) == "administrator"


async def test_only_the_starter_decides_about_the_chat(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    group_id = (await chat.it.group()).id
    await torbjorn.forge(g.NoChat(group_id).pack())
    assert "igangsetteren" in torbjorn.last
    await solveig.forge(g.ChatHelp(group_id).pack())
    await solveig.press("Uten chat")
    assert "Gruppa er uten egen chat" in solveig.last
    assert (await chat.it.group()).no_chat
    await chat.connect(torbjorn)  # any member may make it all the same
    group = await chat.it.group()
    assert (group.chat_id, group.no_chat) == (chat.id, False)
    assert READY in torbjorn.last
    assert READY in solveig.last
    await torbjorn.forge(g.WeeklyQuestion(group_id, 1).pack())
    assert "igangsetteren" in torbjorn.last
    await torbjorn.forge(g.NoChat(group_id).pack())
    assert (await chat.it.group()).chat_id == chat.id


async def test_the_coordinator_may_make_the_chat(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    berit, group_id = chat.it.berit, (await chat.it.group()).id
    await berit.forge(g.ManageGroup(group_id).pack())
    await berit.press("Gruppechatten")
    link = address(berit, "Legg meg til")
    chat.id = await chat.add(await chat.make(berit), berit, link)
    assert READY in berit.last
    assert READY in solveig.last
    assert "Min lenke til chatten" not in berit.labels()
    await berit.press("Tilbake")
    await chat.come_in(torbjorn)
    await chat.come_in(solveig)  # who looks after the group, and has a link like everybody else
    assert await chat.place(berit.id) == "creator"


async def test_a_chat_belongs_to_one_group(stage: Stage) -> None:
    """Somebody who is in two groups uses the second one's link in the first one's chat."""
    chat = await running(stage, 8)
    first, people = await chat.it.group(), chat.people
    await chat.connect(people[0])
    async with stage.app.database.begin() as session:
        other = Group(
            centre_id=1, state="running", slot="wed-18", place="online", language="nb", shared="", chat_token="y" * 24,
            answer_until=stage.now, created_at=stage.now, started_at=stage.now,
        )  # fmt: skip
        session.add(other)
        await session.flush()
        person = (await session.scalars(select(Person).where(Person.telegram_id == people[0].id))).one()
        row = GroupMember(group_id=other.id, person_id=person.id, state="member", asked_at=stage.now, version=1)
        session.add(row)
    await chat.add(chat.id, people[0], startgroup_link("mestringsbot", "y" * 24))
    assert "hører til en annen gruppe" in people[0].last
    chats = await stage.rows(select(Group.id, Group.chat_id).order_by(Group.id))
    assert [tuple(one) for one in chats] == [(first.id, chat.id), (first.id + 1, None)]
    assert await chat.place(BOT) == "administrator"
