"""Groups as their members live them: answered, started, meeting, handed over, and closed with thanks."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import GroupMember, Meeting, Outbox
from domain.groups import GroupState, MemberState, WishState
from domain.groups import buttons as g
from domain.running.sessions import in_minutes
from services import ballots
from services.groups import tallies
from services.privacy import tidy
from tests.flows.groups import DAY, FIRST_TUESDAY, STALE, Play, play
from tests.stage import OSLO, START, Stage


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
        assert "6 personer, medregnet deg" in one.last
        assert "tirsdager kl. 18:00" in one.last.lower()
        assert "Søvn og hvile" in one.last
        assert (await it.wish(one)).state == WishState.PLACED
    for one in people[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
        assert "du har sagt ja" in one.last
    await people[4].tap(g.AnswerProposal, answer="other")
    assert "du har ventet, teller med" in people[4].last
    wish = await it.wish(people[4])
    assert (wish.state, wish.since) == (WishState.ACTIVE, START - timedelta(days=26))
    await it.turn(START + 4 * DAY)
    assert "Du har fått et forslag til gruppe" in people[5].last
    assert not any("venter på svar" in words for one in people[:5] for words in one.texts)
    await it.turn(START + 7 * DAY)
    assert "Fristen gikk ut" in people[5].last
    assert (await it.wish(people[5])).state == WishState.PAUSED
    assert (await it.row(people[5])).state == MemberState.LAPSED


async def first_meeting(it: Play) -> None:
    people, first = it.people[:4], FIRST_TUESDAY + 7 * DAY
    assert (await it.group()).state == GroupState.RUNNING
    for one in people:
        started = [words for words in one.texts if "Det blir en gruppe" in words]
        assert len(started) == 1
        assert "Dere er 4 i gruppa" in started[0]
        assert "tirsdag 1. september kl. 18:00" in started[0]
        assert "Jeg sier ikke til noen" in started[0]
        assert one.messages[-1]["document"]["file_name"] == "treff.ics"
    assert "villig til å være igangsetter" in "".join(it.people[0].texts)
    assert "villig til å være igangsetter" not in "".join(it.people[1].texts)
    for one in people[:3]:
        await one.tap(g.PromiseSilence)
        assert "Jeg ber de andre love det samme" in one.last
    await it.turn(first - DAY)
    assert "Treff i morgen" in people[0].last
    assert "Jeg sier ikke til noen" not in people[0].last
    assert "Jeg sier ikke til noen" in people[3].last
    await people[3].tap(g.PromiseSilence)
    await people[0].tap(g.AttendMeeting, coming=1)
    await people[1].tap(g.AttendMeeting, coming=1)
    assert "2 har sagt ja til å komme" in people[1].last
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
    await people[0].tap(g.OrganiserTools)
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
    await people[0].tap(g.OrganiserTools)
    await people[0].press("Gi oppgaven videre")
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
    async with it.stage.app.database.begin() as session:
        box = await ballots.of_centre(session, 1)
        shown = await tallies.pulses(session, 1)
    assert {key: one.waiting for key, one in box.sums.items()} == {
        "helps": {"partly": 1, "yes": 3},
        "running": {"yes": 4},
    }
    assert len(box.roll) == 4
    assert (shown.answered, shown.running, shown.helps) == (0, None, None)  # fewer than five


async def close(it: Play) -> None:
    people = it.people[:4]
    await people[0].forge(g.CloseGroup((await it.group()).id, (await it.group()).version).pack())
    assert "det igangsetteren som gjør dette" in people[0].last
    await people[2].say("/mygroup")
    await people[2].tap(g.OrganiserTools)
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


async def test_everybody_presses_at_the_same_time(any_stage: Stage) -> None:
    """One start, one new starter, one next meeting, whatever comes at once."""
    it = await play(any_stage, 8)
    people = it.people
    await it.propose(people)
    await any_stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in people))
    await it.look()
    assert await it.totals() == {"groups_started": 1, "members_joined": 8}
    assert all(sum("Det blir en gruppe" in words for words in one.texts) == 1 for one in people)
    await people[0].say("/mygroup")
    await people[0].tap(g.OrganiserTools)
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
    assert "ingen i gruppa har sagt seg villig" in it.berit.last
    assert any("Gruppa har ingen igangsetter ennå" in words for words in people[0].texts)
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
        assert not any("Dere har nå møttes" in words for words in starter.texts)  # that is not all that is asked
        await it.turn(at + timedelta(hours=18))
        assert any("Dere har nå møttes" in words for words in starter.texts) == (number == 6)
        at += 7 * DAY
        if number < 6:
            await starter.tap(g.SetMeeting, at=in_minutes(at))
    assert "Dere har nå møttes 6 ganger" in "".join(starter.texts)
    assert not any("Dere har nå møttes" in words for one in it.people[1:] for words in one.texts)


async def test_a_meeting_that_has_begun_is_called_a_meeting(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    starter = it.people[0]
    ((meeting,),) = await stage.rows(select(Meeting))
    await it.turn(meeting.starts_at + timedelta(minutes=1))
    await starter.forge(g.AskCancelMeeting(meeting.id, meeting.version).pack())
    assert starter.last.startswith("Dette treffet har begynt, så det kan ikke lenger flyttes eller avlyses.")
    await starter.press("Til start")
    assert "Gruppa mi" in starter.labels()


async def test_who_has_just_taken_over_is_not_asked_to_go(stage: Stage) -> None:
    """The tick looks back some minutes, and would find the new starter where the old one was asked."""
    it = await play(stage, 4)
    await it.running(it.people)
    starter, other, at = it.people[0], it.people[1], FIRST_TUESDAY
    for number in range(1, 7):
        await it.turn(at + timedelta(hours=18))
        at += 7 * DAY
        if number < 6:
            await starter.tap(g.SetMeeting, at=in_minutes(at))
    assert any("Dere har nå møttes" in words for words in starter.texts)
    await starter.tap(g.WithdrawAsStarter)
    await it.look()
    await other.tap(g.TakeOver)
    await it.turn(at - 7 * DAY + timedelta(hours=18, minutes=1))
    assert "igangsetter" in other.last
    assert not any("Dere har nå møttes" in words for words in other.texts)


async def test_an_idle_tick_writes_nothing(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    before = await stage.rows(select(Outbox.id))
    for _ in range(3):
        await stage.app.plan()
    assert await stage.rows(select(Outbox.id)) == before
