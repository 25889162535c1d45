"""What the bot has to do in chats: rows put in by use cases, worked off by `scheduler/chats.py`, gone when done.

Every task may be done twice, as after a crash: Telegram answers the second try with a refusal, or it changes nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Integer, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from db.models import ChatTask
from db.session import insert_once, wakes
from domain.delivery import Why, retry_in
from domain.groups.chats import GOES, SAYS, Action, Task
from services import Session

ONCE = (Action.RULES, Action.MEETING, Action.QUESTION)
"""What is said once: these rows stay, so that nothing is said again."""
HOLDS = 3
KEPT_FOR = timedelta(days=100)
"""Longer than any plan looks back, so that nothing is said anew."""
OPEN = (Task.QUEUED, Task.HELD)


class Claim(Struct, frozen=True):
    """A task in hand. `attempts` counts this try too."""

    id: int
    group_id: int | None
    chat_id: int
    action: Action
    telegram_id: int | None
    subject: int | None
    link: str | None
    not_after: datetime | None
    attempts: int


async def put(
    session: Session,
    action: Action,
    group_id: int | None,
    chat_id: int,
    *,
    due_at: datetime,
    about: str = "",
    not_after: datetime | None = None,
    telegram_id: int | None = None,
    subject: int | None = None,
    link: str | None = None,
    state: Task = Task.QUEUED,
) -> int:
    """Have something done; returns 1 if it is new. What waits already under the same key is replaced, but for what is said.

    The key is made of what it is `about`: if nothing else is said, the person or the subject. Put in as HELD, it waits
    until the bot has its rights in that chat (again).
    """
    key = f"{action}:{group_id or chat_id}:{about or telegram_id or subject or ''}"
    if action not in ONCE:
        await session.execute(delete(ChatTask).where(ChatTask.key == key))
    values: dict[str, Any] = {
        "key": key,
        "group_id": group_id,
        "chat_id": chat_id,
        "action": action,
        "due_at": due_at,
        "not_after": not_after,
        "telegram_id": telegram_id,
        "subject": subject,
        "link": link,
        "state": state,
        "attempts": 0,
    }
    result: Any = await session.execute(insert_once(session, ChatTask).values(values))
    wakes(session)
    return max(0, int(result.rowcount))


_BEFORE = aliased(ChatTask)
_NOW = bindparam("now", type_=ChatTask.due_at.type)
_UNFINISHED = exists().where(
    _BEFORE.chat_id == ChatTask.chat_id,
    _BEFORE.id < ChatTask.id,
    _BEFORE.state == Task.QUEUED,
    _BEFORE.due_at <= _NOW,
)
_IS_DUE = (
    (ChatTask.state == Task.QUEUED)
    & (ChatTask.due_at <= _NOW)
    & (ChatTask.retry_at.is_(None) | (ChatTask.retry_at <= bindparam("real_now", type_=ChatTask.retry_at.type)))
)
_WAITING = select(func.count()).select_from(ChatTask).where(_IS_DUE)
_DUE = (
    select(ChatTask.id, ChatTask.chat_id)
    .where(_IS_DUE)
    .where(ChatTask.action.not_in(GOES) | ~_UNFINISHED)
    .order_by(ChatTask.due_at, ChatTask.id)
    .limit(bindparam("most", type_=Integer))
)


async def due(session: Session, *, now: datetime, real_now: datetime, limit: int) -> Sequence[int]:
    """The numbers of up to `limit` tasks that are due, in order, one a chat. Nothing of them is read that may not be readable.

    The bot leaves a chat when all else that is still tried there is done or given up.
    """
    rows = await session.execute(_DUE, {"now": now, "real_now": real_now, "most": limit * 8})
    first: dict[int, int] = {}
    for task_id, chat_id in rows:
        if len(first) < limit:
            first.setdefault(chat_id, task_id)
    return list(first.values())


async def claim(session: Session, task_id: int) -> Claim:
    """Take it in hand. Only one process does this: it need not be written down. Raises what a broken row brings about."""
    row = await session.get_one(ChatTask, task_id, populate_existing=True)
    return Claim(
        id=row.id,
        group_id=row.group_id,
        chat_id=row.chat_id,
        action=Action(row.action),
        telegram_id=row.telegram_id,
        subject=row.subject,
        link=row.link,
        not_after=row.not_after,
        attempts=row.attempts + 1,
    )


async def finish(session: Session, claim: Claim, *, failed: str | None = None) -> None:
    """It is done, or will never be (`failed` says why): nothing of it is kept, but that something was said."""
    if claim.action not in ONCE:
        await forget(session, claim)
        return
    state = Task.FAILED if failed else Task.DONE
    await _change(session, claim.id, state=state, reason=failed, retry_at=None)


async def forget(session: Session, claim: Claim) -> None:
    """As though it had never been put in: the same may be put in anew."""
    await session.execute(delete(ChatTask).where(ChatTask.id == claim.id))


async def again(session: Session, claim: Claim, real_now: datetime, reason: str) -> bool:
    """After a while; False when it has been tried often enough."""
    wait = retry_in(claim.attempts)
    if wait is None:
        return False
    later = real_now + timedelta(seconds=wait)
    await _change(session, claim.id, attempts=claim.attempts, retry_at=later, reason=reason)
    return True


def may_wait(claim: Claim) -> bool:
    """Whether it can wait for rights; not when it was refused so often that they cannot be the reason."""
    return claim.attempts <= HOLDS and claim.action not in SAYS and claim.action is not Action.CHECK


async def hold(session: Session, claim: Claim, reason: str) -> None:
    """Until the bot has the rights that it lacks, or somebody has it look again."""
    await _change(session, claim.id, state=Task.HELD, attempts=claim.attempts, reason=reason)


async def is_held(session: Session, task_id: int) -> bool:
    statement = select(ChatTask.id).where(ChatTask.id == task_id, ChatTask.state == Task.HELD)
    return await session.scalar(statement) is not None


async def is_open(session: Session, action: Action, subject: int) -> bool:
    """Whether this is still to be done, now or when something allows it."""
    mine = select(ChatTask.id).where(ChatTask.action == action, ChatTask.subject == subject)
    return await session.scalar(mine.where(ChatTask.state.in_(OPEN)).limit(1)) is not None


async def set_aside(session: Session, task_id: int) -> None:
    """A row that breaks whoever takes it in hand: only that it was there is kept, to be looked at."""
    await _change(session, task_id, state=Task.FAILED, reason=Why.OUR_FAULT, telegram_id=None, link=None, retry_at=None)


async def release(session: Session, chat_id: int) -> None:
    """The bot has its rights: what waited for them goes on."""
    await session.execute(
        update(ChatTask)
        .where(ChatTask.chat_id == chat_id, ChatTask.state == Task.HELD)
        .values(state=Task.QUEUED, retry_at=None)
        .execution_options(synchronize_session=False)
    )
    wakes(session)


async def drop(session: Session, chat_id: int, *, but: Collection[Action] = ()) -> None:
    """The bot is no longer in this chat, or soon will not be: there is nothing more to be done there, `but` this."""
    await session.execute(
        delete(ChatTask).where(
            ChatTask.chat_id == chat_id, ChatTask.state.in_(OPEN), ChatTask.action.not_in(tuple(but))
        )
    )


async def forget_person(session: Session, telegram_id: int) -> None:
    """Somebody deletes themselves: what waits under their number is tried once more, and then it is not kept."""
    aside = (ChatTask.state == Task.FAILED) & ChatTask.key.endswith(f":{telegram_id}", autoescape=True)
    await session.execute(delete(ChatTask).where(aside))
    asked = (ChatTask.telegram_id == telegram_id) & (ChatTask.action == Action.STRAY)
    await session.execute(update(ChatTask).where(asked).values(telegram_id=None))
    theirs = (ChatTask.telegram_id == telegram_id) & (ChatTask.state == Task.HELD)
    await session.execute(delete(ChatTask).where(theirs, ChatTask.action != Action.REMOVE))
    await session.execute(
        update(ChatTask)
        .where(theirs)
        .values(state=Task.QUEUED, retry_at=None)
        .execution_options(synchronize_session=False)
    )
    wakes(session)


async def move(session: Session, old: int, new: int) -> None:
    """The chat has another number."""
    await session.execute(
        update(ChatTask)
        .where(ChatTask.chat_id == old, ChatTask.state.in_(OPEN))
        .values(chat_id=new, retry_at=None)
        .execution_options(synchronize_session=False)
    )
    wakes(session)


async def waiting(session: Session, now: datetime, real_now: datetime) -> int:
    """How many tasks could be done now."""
    return int(await session.scalar(_WAITING, {"now": now, "real_now": real_now}) or 0)


async def forget_old(session: Session, now: datetime) -> None:
    """What was said long ago, and what has waited for a right for as long: it holds the number of somebody who has left."""
    await session.execute(delete(ChatTask).where(ChatTask.due_at <= now - KEPT_FOR, ChatTask.state != Task.QUEUED))


async def _change(session: Session, task_id: int, **values: Any) -> None:
    await session.execute(
        update(ChatTask).where(ChatTask.id == task_id).values(values).execution_options(synchronize_session=False)
    )
