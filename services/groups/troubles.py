"""What members tell the coordinators of: problems in a group. Nothing that was written is lost or read by anybody else.

Each is kept at once. The coordinators are told at once of the first, and of more at most once an hour, with their number;
a person may write so often a day (`TROUBLES_A_DAY`), and is told whom to ring before they have written more.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, func, select, update

from db.models import Assignment, Centre, Group, Person, Trouble
from domain import rights
from domain.errors import Gone, TooLong
from domain.groups import KEPT_FOR, TOLD_EVERY, TROUBLES_A_DAY, MemberState
from domain.groups.messages import TroubleTold
from domain.rights import Action
from domain.running.sessions import in_minutes
from domain.timing import Window
from services import Session
from services.groups import views
from services.groups.moments import Ending
from services.groups.views import GroupView
from services.mail import outbox
from services.people import Actor, holders, may, reachable
from services.programmes import Library

LIMIT = 1000
DAY = timedelta(days=1)
PAGE = 8
"""So many are read at once; how many of them fit into a message is seen to in the wording."""


class Telling(Struct, frozen=True):
    """What somebody may tell of a group. `again`: when they may write again, None when now; `heard`: somebody can be reached.

    `member`: is in the group still. `told_at`: when the coordinators are told of what was just written.
    """

    group: GroupView
    now: datetime
    member: bool
    again: datetime | None = None
    heard: bool = True
    told_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.again is None and self.heard


class Report(Struct, frozen=True):
    """One problem, as the coordinators read it."""

    id: int
    at: datetime
    name: str
    text: str
    done: bool


class Reports(Struct, frozen=True):
    """What members of a group have told, the newest first; `more`: there are older ones behind these."""

    group: GroupView
    reports: tuple[Report, ...]
    more: bool
    newest: bool


class Waiting(Struct, frozen=True):
    """What a coordinator is told: in which group, and how many have not been seen to. Neither who nor what."""

    group: GroupView
    count: int


async def may_tell(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Telling:
    """Whether one may write now, of a group of which one is, or was, a member. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    row = await views.membership(session, group_id, actor.id)
    if row is None or row.state not in (MemberState.MEMBER, MemberState.LEFT):
        raise Gone
    group = await views.load(session, library, group_id)
    reached = holders(Action.GROUPS, group.centre.id).join(Person, Person.id == Assignment.person_id)
    heard = await session.scalar(reached.where(reachable()).limit(1)) is not None
    recent = await session.scalars(
        select(Trouble.created_at)
        .where(Trouble.person_id == actor.id, Trouble.created_at > now - DAY)
        .order_by(Trouble.created_at.desc())
        .limit(TROUBLES_A_DAY)
    )
    times = recent.all()
    again = times[-1] + DAY if len(times) == TROUBLES_A_DAY else None
    return Telling(group, now, row.state == MemberState.MEMBER, again, heard)


async def tell(session: Session, library: Library, actor: Actor, group_id: int, text: str, now: datetime) -> Telling:
    """Tell the coordinators; nothing is kept of what `may_tell` would not have let one write. Raises TooLong, Gone."""
    await views.lock(session, group_id)
    found = await may_tell(session, library, actor, group_id, now)
    if not found.open:
        return found
    if not 0 < len(text.strip()) <= LIMIT:
        raise TooLong(len(text), LIMIT)
    last = await session.scalar(select(func.max(Trouble.told_at)).where(Trouble.group_id == group_id))
    told_at = now if last is None else max(now, last if last > now else last + TOLD_EVERY)
    session.add(
        Trouble(group_id=group_id, person_id=actor.id, text=text.strip(), created_at=now, told_at=told_at, done_at=None)
    )
    await session.flush()
    message = TroubleTold(group_id, in_minutes(told_at))
    await outbox.put(session, message, holders(Action.GROUPS, found.group.centre.id), due_at=told_at)
    return replace(found, told_at=told_at)


async def later(session: Session, window: Window) -> list[Ending]:
    """What the coordinators are told of in the window, as they had been told of something within the hour."""
    rows = await session.execute(
        select(Trouble.group_id, Trouble.told_at, Group.centre_id, Centre.time_zone)
        .join(Group, Group.id == Trouble.group_id)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Trouble.told_at > window.after, Trouble.told_at <= window.until, Trouble.done_at.is_(None))
        .distinct()
    )
    found = []
    for group_id, told_at, centre_id, zone in rows.all():
        people = (await session.scalars(holders(Action.GROUPS, centre_id))).all()
        found.append(Ending(group_id, told_at, ZoneInfo(zone), [(TroubleTold, people)]))
    return found


async def told_view(
    session: Session, library: Library, message: TroubleTold, person_id: int, _now: datetime
) -> Waiting | None:
    """That there is something to read, not what; None when there is not any more, or the person no longer coordinates."""
    group = await session.get(Group, message.group_id)
    if group is None or not await may(session, Action.GROUPS, group.centre_id, person_id):
        return None
    waiting = await count(session, message.group_id)
    return Waiting(await views.load(session, library, message.group_id), waiting) if waiting else None


async def count(session: Session, group_id: int) -> int:
    """How many have not been seen to."""
    statement = select(func.count()).where(Trouble.group_id == group_id, Trouble.done_at.is_(None))
    return int((await session.execute(statement)).scalar_one())


async def read(session: Session, library: Library, actor: Actor, group_id: int, before: int = 0) -> Reports:
    """What members of a group have told, also of one that is over. Raises NotYours, Gone."""
    await _must_coordinate(session, actor, group_id)
    statement = (
        select(Trouble, Person.name)
        .outerjoin(Person, Person.id == Trouble.person_id)
        .where(Trouble.group_id == group_id)
        .order_by(Trouble.id.desc())
        .limit(PAGE + 1)
    )
    rows = (await session.execute(statement.where(Trouble.id < before) if before else statement)).all()
    found = [Report(row.id, row.created_at, name or "?", row.text, row.done_at is not None) for row, name in rows]
    return Reports(await views.load(session, library, group_id), tuple(found[:PAGE]), len(found) > PAGE, not before)


async def done(session: Session, library: Library, actor: Actor, group_id: int, upto: int, now: datetime) -> Reports:
    """All up to this one have been seen to; what came after the screen was made has not. Raises NotYours, Gone."""
    await _must_coordinate(session, actor, group_id)
    await session.execute(
        update(Trouble)
        .where(Trouble.group_id == group_id, Trouble.id <= upto, Trouble.done_at.is_(None))
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )
    return await read(session, library, actor, group_id)


async def _must_coordinate(session: Session, actor: Actor, group_id: int) -> None:
    centre_id = await session.scalar(
        select(Centre.id).join(Group, Group.centre_id == Centre.id).where(Group.id == group_id)
    )
    rights.must(actor, Action.GROUPS, centre_id)


async def forget_old(session: Session, now: datetime) -> None:
    """What has been seen to long ago."""
    await session.execute(delete(Trouble).where(Trouble.done_at <= now - KEPT_FOR))
