"""What is a group's own stays there: forged buttons, problems that are told, export and erasure."""

from sqlalchemy import select

from db.models import GroupMember, Meeting, Trouble, Wish
from domain.groups import GroupState
from domain.groups import buttons as g
from domain.running.sessions import in_minutes
from services import people as people_
from services import privacy
from tests.flows.groups import DAY, GONE, STALE, play
from tests.stage import Stage


async def test_a_problem_is_told_to_the_coordinator_alone(stage: Stage) -> None:
    it = await play(stage, 4)
    group = await it.running(it.people)
    await it.people[1].say("/mygroup")
    await it.people[1].tap(g.TellTrouble)
    await it.people[1].say("Det er <b>vanskelig</b> å slippe til.")
    assert "Koordinatoren får beskjed" in it.people[1].last
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
