"""Groups as their members meet them: proposed without names, started, living, and closed; and what nobody gets to know."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.group_models import Group, GroupMember, Meeting, Pulse, PulseDone, Trouble, Wish
from db.models import Outbox, Person
from domain import group_buttons as g
from domain.groups import GroupState, MemberState, WishState
from domain.sessions import in_minutes
from domain.wishes import Answers
from services import people as people_
from services import privacy, tidy
from services.groups import newcomers, proposals, tallies
from services.groups.proposals import ProposedGroup
from tests.stage import OSLO, START, Phone, Stage

NAMES = ("Solveig", "Torbjørn", "Ingeborg", "Hallvard", "Ragnhild", "Asbjørn", "Vigdis", "Oddvar")
GONE, STALE = "fører ikke lenger noe sted", "Noe er endret"
DAY = timedelta(days=1)
FIRST_TUESDAY = datetime(2026, 8, 25, 18, tzinfo=OSLO)
"""The first Tuesday at least five days after the play begins, on Monday 17 August."""


@dataclass
class Play:
    """A stage, its coordinator, and people who look for a group on Tuesdays; the first of them would start one."""

    stage: Stage
    berit: Phone
    people: list[Phone]

    async def propose(self, people: Sequence[Phone], *, slot: str = "tue-18", place: str = "online") -> None:
        ids = [await self.wish_id(one) for one in people]
        async with self.stage.app.database.begin() as session:
            draft = ProposedGroup(tuple(ids), slot, place, "nb", ("sleep",))
            await proposals.propose(session, self.stage.app.library, 1, None, [draft], self.stage.now)
        await self.look()

    async def look(self) -> None:
        """Let everything go out, and let everybody look at their telephone."""
        self.stage.app.sender.wake()
        await self.stage.settle()
        await asyncio.gather(*(one.refresh() for one in [*self.people, self.berit]))

    async def turn(self, to: datetime | timedelta) -> None:
        await self.stage.turn(to)
        await self.look()

    async def running(self, people: Sequence[Phone]) -> Group:
        """A group of these people that has said yes."""
        await self.propose(people)
        for one in people:
            await one.tap(g.AnswerProposal, answer="yes")
        await self.look()
        return await self.group()

    async def wish(self, phone: Phone) -> Wish:
        rows = await self.stage.rows(select(Wish).join(Person).where(Person.telegram_id == phone.id))
        wish: Wish = rows[0][0]
        return wish

    async def wish_id(self, phone: Phone) -> int:
        return (await self.wish(phone)).id

    async def group(self) -> Group:
        rows = await self.stage.rows(select(Group).order_by(Group.id.desc()))
        group: Group = rows[0][0]
        return group

    async def row(self, phone: Phone) -> GroupMember:
        rows = await self.stage.rows(
            select(GroupMember).join(Person).where(Person.telegram_id == phone.id).order_by(GroupMember.id.desc())
        )
        row: GroupMember = rows[0][0]
        return row

    async def totals(self) -> dict[str, int]:
        async with self.stage.app.database.begin() as session:
            return await tallies.totals(session, 1)

    def nobody_was_named(self) -> None:
        """No message to anybody, coordinator included, holds the name of somebody else."""
        for phone in [*self.people, self.berit]:
            others = [name for name in NAMES if name != phone.name]
            assert not [name for name in others for words in phone.texts if name in words], phone.name


async def play(stage: Stage, number: int = 6) -> Play:
    berit = await stage.coordinator("Berit")
    people = [await stage.participant(name) for name in NAMES[:number]]
    for order, phone in enumerate(people):
        await look_for_group(stage, phone, order)
    return Play(stage, berit, people)


async def look_for_group(stage: Stage, phone: Phone, order: int) -> None:
    answers = Answers(
        side="self",
        themes=("sleep",),
        slots=("tue-18",),
        languages=("nb",),
        places=("online",),
        starter=order == 0,
    )
    async with stage.app.database.begin() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == phone.id))).one()
        since = START - timedelta(days=30 - order)
        session.add(
            Wish(
                person_id=person.id,
                centre_id=1,
                state=WishState.ACTIVE,
                answers=answers.to_json(),
                code=f"CODE{order:02}",
                since=since,
                consent_at=START,
                consent_version=1,
            )
        )


async def test_from_proposal_to_thanks(any_stage: Stage) -> None:
    it = await play(any_stage)
    await answers_and_deadline(it)
    await first_meeting(it)
    await next_meeting(it)
    await hand_over(it)
    await six_weeks(it)
    await close(it)
    it.nobody_was_named()


async def answers_and_deadline(it: Play) -> None:
    people = it.people
    await it.propose(people)
    for one in people:
        assert "6 personer, du er en av dem" in one.last
        assert "tirsdager kl. 18:00" in one.last.lower()
        assert "Søvn og hvile" in one.last
        assert (await it.wish(one)).state == WishState.PLACED
    for one in people[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
        assert "du har sagt ja" in one.last
    await people[4].tap(g.AnswerProposal, answer="other")
    assert "tiden du har ventet, teller med" in people[4].last
    wish = await it.wish(people[4])
    assert (wish.state, wish.since) == (WishState.ACTIVE, START - timedelta(days=26))
    await it.turn(START + 4 * DAY)
    assert "venter på svar fra deg" in people[5].last
    assert not any("venter på svar" in words for one in people[:5] for words in one.texts)
    await it.turn(START + 7 * DAY)
    assert "ikke svar fra deg i tide" in people[5].last
    assert (await it.wish(people[5])).state == WishState.PAUSED
    assert (await it.row(people[5])).state == MemberState.LAPSED


async def first_meeting(it: Play) -> None:
    people, first = it.people[:4], FIRST_TUESDAY + 7 * DAY
    assert (await it.group()).state == GroupState.RUNNING
    for one in people:
        started = [words for words in one.texts if "Gruppa deres er i gang" in words]
        assert len(started) == 1
        assert "Dere er 4 i gruppa" in started[0]
        assert "tirsdag 1. september kl. 18:00" in started[0]
        assert "Jeg sier ikke til noen" in started[0]
        assert one.messages[-1]["document"]["file_name"] == "meetings.ics"
    assert "villig til å være igangsetter" in "".join(it.people[0].texts)
    assert "villig til å være igangsetter" not in "".join(it.people[1].texts)
    for one in people[:3]:
        await one.tap(g.PromiseSilence)
        assert "De andre lover det samme" in one.last
    await it.turn(first - DAY)
    assert "Treff i morgen" in people[0].last
    assert "Jeg sier ikke til noen" not in people[0].last
    assert "Jeg sier ikke til noen" in people[3].last
    await people[3].tap(g.PromiseSilence)
    await people[0].tap(g.AttendMeeting, coming=1)
    await people[1].tap(g.AttendMeeting, coming=1)
    assert "2 har sagt at de kommer" in people[1].last
    await it.turn(first - timedelta(hours=2))
    assert "Treff om 2 timer" in people[1].last


async def next_meeting(it: Play) -> None:
    people, first = it.people[:4], FIRST_TUESDAY + 7 * DAY
    await it.turn(first + timedelta(hours=3))
    await it.turn(first + timedelta(hours=14))
    assert "Når møtes dere neste gang" in people[0].last
    assert not any("Når møtes dere neste gang" in words for one in people[1:] for words in one.texts)
    await people[0].tap(g.SetMeeting, at=in_minutes(first + 7 * DAY))
    await it.look()
    assert "Neste treff i gruppa" in people[1].last
    assert "tirsdag 8. september kl. 18:00" in people[1].last
    await people[1].say("/mygroup")
    assert "Flytt treffet" not in people[1].labels()
    await people[0].say("/mygroup")
    await people[0].tap(g.SetWhoPlans, anyone=1)
    await people[1].say("/mygroup")
    await people[1].tap(g.MoveMeeting)
    await people[1].say("9. september kl. 19")
    assert "onsdag 9. september kl. 19:00" in people[1].last
    await people[1].tap(g.ConfirmMoveMeeting)
    await people[1].tap(g.ChangePlace)
    await people[1].say("Biblioteket & <kaffe>")
    await it.look()
    assert "Treffet i gruppa er endret" in people[2].last
    assert "onsdag 9. september kl. 19:00" in people[2].last
    assert "Biblioteket & <kaffe>" in people[2].last
    await it.turn(datetime(2026, 9, 7, 18, tzinfo=OSLO))
    assert not people[2].saw("Treff i morgen.*8. september")
    await people[2].tap(g.ShowGroup)
    await people[2].tap(g.AskCancelMeeting)
    await people[2].tap(g.CancelMeeting)
    await it.look()
    assert "Treffet er avlyst" in people[0].last
    await people[0].tap(g.PlanMeeting)
    await people[0].say("2026-09-15 18:00")
    await people[0].tap(g.SetMeeting)
    assert "Treffet er avtalt" in people[0].last


async def hand_over(it: Play) -> None:
    people = it.people[:4]
    await people[0].press("Gi fra meg igangsetteroppgaven")
    assert "Du er med i gruppa som før" in people[0].last
    await it.look()
    assert all("Hvem vil være igangsetter" in one.last for one in people[1:])
    await people[2].tap(g.TakeOver)
    assert "Nå er du igangsetter" in people[2].last
    await people[3].tap(g.TakeOver)
    assert STALE in people[3].last
    await it.look()
    assert any("En i gruppa har sagt ja til å være igangsetter" in words for words in people[0].texts)


async def six_weeks(it: Play) -> None:
    people = it.people[:4]
    await it.turn(START + 49 * DAY)
    for number, one in enumerate(people):
        assert "Hvordan går det med gruppa" in one.last
        await one.tap(g.AnswerPulse, running=1)
        await one.tap(g.AnswerPulse, helps="yes" if number else "partly")
        assert "uten navnet ditt" in one.last
    await people[0].forge(g.AnswerPulse((await it.group()).id, 0, "no").pack())
    kept = await it.stage.rows(select(Pulse.running, Pulse.helps))
    assert sorted(tuple(row) for row in kept) == [(True, "partly"), *[(True, "yes")] * 3]
    assert len(await it.stage.rows(select(PulseDone.person_id))) == 4
    async with it.stage.app.database.begin() as session:
        shown = await tallies.pulses(session, 1)
    assert (shown.answered, shown.running, shown.helps) == (4, None, None)


async def close(it: Play) -> None:
    people = it.people[:4]
    await people[0].forge(g.CloseGroup((await it.group()).id, (await it.group()).version).pack())
    assert "det igangsetteren som gjør dette" in people[0].last
    await people[2].say("/mygroup")
    await people[2].tap(g.AskClose)
    await people[2].tap(g.CloseGroup)
    await it.look()
    for one in people:
        assert "Gruppa er avsluttet" in one.last
        assert (await it.wish(one)).state == WishState.PAUSED
    assert await it.totals() == {
        "groups_started": 1,
        "groups_closed": 1,
        "members_joined": 4,
        "members_to_the_end": 4,
    }
    await it.turn(timedelta(days=91))
    async with it.stage.app.database.begin() as session:
        await tidy.tidy(session, it.stage.app.library, it.stage.now, it.stage.now)
    assert await it.stage.rows(select(GroupMember)) == []
    assert (await it.totals())["groups_started"] == 1


async def test_too_few_say_yes(stage: Stage) -> None:
    it = await play(stage, 5)
    people = it.people
    await it.propose(people)
    await people[0].tap(g.AnswerProposal, answer="yes")
    await people[1].tap(g.AnswerProposal, answer="no")
    assert "ingen får vite det" in people[1].last
    assert (await it.wish(people[1])).state == WishState.PAUSED
    await people[2].tap(g.AnswerProposal, answer="yes")
    await people[2].press("Jeg kan ikke likevel")
    await it.look()
    assert (await it.group()).state == GroupState.DISSOLVED
    for one in (people[0], people[3], people[4]):
        assert "for få som kunne" in one.last
        wish = await it.wish(one)
        assert wish.state == WishState.ACTIVE
        assert wish.since == START - timedelta(days=30 - people.index(one))
    await people[3].tap(g.AnswerProposal, answer="yes")
    assert STALE in people[3].last
    assert await it.totals() == {"groups_dissolved": 1}
    it.nobody_was_named()


async def test_silence_at_the_deadline_dissolves(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.propose(it.people)
    for one in it.people[:3]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.turn(START + 7 * DAY)
    assert "for få som kunne" in it.people[0].last
    assert "vi leter ikke for deg nå" in it.people[3].last
    assert [(await it.wish(one)).state for one in it.people] == [WishState.ACTIVE] * 3 + [WishState.PAUSED]


async def test_next_best_is_offered_what_is_free(stage: Stage) -> None:
    it = await play(stage, 6)
    inside, outside = it.people[:5], it.people[5]
    await it.propose(inside)
    await inside[4].tap(g.AnswerProposal, answer="no")
    for one in inside[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.look()
    assert "ledig plass til deg" in outside.last
    assert "4 personer er med fra før" in outside.last
    old = await it.row(outside)
    await inside[0].forge(g.AnswerFreePlace(old.id, old.version, 1).pack())
    assert GONE in inside[0].last
    await outside.tap(g.AnswerFreePlace, yes=1)
    assert "Velkommen i gruppa" in outside.last
    assert outside.messages[-1]["document"]["file_name"] == "meetings.ics"
    await it.look()
    assert "Nå er dere 5" in inside[1].last
    it.nobody_was_named()


async def test_an_offer_that_is_not_answered_lapses(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people[:4])
    assert "ledig plass" in it.people[4].last
    await it.turn(3 * DAY)
    assert "ikke svar fra deg i tide" in it.people[4].last
    await it.people[4].tap(g.AnswerFreePlace, yes=1)
    assert STALE in it.people[4].last
    assert (await it.wish(it.people[4])).state == WishState.PAUSED


async def test_one_leaves_and_one_joins(any_stage: Stage) -> None:
    stage = any_stage
    it = await play(stage, 4)
    people = it.people
    group = await it.running(people)
    await people[3].say("/mygroup")
    await people[3].tap(g.AskLeaveGroup)
    await people[3].tap(g.LeaveGroup)
    assert "Takk for at du var med" in people[3].last
    await it.look()
    assert "har nå 3 medlemmer" in it.berit.last
    assert not any("slutte" in words or "forlatt" in words for one in people[:3] for words in one.texts[3:])
    await people[3].forge(g.ShowGroup(group.id).pack())
    assert GONE in people[3].last
    newcomer = await stage.participant("Gudrun")
    it.people.append(newcomer)
    await look_for_group(stage, newcomer, 9)
    wish_id = await it.wish_id(newcomer)
    async with stage.app.database.begin() as session:
        await newcomers.look(session, stage.app.library, wish_id, stage.now)
    await it.look()
    assert all("Kan det komme en ny" in one.last for one in people[:3])
    assert "ledig plass" not in newcomer.last
    row = await it.row(newcomer)
    await people[3].forge(g.AnswerNewcomer(row.id, row.version, 1).pack())
    assert GONE in people[3].last
    for one in people[:3]:
        assert "ledig plass" not in newcomer.last
        await one.tap(g.AnswerNewcomer, yes=1)
    await it.look()
    assert "ledig plass til deg" in newcomer.last
    await newcomer.tap(g.AnswerFreePlace, yes=1)
    await it.look()
    assert "Nå er dere 4" in people[0].last
    assert await it.totals() == {"groups_started": 1, "members_joined": 5, "members_left": 1}
    it.nobody_was_named()


async def test_a_no_to_newcomers_leaves_no_trace_of_anybody(stage: Stage) -> None:
    it = await play(stage, 6)
    people, passing, waiting = it.people[:4], it.people[4], it.people[5]
    await waiting.say("/groups")
    await waiting.tap(g.PauseWish)
    group = await it.running(people)
    await passing.tap(g.AnswerFreePlace, yes=0)
    assert "helt i orden" in passing.last
    await waiting.tap(g.ResumeWish)
    await it.look()
    await people[1].tap(g.AnswerNewcomer, yes=1)
    await people[2].tap(g.AnswerNewcomer, yes=0)
    assert "spør ikke igjen" in people[2].last
    await people[3].tap(g.AnswerNewcomer, yes=1)
    assert GONE in people[3].last
    await it.look()
    assert not waiting.saw("ledig plass")
    rows = await stage.rows(select(GroupMember.state).where(GroupMember.group_id == group.id))
    assert sorted(row.state for row in rows) == ["member"] * 4 + ["no"]
    assert (await it.wish(waiting)).state == WishState.ACTIVE
    await people[0].say("/mygroup")
    assert "Det kommer ingen nye" in people[0].last
    await people[0].press("Åpne for nye")
    await it.look()
    assert "Kan det komme en ny" in people[3].last


async def test_a_problem_is_told_to_the_coordinator_alone(stage: Stage) -> None:
    it = await play(stage, 4)
    group = await it.running(it.people)
    await it.people[1].say("/mygroup")
    await it.people[1].tap(g.TellTrouble)
    await it.people[1].say("Det er <b>vanskelig</b> å slippe til.")
    assert "Koordinatoren har fått beskjed" in it.people[1].last
    await it.look()
    assert "sagt fra om noe" in it.berit.last
    assert "vanskelig" not in "".join(it.berit.texts)
    kept = await stage.rows(select(Trouble.text, Trouble.group_id))
    assert [tuple(row) for row in kept] == [("Det er <b>vanskelig</b> å slippe til.", group.id)]
    stranger = await stage.participant("Ukjent")
    await stranger.forge(g.TellTrouble(group.id).pack())
    assert GONE in stranger.last


async def test_strangers_and_forged_buttons(stage: Stage) -> None:
    """Nothing of a group opens to anybody who is not in it, whatever they press."""
    it = await play(stage, 4)
    group = await it.running(it.people)
    meeting = (await stage.rows(select(Meeting)))[0][0]
    row, stranger = await it.row(it.people[0]), await stage.participant("Ukjent")
    at = in_minutes(stage.now + 20 * DAY)
    forged = [
        g.AnswerProposal(row.id, row.version, "no"), g.PromiseSilence(row.id), g.ShowGroup(group.id),
        g.AttendMeeting(meeting.id, 1, 1), g.PlanMeeting(group.id), g.SetMeeting(group.id, 2, at),
        g.MoveMeeting(meeting.id, 1), g.ConfirmMoveMeeting(meeting.id, 1, at), g.AskCancelMeeting(meeting.id, 1),
        g.CancelMeeting(meeting.id, 1), g.ChangePlace(meeting.id, 1), g.SetWhoPlans(group.id, 1),
        g.OpenToNewcomers(group.id, 0), g.MeetingFile(group.id), g.AskLeaveGroup(group.id),
        g.LeaveGroup(group.id, row.version), g.TellTrouble(group.id), g.WithdrawAsStarter(group.id),
        g.TakeOver(group.id, 2), g.AnswerPulse(group.id, 1, "yes"), g.AskClose(group.id), g.CloseGroup(group.id, 2),
        g.AnswerFreePlace(row.id, row.version, 1), g.AnswerNewcomer(row.id, row.version, 1),
    ]  # fmt: skip
    before = await stage.dump(without=("inbox", "notes", "dialogs"))
    for presser in (stranger, it.berit):
        for button in forged:
            await presser.forge(button.pack())
            words = presser.last
            assert GONE in words or "godta" in words or "Før vi begynner" in words, (button, words)
    assert await stage.dump(without=("inbox", "notes", "dialogs")) == before
    for button in (g.CloseGroup(group.id, group.version), g.WithdrawAsStarter(group.id), g.SetWhoPlans(group.id, 1)):
        await it.people[1].forge(button.pack())
        assert "det igangsetteren som gjør dette" in it.people[1].last
    await it.people[0].forge(g.SetMeeting(group.id, 2, at).pack())
    assert STALE in it.people[0].last


async def test_erasure_leaves_the_group_first(stage: Stage) -> None:
    it = await play(stage, 5)
    people = it.people
    await it.propose(people)
    for one in people[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
    await people[4].say("/privacy")
    await people[4].press("Slett")
    await people[4].press("Ja")
    await it.look()
    assert (await it.group()).state == GroupState.RUNNING
    await people[0].say("/privacy")
    await people[0].press("Slett")
    await people[0].press("Ja")
    await it.look()
    group = await it.group()
    assert group.starter_id is None
    assert "Hvem vil være igangsetter" in people[1].last
    assert "har nå 3 medlemmer" in it.berit.last
    assert len(await stage.rows(select(GroupMember))) == 3
    assert len(await stage.rows(select(Wish))) == 3
    assert await it.totals() == {"groups_started": 1, "members_joined": 4, "members_left": 1}
    it.nobody_was_named()


async def test_export_holds_what_is_mine(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    await it.people[0].tap(g.PromiseSilence)
    async with stage.app.database.begin() as session:
        actor = await people_.arrive(session, it.people[0].id, stage.now)
        found = await privacy.export(session, actor)
    assert found["group_wishes"][0]["answers"]["slots"] == ("tue-18",)
    assert found["groups"][0]["membership"] == "member"
    assert found["groups"][0]["starter"] is True
    assert found["groups"][0]["promised_confidentiality_at"] is not None


async def test_everybody_presses_at_the_same_time(any_stage: Stage) -> None:
    """One start, one new starter, one next meeting, whatever comes at once."""
    it = await play(any_stage, 8)
    people = it.people
    await it.propose(people)
    await any_stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in people))
    await it.look()
    assert await it.totals() == {"groups_started": 1, "members_joined": 8}
    assert all(sum("Gruppa deres er i gang" in words for words in one.texts) == 1 for one in people)
    await people[0].say("/mygroup")
    await people[0].tap(g.WithdrawAsStarter)
    await it.look()
    await any_stage.together(*(one.tap(g.TakeOver) for one in people[1:]))
    assert sum("Nå er du igangsetter" in one.last for one in people) == 1
    for one in people:
        await one.say("/mygroup")
        await one.tap(g.AskLeaveGroup)
    await any_stage.together(*(one.tap(g.LeaveGroup) for one in people))
    group = await it.group()
    assert (group.state, group.starter_id) == (GroupState.CLOSED, None)
    assert await it.totals() == {"groups_started": 1, "groups_closed": 1, "members_joined": 8, "members_left": 8}


async def test_a_group_without_a_starter(stage: Stage) -> None:
    it = await play(stage, 5)
    people = it.people[1:]
    await it.running(people)
    assert "ingen i den har sagt seg villig" in it.berit.last
    assert any("Ingen har ennå sagt ja til å være igangsetter" in words for words in people[0].texts)
    await people[0].say("/mygroup")
    assert "Flytt treffet" in people[0].labels()
    await people[0].tap(g.TakeOver)
    await it.look()
    await people[1].say("/mygroup")
    assert "En annen i gruppa er igangsetter" in people[1].last
    assert "Flytt treffet" not in people[1].labels()


async def test_after_six_meetings_the_starter_may_go(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    starter, at = it.people[0], FIRST_TUESDAY
    for number in range(1, 7):
        await it.turn(at + timedelta(hours=14))
        assert any("Dere har nå møttes" in words for words in starter.texts) == (number == 6)
        at += 7 * DAY
        if number < 6:
            await starter.tap(g.SetMeeting, at=in_minutes(at))
    assert "Dere har nå møttes 6 ganger" in "".join(starter.texts)
    assert not any("Dere har nå møttes" in words for one in it.people[1:] for words in one.texts)


async def test_an_idle_tick_writes_nothing(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    before = await stage.rows(select(Outbox.id))
    for _ in range(3):
        await stage.app.plan()
    assert await stage.rows(select(Outbox.id)) == before
