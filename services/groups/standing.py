"""Before a group starts: whether those who have said yes can still be together, with what they look for by now.

Between the proposal and the start a week may pass, in which somebody names somebody with whom they would rather not be,
or unticks the time. That is heeded: they go back to those who look for a group, with the waiting time they had, and are
told what is told when a group does not come about. Nobody learns of anything else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from db.models import Group, GroupMember, Wish, WishPair
from domain.groups import WishState
from domain.groups.matching.standing import who_steps_back
from domain.groups.wishes import Answers
from services import Session
from services.groups import pool, views
from services.programmes import Library


async def parted(
    session: Session, library: Library, group: Group, people: Sequence[GroupMember], now: datetime
) -> tuple[list[GroupMember], list[GroupMember]]:
    """Of those who have said yes who stays, and who goes back. The group must be locked."""
    found = await session.scalars(
        select(Wish)
        .where(Wish.centre_id == group.centre_id, Wish.person_id.in_([one.person_id for one in people]))
        .where(Wish.state != WishState.WITHDRAWN)
        .order_by(Wish.id)
        .execution_options(populate_existing=True)
    )
    wishes = {one.id: one for one in found}
    can = [one.id for one in wishes.values() if _can_come(one, group)]
    known = await pool.pool_of(session, library, group.centre_id, can, now)
    back = who_steps_back(known, can, await _named(session, can)) | (wishes.keys() - set(can))
    gone = {wishes[one].person_id for one in back}
    return [one for one in people if one.person_id not in gone], [one for one in people if one.person_id in gone]


def _can_come(wish: Wish, group: Group) -> bool:
    answers = Answers.of_json(wish.answers)
    return group.slot in answers.slots and group.place in answers.places and group.language in answers.languages


async def _named(session: Session, wishes: Collection[int]) -> list[tuple[int, int]]:
    """Who of these would rather not be with whom of these, in the order in which they said so."""
    rows = await session.execute(
        select(WishPair.wish_id, WishPair.other_wish_id)
        .where(WishPair.apart.is_(True), WishPair.wish_id.in_(wishes), WishPair.other_wish_id.in_(wishes))
        .order_by(WishPair.id)
    )
    return [(row.wish_id, row.other_wish_id) for row in rows]


async def cannot_come(session: Session, group: Group, person_id: int) -> None:
    """Somebody has asked for another time than the group's: it is no longer one of theirs, so that it is not proposed again."""
    wish = await views.wish_of(session, person_id, group.centre_id)
    if wish is not None and wish.state != WishState.WITHDRAWN:
        wish.answers = Answers.of_json(wish.answers).tick("slots", [group.slot], on=False).to_json()


async def can_come(session: Session, group: Group, person_id: int) -> None:
    """Somebody has said yes to the group's time, place and language: it counts as ticked until they untick it again."""
    wish = await views.wish_of(session, person_id, group.centre_id)
    if wish is None or wish.state == WishState.WITHDRAWN or _can_come(wish, group):
        return
    answers = Answers.of_json(wish.answers)
    for field, value in (("slots", group.slot), ("places", group.place), ("languages", group.language)):
        answers = answers.tick(field, [value], on=True)
    wish.answers = answers.to_json()
