"""Whoever cannot be reached is passed over, stands on the list to ring, and is in line again where they stood."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Group, GroupMember, Outbox
from domain.groups import GroupState, MemberState, WishState
from domain.groups import buttons as g
from domain.signup import Status
from domain.signup.messages import BackInLine
from tests.flows.groups import play
from tests.flows.test_waiting_list import OFFER, YES, MakeStage, number, statuses
from tests.stage import Phone, Stage


async def line(make_stage: MakeStage, url: str) -> tuple[Stage, Phone, Phone, Phone, Phone]:
    """One seat, which Kari has; Ola and Per wait; Berit coordinates."""
    stage = await make_stage(url, seats=1)
    kari, ola, per = [await stage.enrolled(name) for name in ("Kari", "Ola", "Per")]
    return stage, kari, ola, per, await stage.coordinator("Berit")


async def test_seat_goes_past_who_has_blocked_the_bot_and_they_are_to_ring(
    make_stage: MakeStage, either_database: str
) -> None:
    stage, kari, ola, per, berit = await line(make_stage, either_database)
    await ola.block()
    await kari.leave()
    await per.refresh()
    assert OFFER in per.last
    assert await statuses(stage, kari, ola, per) == [Status.LEFT, Status.WAITING, Status.OFFERED]
    await berit.say("/courses")
    await berit.press("Hvitgården")
    assert "Jeg når ikke fram til én person. Ring:\n• Ola" in berit.last
    await berit.press("Deltakere")
    assert "1. Ola (må ringes, får ikke meldinger)" in berit.last
    await per.press("Nei, gi den videre")
    assert await statuses(stage, ola, per) == [Status.WAITING, Status.LEFT]
    await stage.turn(timedelta(hours=2))
    await ola.unblock()
    await ola.refresh()
    assert OFFER in ola.last  # the seat is free, and Ola is the first in line still
    await ola.press(YES)
    assert await statuses(stage, ola) == [Status.PLACE]
    await berit.say("/courses")
    await berit.press("Hvitgården")
    assert "når jeg ikke fram" not in berit.last


async def test_place_in_line_is_kept_and_told_of(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, per, _ = await line(make_stage, sqlite_url)
    await ola.block()
    await kari.leave()
    await per.refresh()
    await per.press(YES)
    await ola.unblock()
    await ola.refresh()
    assert "Nå kan jeg skrive til deg igjen" in ola.last
    assert "nummer 1" in ola.last
    assert await number(ola) == "Du er nummer 1"
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == BackInLine.kind))) == 1


async def test_offer_that_cannot_be_delivered_goes_on(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, per, _ = await line(make_stage, sqlite_url)
    await stage.post("faults", kind="403", method="sendMessage", chat_id=ola.id, count=1)  # nobody has told us before
    await kari.leave()
    await stage.turn(timedelta(seconds=1))
    await per.refresh()
    assert OFFER in per.last
    assert not ola.saw(OFFER)
    assert await statuses(stage, ola, per) == [Status.WAITING, Status.OFFERED]
    assert (await stage.enrolment(ola)).number == 2


async def test_offer_is_withdrawn_from_who_then_blocks_the_bot(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, per, _ = await line(make_stage, sqlite_url)
    await kari.leave()
    await ola.block()
    await stage.turn(timedelta(seconds=1))
    assert await statuses(stage, ola, per) == [Status.WAITING, Status.OFFERED]


async def test_free_seat_waits_for_nobody_who_cannot_be_reached(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, per, _ = await line(make_stage, sqlite_url)
    await ola.block()
    await per.block()
    await kari.leave()
    assert await statuses(stage, ola, per) == [Status.WAITING, Status.WAITING]
    nils = await stage.enrolled("Nils")
    assert await statuses(stage, nils) == [Status.PLACE]


async def test_group_does_not_wait_for_who_cannot_be_asked(any_stage: Stage) -> None:
    it = await play(any_stage, 6)
    await it.people[5].block()
    await it.propose(it.people)
    await it.turn(timedelta(seconds=1))
    assert (await it.row(it.people[5])).state == MemberState.LAPSED
    assert (await it.wish(it.people[5])).state == WishState.PAUSED
    await any_stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in it.people[:5]))
    assert (await it.group()).state == GroupState.RUNNING


async def test_free_place_in_a_group_goes_past_who_cannot_be_reached(stage: Stage) -> None:
    it = await play(stage, 6)
    await it.people[4].block()
    await it.running(it.people[:4])
    [(first,)] = await stage.rows(select(GroupMember.person_id).where(GroupMember.state == MemberState.OFFERED))
    assert first == (await it.wish(it.people[5])).person_id
    await it.people[5].block()
    await it.turn(timedelta(seconds=1))
    assert await stage.rows(select(GroupMember.id).where(GroupMember.state == MemberState.OFFERED)) == []


async def test_starter_who_cannot_be_reached_is_followed_by_another(stage: Stage) -> None:
    it = await play(stage, 4)
    group = await it.running(it.people)
    await it.people[0].block()
    await stage.turn(timedelta(hours=23))
    await stage.app._tidy()
    assert (await it.group()).starter_id == group.starter_id is not None
    await stage.turn(timedelta(hours=2))
    await stage.app._tidy()
    await it.look()
    [(left,)] = await stage.rows(select(Group.starter_id))
    assert left is None
    assert "Hvem vil være igangsetter" in it.people[1].last
