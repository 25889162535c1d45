"""What will go out for the groups, when, and to how many: what the planner's own rules find, asked ahead of time."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, func, select

from db.models import Person
from domain.timing import NIGHT, QuietHours, Window
from services import Session
from services.groups import feedback, meetings, newcomers, proposals, seeking, troubles
from services.groups.chat import plan as chat_plan
from services.people import reachable
from services.programmes import Library


class Line(Struct, frozen=True):
    """Something that goes out at `due` to `count` people, or to a group's chat, as things stand now.

    `kind` is that of the message, in a chat `chat_` and the task's action; `number` that of the meeting, else 0.
    """

    due: datetime
    kind: str
    group_id: int
    count: int
    zone: ZoneInfo
    number: int = 0


async def coming(session: Session, library: Library, now: datetime, until: datetime, quiet: QuietHours) -> list[Line]:
    """Everything that is due in (now, until]; messages that nobody would get are there with count 0."""
    lines = await _planned(session, now, until, quiet)
    lines += await _in_chats(session, library, now, until, quiet)
    lines += await _decided(session, library, Window(now, until))
    return _as_one(lines)


async def _planned(session: Session, now: datetime, until: datetime, quiet: QuietHours) -> list[Line]:
    """Reminders and questions, those that wait for the end of the night among them."""
    lines, window = [], Window(now - NIGHT, until)
    for rule in (proposals.due, meetings.due, feedback.due):
        for one in await rule(session, window):
            if now < (at := one.at(quiet)) <= until:
                count = await _reached(session, one.people)
                lines.append(Line(at, one.message.kind, one.group_id, count, one.zone, one.number))
    return lines


async def _in_chats(
    session: Session, library: Library, now: datetime, until: datetime, quiet: QuietHours
) -> list[Line]:
    return [
        Line(at, f"chat_{one.action}", one.group_id, 1, one.zone, one.number)
        for one in await chat_plan.due(session, library, Window(now - NIGHT, until))
        if now < (at := one.at(quiet)) <= until
    ]


async def _decided(session: Session, library: Library, window: Window) -> list[Line]:
    """What is told at once when a time runs out."""
    found = [
        *await proposals.ends(session, library, window),
        *await newcomers.ends(session, library, window),
        *await seeking.later(session, library, window),
        *await troubles.later(session, window),
    ]
    return [
        Line(one.due, kind.kind, one.group_id, await _reached(session, people), one.zone)
        for one in found
        for kind, people in one.told
    ]


async def _reached(session: Session, people: Select[int] | Collection[int]) -> int:
    """How many of these have not blocked the bot."""
    statement = select(func.count()).where(Person.id.in_(people), reachable())
    return int((await session.execute(statement)).scalar_one())


def _as_one(lines: list[Line]) -> list[Line]:
    """Lines that differ in their count only are one: each is told by themselves, but of the same."""
    counts: dict[Line, int] = {}
    for one in lines:
        alone = replace(one, count=0)
        counts[alone] = counts.get(alone, 0) + one.count
    return [replace(one, count=count) for one, count in counts.items()]
