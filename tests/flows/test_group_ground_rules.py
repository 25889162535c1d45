"""What the members keep to can be read in every group, also in one without a chat."""

from domain.groups import buttons as g
from tests.flows.groups import GONE, play
from tests.stage import Stage


async def test_the_ground_rules_are_at_hand(stage: Stage) -> None:
    it = await play(stage, 5)
    group = await it.running(it.people[:4])
    for one in it.people[:4]:
        await one.press("Grunnreglene")
        assert "Grunnreglene i gruppa" in one.last
        assert "Du bestemmer selv hvor mye du vil dele" in one.last
        assert one.last.count("•") == len(stage.app.library.groups.ground_rule)
        await one.press("Tilbake")
        assert "Dere er 4 i gruppa" in one.last
        assert "Grunnreglene" in one.labels()
    await it.people[4].forge(g.GroupRules(group.id).pack())
    assert GONE in it.people[4].last


async def test_that_leaving_is_for_good_is_said_before(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    await it.people[1].say("/mygroup")
    await it.people[1].press("Slutt i gruppa")
    assert "Jeg foreslår ikke denne gruppa for deg igjen" in it.people[1].last
