"""On PostgreSQL a group is locked before a wish, wherever both are: nobody waits for somebody who waits for them."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text, update

from db.models import GroupMember, Wish
from domain.groups import MemberState, WishState
from services import Session, people
from services.groups import form, views, wishes
from services.groups.wishes import NOTHING
from services.people import Actor
from tests.flows.groups import Play, play
from tests.stage import Stage

Act = Callable[[Session, Play, Actor, int], Awaitable[object]]


async def finish(session: Session, it: Play, actor: Actor, wish_id: int) -> object:
    return await form.finish(session, it.stage.app.library, actor, wish_id, it.stage.now)


async def resume(session: Session, it: Play, actor: Actor, wish_id: int) -> object:
    return await form.resume(session, it.stage.app.library, actor, wish_id, it.stage.now)


async def back_at_the_summary(session: Session, it: Play, actor: Actor, wish_id: int) -> object:
    return await form.show(session, it.stage.app.library, actor, wish_id, "summary", it.stage.now)


async def pause(session: Session, it: Play, actor: Actor, wish_id: int) -> object:
    return await wishes.pause(session, it.stage.app.library, actor, wish_id, it.stage.now)


async def withdraw(session: Session, it: Play, actor: Actor, wish_id: int) -> object:
    return await wishes.withdraw(session, it.stage.app.library, actor, wish_id, NOTHING, it.stage.now)


@pytest.fixture
async def on_postgresql(postgres_url: str, make_stage: Callable[..., Awaitable[Stage]]) -> Stage:
    return await make_stage(postgres_url)


async def sixth(it: Play, state: WishState) -> int:
    """Five are in a group; the sixth fits there, and is thought of for it if they are in the pool. Returns their wish."""
    database, wish_id = it.stage.app.database, await it.wish_id(it.people[5])
    change = update(Wish).where(Wish.id == wish_id)
    async with database.begin() as session:
        await session.execute(change.values(state=WishState.PAUSED))
    group = await it.running(it.people[:5])
    person = (await it.wish(it.people[5])).person_id
    async with database.begin() as session:
        await session.execute(change.values(state=state))
        if state is WishState.ACTIVE:
            about = {"group_id": group.id, "person_id": person, "state": MemberState.CONSIDERED}
            session.add(GroupMember(**about, asked_at=it.stage.now))
    return wish_id


async def somebody_waits(stage: Stage) -> None:
    """Until a transaction waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not (await stage.rows(waiting))[0][0]:
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (finish, WishState.DRAFT),
        (resume, WishState.PAUSED),
        (back_at_the_summary, WishState.ACTIVE),
        (pause, WishState.ACTIVE),
        (withdraw, WishState.ACTIVE),
    ],
)
async def test_whoever_holds_the_group_gets_the_wish(on_postgresql: Stage, act: Act, state: WishState) -> None:
    """Somebody acts on their wish while somebody else has the group in hand, and wants the same wish next."""
    it = await play(on_postgresql, 6)
    wish_id, group_id = await sixth(it, state), (await it.group()).id
    database, held = on_postgresql.app.database, asyncio.Event()

    async def presses() -> None:
        await held.wait()
        async with database.begin() as session:
            actor = await people.arrive(session, it.people[5].id, on_postgresql.now)
            await act(session, it, actor, wish_id)

    async def decides() -> None:
        async with database.begin() as session:
            await views.lock(session, group_id)
            held.set()
            await somebody_waits(on_postgresql)
            row = await session.get_one(Wish, wish_id)
            assert await views.wish_of(session, row.person_id, 1) is not None

    async with asyncio.timeout(20):
        await asyncio.gather(presses(), decides())
