"""Every button, command, step and kind of message in a house where whatever people and files say looks like markup."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Centre, ConversationLine, Course, Notice, Person, Place, Reason, Trouble
from tests.contract.full_house import FullHouse, Scene, full_house
from tests.contract.statements import count
from tests.stage import Stage

MakeStage = Callable[..., Awaitable[Stage]]
WORDS = "</b><i>&amp <a href='https://x.no'>K"
SAID = (
    *(
        (Person, ("name",)),
        (Course, ("place", "address", "directions")),
        (Centre, ("name", "contact")),
        (Place, ("name",)),
    ),
    *((Notice, ("text",)), (ConversationLine, ("text",)), (Reason, ("text",)), (Trouble, ("text",))),
)
"""What people write, or files say, and others see."""


@pytest.mark.timeout(300)
async def test_nothing_that_anybody_says_is_taken_for_markup(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    house = await full_house(await make_stage(sqlite_url), tmp_path)
    for scene, snapshot in ((Scene("participant"), house.snapshot), (Scene("participant", chat=True), house.with_chat)):
        await house.set(scene)
        await rewrite(house)
        await house.keep(snapshot)
    await house.stage.forget_calls()
    await count(house)
    calls = await house.stage.calls()
    spoilt = [one["params"]["text"] for one in calls if "can't parse" in str(one.get("description"))]
    assert spoilt == []
    shown = [str(one["params"].get("text")) for one in calls]
    assert sum("&lt;/b&gt;" in one for one in shown) > 50
    assert not [one for one in shown if "href='https://x.no'" in one.replace("&lt;a href='https://x.no'", "")]


async def rewrite(house: FullHouse) -> None:
    async with house.stage.app.database.begin() as session:
        for table, columns in SAID:
            for number, row in enumerate(await session.scalars(select(table))):
                for column in columns:
                    setattr(row, column, f"{number} {WORDS}")
