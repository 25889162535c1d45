"""People whom a coordinator holds together in a draft; and people of whom a draft knows nothing."""

from db.models import Wish
from domain.groups import buttons as g
from tests.flows.groups import play
from tests.stage import Stage

PARTED = "Disse hadde du låst"


async def test_held_people_who_cannot_be_together_any_more(stage: Stage) -> None:
    it = await play(stage, 6)
    kari, ola = it.people[:2]
    await it.berit.forge(g.FindGroups(1).pack())
    for one in (kari, ola):
        await it.berit.forge(g.LockPerson(1, await it.wish_id(one), 1).pack())
    await it.berit.forge(g.ShowRound(1).pack())
    await it.berit.press("Søk på nytt")
    assert PARTED not in it.berit.last
    await kari.forge(g.Toggle(await it.wish_id(kari), "slots", "mon-10", 1).pack())
    await kari.forge(g.Toggle(await it.wish_id(kari), "slots", "tue-18", 0).pack())
    await it.berit.press("Søk på nytt")
    assert PARTED in it.berit.last
    assert kari.name in it.berit.last
    assert ola.name in it.berit.last
    await it.berit.press("Gruppe 1")
    assert not [label for label in it.berit.labels() if label.startswith("🔒")]
    await it.berit.press("Tilbake til utkastet")
    assert PARTED not in it.berit.last


async def test_a_wish_from_before_what_is_kept_now(stage: Stage) -> None:
    """Whoever has not agreed to what is kept nowadays is in no draft, and a button that names them leads nowhere."""
    it = await play(stage, 6)
    old = await it.wish_id(it.people[5])
    async with stage.app.database.begin() as session:
        (await session.get_one(Wish, old)).consent_version = 0
    await it.berit.forge(g.FindGroups(1).pack())
    assert "Med plass: 5. Uten gruppe: 0" in it.berit.last
    for button in (
        g.PickPerson(1, old),
        g.TryMove(1, old, 1),
        g.ConfirmMovePerson(1, 1, old, 1),
        g.LockPerson(1, old, 1),
    ):
        await it.berit.forge(button.pack())
        assert "Utkastet er endret" in it.berit.last
