"""A coordinator's draft of groups: one at a time, whoever looks at it, true to what people look for now, and not kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Group, Round, WishPair
from domain.groups import GroupState
from domain.groups import buttons as g
from services.privacy import tidy
from tests.flows.groups import Play, look_for_group, play
from tests.stage import Phone, Stage

CHANGED = "Utkastet er endret siden du så det"


async def drafted(stage: Stage) -> tuple[Play, Phone, Phone]:
    """Ten people look for a group; Berit has found two groups for them, and Arne coordinates too."""
    it = await play(stage, 8)
    for order, name in enumerate(("Gudrun", "Herdis"), 8):
        phone = await stage.participant(name)
        await look_for_group(stage, phone, order)
        it.people.append(phone)
    arne = await stage.coordinator("Arne")
    await it.berit.forge(g.FindGroups(1).pack())
    assert "Grupper: 2. Med plass: 10. Uten gruppe: 0." in it.berit.last
    return it, it.berit, arne


async def draft(stage: Stage) -> Round:
    rows = await stage.rows(select(Round))
    assert len(rows) == 1
    found: Round = rows[0][0]
    return found


async def moved(phone: Phone, wish_id: int) -> None:
    """Take somebody out of their group."""
    await phone.forge(g.PickPerson(1, wish_id).pack())
    await phone.press("Ta ut av gruppa")
    await phone.press("Ja, gjør det")


async def test_two_coordinators_at_one_draft(any_stage: Stage) -> None:
    stage = any_stage
    it, berit, arne = await drafted(stage)
    await arne.forge(g.ManageGroups(1).pack())
    assert "Se på utkastet" in arne.labels()
    assert "Finn grupper" not in arne.labels()
    await arne.forge(g.FindGroups(1).pack())
    assert "Det finnes et utkast allerede" in arne.last
    again, approve, discard = arne.button("Søk på nytt"), g.Approve(1, 1).pack(), g.DiscardRound(1, 1).pack()
    await moved(berit, 1)
    assert "Med plass: 9. Uten gruppe: 1." in berit.last
    before = (await draft(stage)).draft
    for late in (again, approve, discard, g.ConfirmMovePerson(1, 1, 2, 0).pack()):
        await arne.forge(late)
        assert CHANGED in arne.last, late
        assert "Med plass: 9. Uten gruppe: 1." in arne.last
        assert "Søk på nytt" in arne.labels()
        assert (await draft(stage)).draft == before
    await arne.press("Søk på nytt")
    assert "Med plass: 10. Uten gruppe: 0." in arne.last
    await berit.press("Godkjenn og spør alle")  # that is only a question, about the draft as it is now
    assert "10 i 2 grupper" in berit.last
    await berit.press("Ja, spør dem")
    assert "Nå blir alle spurt" in berit.last
    await arne.press("Godkjenn og spør alle")
    assert CHANGED in arne.last
    assert "Nå blir alle spurt" in arne.last
    await it.look()
    assert [len([words for words in one.texts if "funnet en gruppe" in words]) for one in it.people] == [1] * 10


async def test_a_draft_that_the_other_has_thrown_away(stage: Stage) -> None:
    _, berit, arne = await drafted(stage)
    await arne.forge(g.ShowRound(1).pack())
    await berit.press("Forkast utkastet")
    assert "Skal jeg forkaste utkastet" in berit.last
    await berit.press("Ja, forkast det")
    assert "10 personer leter etter en gruppe" in berit.last
    await arne.press("Gruppe 1")
    assert "godkjent eller forkastet" in arne.last
    assert "Finn grupper" in arne.labels()


async def test_both_find_groups_at_once(stage: Stage) -> None:
    it = await play(stage, 5)
    arne = await stage.coordinator("Arne")
    find = g.FindGroups(1).pack()
    await arne.start()
    await it.berit.start()
    await stage.together(it.berit.forge(find), arne.forge(find))
    await draft(stage)
    assert "Grupper: 1. Med plass: 5" in it.berit.last
    assert "Grupper: 1. Med plass: 5" in arne.last


async def test_a_card_that_is_no_more(stage: Stage) -> None:
    _, berit, _ = await drafted(stage)
    await berit.forge(g.ShowCard(1, 9).pack())
    assert CHANGED in berit.last


@pytest.mark.parametrize("why", ["pair", "time"])
async def test_what_people_have_changed_since_counts(stage: Stage, why: str) -> None:
    """Who would not be with somebody says so after the draft was made: they are not put together, and nobody learns why."""
    it = await play(stage, 6)
    berit, kari, ola = it.berit, it.people[0], it.people[1]
    await berit.forge(g.FindGroups(1).pack())
    await berit.press("Godkjenn og spør alle")
    sure = berit.button("Ja, spør dem")
    mine, his = await it.wish(kari), await it.wish(ola)
    if why == "pair":
        await kari.forge(g.NamePerson(mine.id, 1).pack())
        async with stage.app.database.begin() as session:
            session.add(WishPair(wish_id=mine.id, other_wish_id=his.id, apart=True))
    else:
        await kari.forge(g.Toggle(mine.id, "slots", "tue-18", 0).pack())
        await kari.forge(g.Toggle(mine.id, "slots", "mon-10", 1).pack())
    await berit.forge(sure)
    assert await stage.rows(select(Group)) == []
    assert CHANGED in berit.last
    assert "Passer ikke sammen lenger: gruppe 1" in berit.last
    assert "Godkjenn og spør alle" not in berit.labels()
    await berit.press("Gruppe 1")
    assert "Denne gruppa passer ikke sammen lenger" in berit.last
    assert ("Alle kan tirsdager" in berit.last) == (why == "pair")
    await berit.press("Tilbake til utkastet")
    await berit.press("Søk på nytt")
    assert "Med plass: 5. Uten gruppe: 1" in berit.last
    await berit.press("Godkjenn og spør alle")
    await berit.press("Ja, spør dem")
    assert (await it.group()).state == GroupState.PROPOSED


async def test_nothing_of_an_approved_draft_is_kept(any_stage: Stage) -> None:
    stage = any_stage
    it = await play(stage, 5)
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.press("Godkjenn og spør alle")
    await it.berit.press("Ja, spør dem")
    row = await draft(stage)
    assert row.draft == "[]"
    for old in (g.LockPerson(1, 1, 1), g.AskDiscard(1), g.DiscardRound(1, row.version), g.AskApprove(1)):
        await it.berit.forge(old.pack())
        assert "Nå blir alle spurt" in it.berit.last
    assert (await draft(stage)).draft == "[]"
    for days, left in ((29, 1), (31, 0)):
        await tidied(stage, timedelta(days=days))
        assert len(await stage.rows(select(Round.id))) == left
    assert [row[0] for row in await stage.rows(select(Group.round_id))] == [None]
    await it.berit.forge(g.ShowRound(1).pack())
    assert "godkjent eller forkastet" in it.berit.last


async def test_a_draft_nobody_approves_goes(stage: Stage) -> None:
    """A search made anew begins the time anew."""
    it = await play(stage, 5)
    await it.berit.forge(g.FindGroups(1).pack())
    await stage.turn(timedelta(days=20))
    await it.berit.press("Søk på nytt")
    for days, left in ((29, 1), (30, 0)):
        await tidied(stage, timedelta(days=days))
        assert len(await stage.rows(select(Round.id))) == left
    assert len(await stage.rows(select(Round.id))) == 0
    await it.berit.forge(g.FindGroups(1).pack())
    assert "Grupper: 1" in it.berit.last


async def tidied(stage: Stage, after: timedelta) -> None:
    now = stage.now + after
    async with stage.app.database.begin() as session:
        await tidy.tidy(session, stage.app.library, now, now)
