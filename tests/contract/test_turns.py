"""Nobody is kept from the database by a crowd of another kind; counted in turns, not in time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import TimeoutError as NoTurn

from db.models import Outbox
from db.session import AT_ONCE, Database
from db.turns import Turn, Turns
from domain.delivery import State
from tests.stage import FIRST, Stage

OTHERS = len(Turn) - 1
PRESSES = 200
CROWD = 60


class Counted(Turns):
    """Notes for each turn how many others were given one while it was waited for."""

    def __init__(self, places: int) -> None:
        super().__init__(places)
        self.given = 0
        self.waited: list[tuple[Turn, int]] = []

    async def take(self, kind: Turn) -> None:
        before = self.given
        await super().take(kind)
        self.given += 1
        self.waited.append((kind, self.given - before - 1))

    def longest(self, kind: Turn) -> int:
        return max(turns for one, turns in self.waited if one is kind)


async def test_every_kind_gets_its_turn_while_a_crowd_waits(either_database: str) -> None:
    database = Database(either_database)
    places = 1 if database.is_sqlite else AT_ONCE
    turns = database.turns = Counted(places)
    crowd_is_done = False

    async def press() -> None:
        async with database.begin() as session:
            await session.execute(text("SELECT 1"))

    async def again_and_again(kind: Turn) -> None:
        while not crowd_is_done:
            async with database.begin(kind) as session:
                await session.execute(text("SELECT 1"))

    rest = [asyncio.create_task(again_and_again(kind)) for kind in Turn if kind is not Turn.PRESS]
    await asyncio.gather(*(press() for _ in range(PRESSES)))
    crowd_is_done = True
    await asyncio.gather(*rest)
    await database.dispose()
    for kind in Turn:
        if kind is not Turn.PRESS:
            assert turns.longest(kind) <= OTHERS + places, kind
    assert turns.longest(Turn.PRESS) > PRESSES / 2  # there was a crowd indeed


async def test_within_a_kind_who_came_first_is_first() -> None:
    turns, order = Turns(1), list[str]()

    async def take(kind: Turn, name: str) -> None:
        await turns.take(kind)
        order.append(name)
        await asyncio.sleep(0)
        turns.give_back()

    await turns.take(Turn.PRESS)
    waiting = [asyncio.create_task(take(Turn.PRESS, f"press {n}")) for n in range(3)]
    waiting += [asyncio.create_task(take(Turn.OUTBOX, f"outbox {n}")) for n in range(2)]
    await asyncio.sleep(0)
    turns.give_back()
    await asyncio.gather(*waiting)
    assert order == ["press 0", "outbox 0", "press 1", "outbox 1", "press 2"]


@pytest.mark.parametrize("when", ["while it waits", "at the moment of its turn"])
async def test_who_gives_up_takes_no_turn(when: str) -> None:
    turns = Turns(1)
    await turns.take(Turn.PRESS)
    quitter = asyncio.create_task(turns.take(Turn.PRESS))
    next_one = asyncio.create_task(turns.take(Turn.PRESS))
    await asyncio.sleep(0)
    if when == "while it waits":
        quitter.cancel()
        await asyncio.sleep(0)
        turns.give_back()
    else:
        turns.give_back()
        quitter.cancel()
    await asyncio.wait_for(next_one, 1)
    turns.give_back()
    await asyncio.wait_for(turns.take(Turn.UPKEEP), 1)


async def test_who_waits_too_long_is_told_so(either_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.session.database.TURN_SECONDS", 0.05)
    database = Database(either_database, at_once=1)
    async with database.begin():
        with pytest.raises(NoTurn):
            async with database.begin():
                pass
    async with database.begin() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.dispose()


async def test_reminders_go_out_while_a_crowd_presses(
    make_stage: Callable[..., Awaitable[Stage]], either_database: str
) -> None:
    stage = await make_stage(either_database)
    for name in ("Kari", "Ola", "Per"):
        await stage.enrolled(name)
    turns = stage.app.database.turns = Counted(1 if stage.app.database.is_sqlite else AT_ONCE)
    await stage.post("updates", updates=[_help(10**7 + number) for number in range(CROWD)])
    await stage.turn(FIRST.replace(day=31, month=8))
    assert await stage.rows(select(func.count()).where(Outbox.state == State.SENT)) != [(0,)]
    assert turns.longest(Turn.OUTBOX) <= OTHERS + AT_ONCE


def _help(person: int) -> dict[str, object]:
    user = {"id": person, "is_bot": False, "first_name": "Ukjent"}
    return {
        "message": {
            "message_id": 1,
            "date": 0,
            "from": user,
            "chat": {"id": person, "type": "private"},
            "text": "/help",
        }
    }
