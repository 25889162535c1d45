"""Nobody can make the others' telephones ring without end: changes of meetings and of the starter have a limit."""

from sqlalchemy import func, select

from db.models import Meeting, Outbox
from domain.groups import CHANGE_EVERY, CHANGES_AT_ONCE
from domain.groups import buttons as g
from domain.running.sessions import in_minutes
from tests.flows.groups import Play, play
from tests.stage import Phone, Stage

ENOUGH = "Det er endret mye i gruppa på kort tid"


async def told(stage: Stage, *kinds: str) -> int:
    rows = await stage.rows(select(func.count()).where(Outbox.kind.in_(kinds)))
    return int(rows[0][0])


async def moved(stage: Stage, one: Phone) -> Meeting:
    """The next meeting a minute later, or not."""
    meeting: Meeting = (await stage.rows(select(Meeting)))[0][0]
    at = in_minutes(meeting.starts_at) + 1
    await one.forge(g.ConfirmMoveMeeting(meeting.id, meeting.version, at).pack())
    return meeting


async def test_moving_a_meeting_to_and_fro(any_stage: Stage) -> None:
    it = await play(any_stage, 4)
    await it.running(it.people)
    starter = it.people[0]
    for _ in range(CHANGES_AT_ONCE + 4):
        await moved(any_stage, starter)
    assert ENOUGH in starter.last
    assert await told(any_stage, "meeting_set") == CHANGES_AT_ONCE * 3
    before = (await any_stage.rows(select(Meeting)))[0][0]
    await starter.forge(g.CancelMeeting(before.id, before.version).pack())
    assert ENOUGH in starter.last
    await it.turn(CHANGE_EVERY)
    await starter.forge(g.CancelMeeting(before.id, before.version).pack())
    assert "Treffet er avlyst" in starter.last
    await it.look()
    assert sum("Treffet er avlyst" in words for words in it.people[1].texts) == 1


async def test_handing_over_to_and_fro(stage: Stage) -> None:
    it = await play(stage, 4)
    group = await it.running(it.people)
    starter = it.people[0]
    for _ in range(CHANGES_AT_ONCE):
        await starter.forge(g.WithdrawAsStarter(group.id).pack())
        await starter.forge(g.TakeOver(group.id, (await it.group()).version).pack())
    await starter.forge(g.WithdrawAsStarter(group.id).pack())
    assert ENOUGH in starter.last
    assert await told(stage, "hand_over_asked", "handed_over") == CHANGES_AT_ONCE * 3


async def test_leaving_is_never_refused(stage: Stage) -> None:
    it: Play = await play(stage, 5)
    await it.running(it.people)
    starter = it.people[0]
    for _ in range(CHANGES_AT_ONCE + 1):
        await moved(stage, starter)
    assert ENOUGH in starter.last
    await starter.forge(g.LeaveGroup(1, (await it.row(starter)).version).pack())
    await it.look()
    assert "Hvem vil være igangsetter" in it.people[1].last
