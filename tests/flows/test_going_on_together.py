"""From the end of a course to groups that live on their own: one autumn in the life of eighteen people, on a turned clock."""

import re
from datetime import timedelta

from sqlalchemy import select

from db.models import Outbox, WishPair
from domain.delivery import State
from domain.groups import GroupState
from domain.groups import buttons as g
from domain.running.sessions import in_minutes
from services.groups import tallies
from tests.flows.autumn import (
    ASKED,
    EVERYBODY,
    LEFT_OVER,
    LOOKING,
    ON_THURSDAYS,
    ON_WEDNESDAYS,
    STARTERS,
    THURSDAYS_START,
    WEDNESDAYS_START,
    WHOLE,
    Autumn,
    Circle,
    calendar,
    signed_up,
)
from tests.flows.group_chats import BOT, READY, RIGHTS, Chat
from tests.flows.groups import DAY
from tests.flows.letters import Letter, invitations, letters, owners, strayed
from tests.stage import Phone, Stage

OF_A_GROUP = re.compile(r"\b(gruppa|gruppechatten|treff|treffet)\b|kl\. (16|19):00", re.IGNORECASE)


async def test_going_on_together(stage: Stage) -> None:
    it = await course_ends(stage)
    await they_look_for_a_group(it)
    await three_say_with_whom(it)
    await coordinator_finds_groups(it)
    await she_approves(it)
    wednesdays, thursdays = await proposals_are_answered(it)
    await everybody_promises(wednesdays, "onsdag 21. oktober kl. 19:00", "20261021T190000")
    await everybody_promises(thursdays, "torsdag 15. oktober kl. 16:00", "20261015T160000")
    await chat_of_the_wednesdays(it, wednesdays)
    await chat_of_the_thursdays(it, thursdays)
    await first_meeting(it, thursdays)
    await one_leaves(it, thursdays)
    await one_joins(it, thursdays)
    await chat_grows(it, wednesdays)
    await six_meetings(it, wednesdays)
    await starter_hands_over(it, wednesdays)
    await six_weeks(it, wednesdays, thursdays)
    await what_has_come_of_it(it)
    await everybody_got_what_was_theirs(it)
    await groups_kept_to_themselves(it, wednesdays, thursdays)


async def course_ends(stage: Stage) -> Autumn:
    """Eighteen are on the course; on the morning after the last evening they are asked."""
    it = await signed_up(stage)
    await it.turn(ASKED - timedelta(minutes=1))
    assert not it.who_may(g.Agree)
    await it.turn(ASKED)
    assert it.who_may(g.Agree) == list(EVERYBODY)
    return it


async def they_look_for_a_group(it: Autumn) -> None:
    """Fourteen fill in the form by its buttons; of the others one says no, and three say nothing.

    By what they would talk about, Oddvar belongs with the Wednesdays and Vigdis with the Thursdays.
    """
    await it.people["Halldis"].tap(g.DeclineGroup)
    await it.all_tap(LOOKING, g.Agree, side="relative")
    await it.all_tap(("Oddvar", *(one for one in ON_WEDNESDAYS if one != "Vigdis")), g.Toggle, value="sleep")
    await it.all_tap(("Vigdis", *(one for one in ON_THURSDAYS if one != "Oddvar")), g.Toggle, value="family")
    await it.all_tap(LOOKING, g.ShowStep, step="slots")
    await it.all_tap((*ON_WEDNESDAYS, "Oddvar"), g.Toggle, value="wed-19")
    await it.all_tap((*ON_THURSDAYS, "Vigdis"), g.Toggle, value="thu-16")
    await it.all_tap(LEFT_OVER, g.Toggle, value="mon-13")
    await it.all_tap(LOOKING, g.ShowStep, step="places")
    await it.all_tap(LOOKING, g.ShowStep, step="age")
    await it.all_tap(LOOKING, g.ChooseAge, age=40)
    await it.all_tap(STARTERS, g.Toggle, field="starter")
    await it.all_tap(LOOKING, g.FinishWish)
    assert it.who_may(g.ShowCodes) == list(LOOKING)


async def three_say_with_whom(it: Autumn) -> None:
    """Ingeborg and Vigdis would like to be together; Hallvard would rather not be with Oddvar, who knows nothing of it."""
    circle = Circle(it.stage, it.berit, it.those(*LOOKING))
    it.codes = {one.name: (await circle.wish(one)).code for one in circle.people}
    for name, apart, other in (("Ingeborg", 0, "Vigdis"), ("Vigdis", 0, "Ingeborg"), ("Hallvard", 1, "Oddvar")):
        phone = it.people[name]
        await phone.tap(g.ShowCodes)
        await phone.tap(g.NamePerson, apart=apart)
        await phone.say(it.codes[other])
        assert ("helst ikke sammen" if apart else "gjerne sammen") in phone.last
    assert len(await it.stage.rows(select(WishPair))) == 3


# groups come about


async def coordinator_finds_groups(it: Autumn) -> None:
    """Berit sees two groups, with reasons in words and the names on buttons, and nothing of who wished what of whom."""
    berit, before = it.berit, len(await letters(it.stage))
    await berit.say("/courses")
    await berit.tap(g.ManageGroups)
    assert "14 personer leter etter en gruppe" in berit.last
    await berit.tap(g.FindGroups)
    assert "Grupper: 2. Med plass: 12." in berit.last
    for number in (1, 2):
        await berit.tap(g.ShowCard, number=number)
        day, people = ("onsdag", ON_WEDNESDAYS) if "onsdag" in berit.last else ("torsdag", ON_THURSDAYS)
        assert set(people) == set(berit.labels()) & set(EVERYBODY)
        assert f"Alle kan {day}" in berit.last
        assert "Vil være igangsetter: 1" in berit.last
        assert not re.search("helst|gjerne|sammen med|kode", berit.last)
        await berit.tap(g.ShowRound)
    await berit.tap(g.ShowLeft)
    assert set(LEFT_OVER) == set(berit.labels()) & set(EVERYBODY)
    await berit.tap(g.ShowRound)
    assert {one.to for one in (await letters(it.stage))[before:]} == {berit.id}  # nobody has heard of it yet


async def she_approves(it: Autumn) -> None:
    """Now twelve are asked, without names."""
    await it.berit.tap(g.AskApprove)
    await it.berit.tap(g.Approve)
    await it.look()
    for names, when in ((ON_WEDNESDAYS, "onsdager kl. 19:00"), (ON_THURSDAYS, "torsdager kl. 16:00")):
        for one in it.those(*names):
            assert "6 personer, medregnet deg" in one.last
            assert when in one.last.lower()
    assert it.who_may(g.AnswerProposal) == [*ON_WEDNESDAYS, *ON_THURSDAYS]


async def proposals_are_answered(it: Autumn) -> tuple[Chat, Chat]:
    """On Thursdays all answer, and the group stands at once; on Wednesdays one does not, so that it stands after a week."""
    wednesdays = Circle(it.stage, it.berit, it.those(*ON_WEDNESDAYS), "wed-19")
    thursdays = Circle(it.stage, it.berit, it.those(*ON_THURSDAYS), "thu-16")
    await it.all_tap((*ON_WEDNESDAYS[:4], *ON_THURSDAYS[:5]), g.AnswerProposal, answer="yes")
    await it.people["Aslaug"].tap(g.AnswerProposal, answer="no")
    await it.is_out("Aslaug")
    await another_time(it, it.people["Ragnhild"])
    assert (await thursdays.group()).state == GroupState.RUNNING
    await it.turn(ASKED + 4 * DAY)
    assert it.who_may(g.AnswerProposal) == ["Hallvard"]
    assert (await wednesdays.group()).state == GroupState.PROPOSED
    await it.turn(ASKED + 7 * DAY)
    await it.is_out("Hallvard")
    assert await wednesdays.states() == [*["member"] * 4, "lapsed", "other_time"]
    assert await thursdays.states() == [*["member"] * 5, "no"]
    return Chat(wednesdays, people=await wednesdays.members()), Chat(thursdays, people=await thursdays.members())


async def another_time(it: Autumn, ragnhild: Phone) -> None:
    """She would come on Mondays, and goes on waiting."""
    await ragnhild.tap(g.AnswerProposal, answer="other")
    assert "du har ventet, teller med" in ragnhild.last
    await ragnhild.tap(g.ShowStep, step="slots")
    await ragnhild.tap(g.Toggle, value="mon-13", on=1)
    await ragnhild.tap(g.ShowStep, step="summary")
    await it.is_out("Ragnhild")


async def everybody_promises(chat: Chat, when: str, at: str) -> None:
    """Each has been told of the first meeting and has its calendar file; then each promises confidentiality."""
    for one in chat.people:
        assert sum(when in words for words in one.texts) == 1
        assert f":{at}\r\n" in await calendar(one)
    assert [one.name for one in chat.people if one.saw("villig til å være igangsetter")] == [chat.people[0].name]
    await chat.stage.together(*(one.tap(g.PromiseSilence) for one in chat.people))
    assert all([(await chat.it.row(one)).promise_at for one in chat.people])


# the chats


async def chat_of_the_wednesdays(it: Autumn, chat: Chat) -> None:
    """Solveig makes it. Each comes in by a link of their own; a forwarded one opens it to nobody."""
    solveig, torbjorn, ingeborg, vigdis = chat.people
    await chat.connect(solveig, rights=WHOLE)
    assert READY in solveig.last
    assert "Det som blir sagt i gruppa, blir i gruppa" in (await chat.said())[0]
    forwarded = await chat.own_link(torbjorn)
    stranger = await it.stage.person("Fremmed")
    for phone in (stranger, it.people["Eyvind"], it.people["Gudrun"], ingeborg):
        assert await chat.join(phone, forwarded) == "requested"
        assert await chat.place(phone.id) == "left", phone.name
    await stranger.refresh()
    assert stranger.messages == []
    for phone in (torbjorn, ingeborg):
        assert await chat.join(phone, await chat.own_link(phone)) == "requested"
        assert await chat.place(phone.id) == "member"
    assert await chat.own_link(vigdis)  # which she leaves for later


async def chat_of_the_thursdays(it: Autumn, chat: Chat) -> None:
    """Gudrun forgets the rights, is told which, and gives them; only then are there links."""
    gudrun, *others = chat.people
    await chat.connect(gudrun, rights=[])
    assert "Invite Users via Link" in gudrun.last
    invited = set().union(*invitations(await letters(it.stage)).values())
    assert not invited & {one.id for one in chat.people}
    promoted = await chat.act("promote", user_id="bot", rights=RIGHTS, by=gudrun.id)
    chat.id = int(promoted["id"])  # single rights make it a supergroup
    await it.look()
    assert READY in gudrun.last
    for phone in others:
        assert await chat.join(phone, await chat.own_link(phone)) == "requested"
    inside = {one["user"]["id"] for one in (await chat.view())["members"] if one["status"] != "left"}
    assert inside == {BOT, *(one.id for one in chat.people)}


async def chat_grows(it: Autumn, chat: Chat) -> None:
    """The plain group becomes a supergroup: Vigdis, who had not come in yet, has a new link, and the chat is reminded."""
    vigdis, before = it.people["Vigdis"], await chat.own_link(it.people["Vigdis"])
    assert (await chat.view())["chat"]["type"] == "group"
    chat.id = int((await it.stage.post(f"groups/{chat.id}/upgrade"))["id"])
    await it.stage.settle()
    assert (await chat.it.group()).chat_id == chat.id
    assert await chat.own_link(vigdis) != before
    assert await chat.join(vigdis, await chat.own_link(vigdis)) == "requested"
    assert await chat.place(vigdis.id) == "member"
    await it.turn(WEDNESDAYS_START - DAY)
    assert it.who_may(g.AttendMeeting) == [one.name for one in chat.people]
    assert "Snart møtes dere" in (await chat.said())[-1]


# the groups live


async def first_meeting(it: Autumn, chat: Chat) -> None:
    """A day and two hours before it those who meet are reminded, and nobody else; after it Gudrun sets the next one."""
    gudrun, sverre, *_ = chat.people
    await it.turn(THURSDAYS_START - DAY)
    assert it.who_may(g.AttendMeeting) == [one.name for one in chat.people]
    assert "Snart møtes dere" in (await chat.said())[-1]
    await it.stage.together(*(one.tap(g.AttendMeeting, coming=int(one is not sverre)) for one in chat.people))
    await it.turn(THURSDAYS_START - timedelta(hours=2))
    assert it.who_last_read("Treff om 2 timer") == [one.name for one in chat.people if one is not sverre]
    await it.turn(THURSDAYS_START + timedelta(hours=3))
    assert it.who_may(g.SetMeeting) == [gudrun.name]
    await gudrun.tap(g.SetMeeting, at=in_minutes(THURSDAYS_START + 7 * DAY))
    await it.look()
    assert it.who_last_read("torsdag 22. oktober kl. 16:00") == [one.name for one in chat.people]


async def one_leaves(it: Autumn, chat: Chat) -> None:
    """Tordis leaves, and is out of the chat. The others are not told."""
    tordis = it.people["Tordis"]
    chat.people.remove(tordis)
    await it.look()
    seen = [len(one.messages) for one in (*chat.people, it.berit)]
    assert await chat.place(tordis.id) == "member"
    await tordis.say("/mygroup")
    await tordis.tap(g.AskLeaveGroup)
    await tordis.tap(g.LeaveGroup)
    await it.is_out("Tordis")
    await it.look()
    assert await chat.place(tordis.id) == "left"
    assert [len(one.messages) for one in (*chat.people, it.berit)] == seen


async def one_joins(it: Autumn, chat: Chat) -> None:
    """Halldis has thought better of it. The four are asked about somebody new; when all have said yes, she is."""
    halldis = it.people["Halldis"]
    await halldis.say("/groups")
    await halldis.tap(g.Agree, side="relative")
    await halldis.tap(g.ShowStep, step="slots")
    await halldis.tap(g.Toggle, value="thu-16")
    for step in ("places", "age", "summary"):
        await halldis.tap(g.ShowStep, step=step)
    await halldis.tap(g.FinishWish)
    await it.look()
    assert it.who_may(g.AnswerNewcomer) == [one.name for one in chat.people]
    for one in chat.people:
        assert not it.who_may(g.AnswerFreePlace)
        await one.tap(g.AnswerNewcomer, yes=1)
        await it.look()
    assert it.who_may(g.AnswerFreePlace) == ["Halldis"]
    assert "4 personer" in halldis.last
    await halldis.tap(g.AnswerFreePlace, yes=1)
    assert ":20261022T160000\r\n" in await calendar(halldis)
    await it.look()
    assert it.who_last_read("Nå er dere 5") == [one.name for one in chat.people]
    chat.people.append(halldis)
    await chat.come_in(halldis)


async def six_meetings(it: Autumn, chat: Chat) -> None:
    """Solveig sets one after the other; after the sixth she is told that she has done her part."""
    solveig, at = chat.people[0], WEDNESDAYS_START
    for number in range(1, 7):
        await it.turn(at + timedelta(hours=18))
        assert it.who_saw("Dere har nå møttes") == ({"Solveig"} if number == 6 else set())
        at += 7 * DAY
        if number < 6:
            await solveig.tap(g.SetMeeting, at=in_minutes(at))


async def starter_hands_over(it: Autumn, chat: Chat) -> None:
    """She withdraws and stays; Torbjørn is the first who says yes."""
    solveig, torbjorn, *others = chat.people
    await solveig.tap(g.WithdrawAsStarter)
    await it.look()
    assert it.who_last_read("Hvem vil være igangsetter") == [one.name for one in (torbjorn, *others)]
    await torbjorn.tap(g.TakeOver)
    assert (await chat.it.group()).starter_id == (await chat.it.row(torbjorn)).person_id
    await it.look()
    told = "En i gruppa har sagt ja til å være igangsetter"
    assert it.who_last_read(told) == [one.name for one in (solveig, *others)]
    assert await chat.it.states() == [*["member"] * 4, "lapsed", "other_time"]


async def six_weeks(it: Autumn, *chats: Chat) -> None:
    """Everybody in a group is asked how it goes, and answers with two taps; one says that it has stopped."""
    everybody = [one for chat in chats for one in chat.people]
    unsure = everybody[-1]
    await it.stage.together(*(one.tap(g.AnswerPulse, running=int(one is not unsure)) for one in everybody))
    await it.stage.together(*(one.tap(g.AnswerPulse, helps="yes") for one in everybody))
    assert it.who_saw("uten navnet ditt") == {one.name for one in everybody}


# what is left of it


async def what_has_come_of_it(it: Autumn) -> None:
    """The centre's figures, as Berit reads them."""
    await it.berit.say("/courses")
    await it.berit.tap(g.ManageGroups)
    board, lines = it.berit.last, it.berit.labels()
    assert "3 personer leter etter en gruppe" in board
    assert "I alt: grupper startet 2, avsluttet 0. Personer som har blitt med: 10." in board
    assert re.search(
        "Etter seks uker har 5 svart, og [45] av dem sier at gruppa er i gang", board
    )  # nine, shown by fives
    groups = {re.sub(r" · .* · ", ", ", one) for one in lines[:2]}
    assert groups == {"onsdager kl. 19:00, 4 med", "torsdager kl. 16:00, 5 med"}
    async with it.stage.app.database.begin() as session:
        assert await tallies.totals(session, 1) == {"groups_started": 2, "members_joined": 10, "members_left": 1}


async def everybody_got_what_was_theirs(it: Autumn) -> None:
    """Over all that was ever sent: to whom it went, whom it named, and what it let slip."""
    sent, names = await letters(it.stage), {one.id: name for name, one in it.people.items()}
    assert list(strayed(sent, await owners(it.stage), it.berit.id)) == []
    for letter in sent:
        named = {name for name in EVERYBODY if name in letter.words and names.get(letter.to) != name}
        assert not named or (letter.to == it.berit.id and letter.of_a_round), letter
    for name, last in it.out.items():
        later = [one for one in sent if one.to == it.people[name].id and one.number > last]
        assert not [one for one in later if re.search(OF_A_GROUP, one.words)], name
    codes_stay_with_those_who_know_them(it, sent)
    await it.stage.app.plan()  # the two minutes before are looked at again, with whoever is the starter by now
    await it.stage.settle()
    rows = await it.stage.rows(select(Outbox.person_id, Outbox.kind, Outbox.params, Outbox.state))
    assert len({(row.person_id, row.kind, str(row.params)) for row in rows}) == len(rows)
    # Nothing else was even queued for anybody who should not have it; a greeting that tells of groups is for the others.
    # Whose chat it is, is not asked where the group's own link says so a moment later.
    assert {row.kind for row in rows if row.state != State.SENT} - {"chat_unnamed"} == {"follow_up"}


def codes_stay_with_those_who_know_them(it: Autumn, sent: list[Letter]) -> None:
    """A private code is read by whoever's it is, and by whoever has typed it in; what it was for by nobody else."""
    knows = {"Ingeborg": {"Ingeborg", "Vigdis"}, "Vigdis": {"Ingeborg", "Vigdis"}, "Oddvar": {"Hallvard"}}
    for name, code in it.codes.items():
        read = {one.to for one in sent if re.search(f"{code[:3]} ?{code[3:]}", one.words)}
        assert read == {it.people[one].id for one in knows.get(name, {name} & {"Hallvard"})}, name
    assert it.who_saw("helst ikke sammen") == {"Hallvard"}
    assert it.who_saw("gjerne sammen") == {"Ingeborg", "Vigdis"}


async def groups_kept_to_themselves(it: Autumn, wednesdays: Chat, thursdays: Chat) -> None:
    """When a group meets is told to those who were asked for it, in its chat, and to Berit; a link into it to one alone."""
    sent = await letters(it.stage)
    for when, names, chat in (
        (r"onsdag.* kl\. 19:00", ON_WEDNESDAYS, wednesdays),
        (r"torsdag.* kl\. 16:00", (*ON_THURSDAYS, "Halldis"), thursdays),
    ):
        told = {one.to for one in sent if re.search(when, one.words, re.IGNORECASE)}
        assert told == {*(one.id for one in it.those(*names)), it.berit.id, chat.id}
    members = [*wednesdays.people, *thursdays.people, it.people["Tordis"]]
    assert {one.to for one in sent if one.file == "treff.ics"} == {one.id for one in members}
    links = [person for people in invitations(sent).values() for person in people]
    # The starters made the chats, and are in them. Vigdis has had two links: the first went with the chat as it was.
    invited = [one for one in members if one.name not in STARTERS]
    assert sorted(links) == sorted(one.id for one in (*invited, it.people["Vigdis"]))
    chats = {one["id"] for one in await it.stage.get("groups")}
    assert {one.to for one in sent} <= {*(one.id for one in it.people.values()), it.berit.id, *chats}
