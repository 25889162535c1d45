"""Nobody is in two groups of a centre, whatever their wish says: guards where groups are made, behind those of the form."""

import pytest
from sqlalchemy import select

from db.models import GroupMember, Wish
from domain.errors import Stale
from domain.groups import WishState
from domain.groups import buttons as g
from tests.flows.groups import Play, play
from tests.stage import Phone, Stage


async def looks_again(it: Play, one: Phone) -> int:
    """As if the form had let a member look for another group."""
    wish_id = await it.wish_id(one)
    async with it.stage.app.database.begin() as session:
        (await session.get_one(Wish, wish_id)).state = WishState.ACTIVE
    return wish_id


async def test_a_member_is_in_no_pool(any_stage: Stage) -> None:
    it = await play(any_stage, 8)
    await it.propose(it.people[:4])
    member = await looks_again(it, it.people[1])
    await it.berit.forge(g.FindGroups(1).pack())
    assert "Med plass: 4. Uten gruppe: 0" in it.berit.last
    await it.berit.forge(g.PickPerson(1, member).pack())
    assert "Utkastet er endret" in it.berit.last


async def test_a_member_is_asked_about_no_other_group(any_stage: Stage) -> None:
    it = await play(any_stage, 8)
    await it.propose(it.people[:4])
    await looks_again(it, it.people[1])
    with pytest.raises(Stale):
        await it.propose([it.people[1], *it.people[4:]])
    assert len(await any_stage.rows(select(GroupMember))) == 4
