"""With whom one would like to be, or not: by a code that one person gives to another, and that is shown to nobody else."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select

from db.models import Wish, WishPair
from domain.errors import EnoughNamed, Gone, OwnCode, UnknownCode
from domain.groups.wishes import MOST_NAMED, read_code
from services import Session
from services.courses import CentreView
from services.groups import places, wishes
from services.people import Actor


class Named(Struct, frozen=True):
    """Somebody whose code one has entered oneself."""

    pair_id: int
    code: str
    apart: bool


class Codes(Struct, frozen=True):
    """My own code, and whom I have named, in the order in which I did; `centre` is whom to ring without a code."""

    wish_id: int
    code: str
    named: tuple[Named, ...]
    centre: CentreView


async def codes(session: Session, actor: Actor, wish_id: int) -> Codes:
    """Raises Gone."""
    row = await wishes.own(session, actor, wish_id)
    named = await _named(session, row.id)
    centre = await places.centre_of(session, row.centre_id)
    return Codes(row.id, row.code, tuple(Named(one.id, one.code, one.apart) for one in named), centre)


async def _named(session: Session, wish_id: int) -> Sequence[WishPair]:
    """Also those whose wish is gone: that a code is on the list no longer would tell that somebody has erased themselves."""
    rows = await session.scalars(select(WishPair).where(WishPair.wish_id == wish_id).order_by(WishPair.id))
    return rows.all()


async def may_name(session: Session, actor: Actor, wish_id: int) -> None:
    """Raises Gone, EnoughNamed."""
    row = await wishes.own(session, actor, wish_id)
    count = await session.scalar(select(func.count()).where(WishPair.wish_id == row.id))
    if count is not None and count >= MOST_NAMED:
        raise EnoughNamed(MOST_NAMED)


async def recognise(session: Session, actor: Actor, wish_id: int, written: str) -> str | None:
    """The code that somebody has written, if it is one; None for words that only look like one, such as "help me".

    Raises Gone, UnknownCode, OwnCode.
    """
    row = await wishes.own(session, actor, wish_id)
    code = read_code(written)
    if code is None:
        return None
    if code == row.code:
        raise OwnCode
    if code in [one.code for one in await _named(session, row.id)]:
        return code
    if await session.scalar(select(Wish.id).where(Wish.code == code, Wish.centre_id == row.centre_id)) is None:
        if code.isalpha():
            return None
        raise UnknownCode
    return code


async def name(session: Session, actor: Actor, wish_id: int, written: str, apart: bool) -> Codes:
    """Wish to be with, or not with, whoever has this code; the later wish goes.

    Raises Gone, UnknownCode, OwnCode, EnoughNamed.
    """
    row = await wishes.own(session, actor, wish_id, lock=True)
    code = read_code(written)
    if code == row.code:
        raise OwnCode
    pair = next((one for one in await _named(session, row.id) if one.code == code), None)
    if pair is not None:
        pair.apart = apart
    else:
        other = await session.scalar(select(Wish.id).where(Wish.code == code, Wish.centre_id == row.centre_id))
        if code is None or other is None:
            raise UnknownCode
        await may_name(session, actor, wish_id)
        session.add(WishPair(wish_id=row.id, other_wish_id=other, code=code, apart=apart))
    await session.flush()
    return await codes(session, actor, wish_id)


async def forget(session: Session, actor: Actor, pair_id: int) -> Codes:
    """Take a wish about somebody back. Raises Gone."""
    wish_id = await session.scalar(select(WishPair.wish_id).where(WishPair.id == pair_id))
    if wish_id is None:
        raise Gone
    await wishes.own(session, actor, wish_id)
    await session.execute(delete(WishPair).where(WishPair.id == pair_id))
    return await codes(session, actor, wish_id)
