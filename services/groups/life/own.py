"""One's own group, and the promise of each member."""

from datetime import datetime

from domain.errors import Gone
from domain.groups import GroupState, MemberState
from services import Session
from services.groups import homes, views
from services.groups.chat import place as chat_place
from services.groups.homes import Home
from services.people import Actor
from services.programmes import Library


async def home(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """One group of one's own. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    found = await homes.load(session, library, group_id, actor.id, now)
    if found is None:
        raise Gone
    return found


async def promise(session: Session, library: Library, actor: Actor, member_id: int, now: datetime) -> Home:
    """Promise that what is said in the group stays there. Raises Gone."""
    group, row = await views.own(session, actor, member_id)
    if row.state != MemberState.MEMBER or group.state != GroupState.RUNNING:
        raise Gone
    row.promise_at = row.promise_at or now
    await session.flush()
    await chat_place.welcome(session, group, row, now)
    return await home(session, library, actor, group.id, now)
