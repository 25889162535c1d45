"""Coordinators hear what has become of the groups that they approved, in numbers and without names."""

from datetime import timedelta

from domain.groups import buttons as g
from tests.flows.groups import play
from tests.stage import Stage

GROUP = "(tirsdager kl. 18:00, På nett)"


async def test_a_group_goes_ahead_and_is_closed(stage: Stage) -> None:
    it = await play(stage)
    await it.running(it.people[:5])
    assert it.berit.last == f"Gruppa {GROUP} er i gang med 5 personer. Resten ordner de selv."
    row = await it.group()
    await it.people[0].forge(g.CloseGroup(row.id, row.version).pack())
    await it.look()
    assert it.berit.last == f"Gruppa {GROUP} er avsluttet. Medlemmene har fått en takk."
    it.nobody_was_named()


async def test_a_group_comes_to_nothing(stage: Stage) -> None:
    it = await play(stage)
    await it.propose(it.people[:5])
    for one in it.people[:3]:
        await one.tap(g.AnswerProposal, answer="no")
    await it.look()
    assert it.berit.last.startswith(f"Gruppa {GROUP} ble det ikke noe av. For få kunne.")
    await it.turn(timedelta(days=8))
    assert sum("ble det ikke noe av" in words for words in it.berit.texts) == 1
    it.nobody_was_named()
