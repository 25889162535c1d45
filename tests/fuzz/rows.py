"""Looks at the rows after each step: what must never be, whoever has done what; and who is shown whose name."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, text

from db.models import (
    Assignment,
    ChatTask,
    Conversation,
    Course,
    CourseSession,
    Dialog,
    Enrolment,
    Group,
    GroupMember,
    Outbox,
    Person,
    Wish,
)
from domain.delivery import State
from domain.groups import HOLDING, LIVE, MOST, GroupState, MemberState, WishState
from domain.groups.chats import Task
from domain.rights import Role
from domain.signup import HOLDS_SEAT, IN_LINE, Status, offers_due
from handlers import TABLE
from services.signup import seats
from tests.fuzz.eyes import Letter
from tests.fuzz.street import Street
from tests.stage import Stage

LEAST = 5
"""Shorter names are also words."""
DIGITS = re.compile(r"\D")
Found = tuple[str, str]
_Begins = select(CourseSession.course_id, func.min(CourseSession.starts_at).label("at"))
_First = _Begins.group_by(CourseSession.course_id).subquery()
_One, _Other = CourseSession.__table__.alias("one"), CourseSession.__table__.alias("other")
NEVER: Mapping[str, Select[Any]] = {
    "more people than seats": select(Course.slug)
    .join(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.status.in_(HOLDS_SEAT)))
    .group_by(Course.id)
    .having(func.count() + Course.by_phone > Course.seats),
    "two sessions at one time": select(_One.c.course_id, _One.c.position, _Other.c.position).where(
        _One.c.course_id == _Other.c.course_id,
        _One.c.id < _Other.c.id,
        _One.c.cancelled_at.is_(None),
        _Other.c.cancelled_at.is_(None),
        _One.c.starts_at < _Other.c.ends_at,
        _Other.c.starts_at < _One.c.ends_at,
    ),
    "a session that ends before it begins": select(CourseSession.id).where(
        CourseSession.ends_at <= CourseSession.starts_at
    ),
    "on a course without having agreed": select(Enrolment.id)
    .join(Person)
    .where(Enrolment.status.in_((*HOLDS_SEAT, Status.WAITING)), Person.consent_at.is_(None)),
    "somebody in two groups of a centre": select(GroupMember.person_id)
    .join(Group)
    .where(GroupMember.state.in_(HOLDING), Group.state.in_(LIVE))
    .group_by(GroupMember.person_id, Group.centre_id)
    .having(func.count() > 1),
    "looks for a group and is in one": select(Wish.id)
    .join(GroupMember, GroupMember.person_id == Wish.person_id)
    .join(Group, and_(Group.id == GroupMember.group_id, Group.centre_id == Wish.centre_id))
    .where(Wish.state == WishState.ACTIVE, GroupMember.state.in_(HOLDING), Group.state.in_(LIVE)),
    "a group of too many": select(GroupMember.group_id)
    .where(GroupMember.state.in_(HOLDING))
    .group_by(GroupMember.group_id)
    .having(func.count() > MOST),
    "a starter who is no member": select(Group.id)
    .outerjoin(GroupMember, and_(GroupMember.group_id == Group.id, GroupMember.person_id == Group.starter_id))
    .where(
        Group.state == GroupState.RUNNING,
        Group.starter_id.is_not(None),
        func.coalesce(GroupMember.state, "") != MemberState.MEMBER,
    ),
    "a message that failed": select(Outbox.kind, Outbox.reason).where(Outbox.state.in_((State.FAILED, State.UNKNOWN))),
    "a message being sent for ever": select(Outbox.kind).where(Outbox.state == State.SENDING),
    "a chat task that failed": select(ChatTask.action, ChatTask.reason).where(ChatTask.state == Task.FAILED),
}
"""Statements that find nothing."""


class Rows:
    """What the database holds after a step, and whose names anybody has ever had."""

    def __init__(self, street: Street) -> None:
        self._on_sqlite = street.stage.app.database.is_sqlite
        self.awaited: dict[int, str] = {}
        """By telegram id the step at which a text is awaited."""
        self.languages: dict[int, set[str]] = {}
        """What somebody reads by telegram id: now, and before this step."""
        self._now: dict[int, str] = {}
        self._names: dict[str, int] = {}
        self._phones: dict[str, int] = {}
        self._numbers: dict[int, int] = {}
        self._staff: set[int] = set()
        self._sees: dict[int, set[int]] = {}
        self._belongs: dict[int, set[int]] = defaultdict(set)
        self._found: list[Found] = []
        self._looks = 0

    async def read(self, stage: Stage) -> None:
        """Everything that is asked of the rows, in one transaction."""
        now, self._found = stage.now, []
        self._looks += 1
        async with stage.app.database.begin() as session:
            await self._people(session, now)
            await self._places(session)
            for what, statement in NEVER.items():
                self._found += [(what, str(tuple(row))) for row in await session.execute(statement)]
            self._found += [("a row that is due for ever", what) for what in await _left(session, now)]
            self._found += [("a free place that nobody is offered", what) for what in await _unused(session, now)]
            if self._on_sqlite and self._looks % 20 == 0:
                broken = await session.execute(text("PRAGMA foreign_key_check"))
                self._found += [("a row that points nowhere", str(tuple(row))) for row in broken]

    async def _people(self, session: Any, now: datetime) -> None:
        self.awaited, before, self._now, self.languages = {}, self._now, {}, {}
        statement = select(Person.id, Person.telegram_id, Person.name, Person.phone, Person.language)
        for row in await session.execute(statement):
            if row.language:
                self._now[row.telegram_id] = row.language
                self.languages[row.telegram_id] = {row.language, before.get(row.telegram_id, row.language)}
            self._numbers[row.id] = row.telegram_id
            if row.name and len(row.name) >= LEAST:
                self._names.setdefault(row.name, row.telegram_id)
            if row.phone:
                self._phones.setdefault(DIGITS.sub("", row.phone)[-8:], row.telegram_id)
        rows = await session.execute(select(Dialog.person_id, Dialog.step).where(Dialog.expires_at > now))
        for person, step in rows:
            if step in TABLE.steps or step in TABLE.listeners:
                self.awaited[self._numbers[person]] = step
            else:
                self._found.append(("a step that nobody answers", step))

    async def _places(self, session: Any) -> None:
        """Who coordinates where, who has any role, and to which centres people belong: it counts for ever."""
        before, self._sees = self._sees, defaultdict(set)
        for row in await session.execute(select(Assignment.person_id, Assignment.role, Assignment.centre_id)):
            number = self._numbers[row.person_id]
            self._staff.add(number)
            if row.role == Role.COORDINATOR:
                self._sees[number].add(row.centre_id)
        for number, centres in before.items():
            self._sees[number] |= centres
        for statement in (
            select(Enrolment.person_id, Course.centre_id).join(Course, Course.id == Enrolment.course_id),
            select(Wish.person_id, Wish.centre_id),
            select(GroupMember.person_id, Group.centre_id).join(Group, Group.id == GroupMember.group_id),
            select(Conversation.person_id, Course.centre_id).join(Course, Course.id == Conversation.course_id),
        ):
            for person, centre in await session.execute(statement):
                self._belongs[self._numbers[person]].add(centre)

    def faults(self) -> list[Found]:
        return self._found

    def belongs(self, who: int, centre: int) -> None:
        """Somebody has turned to a centre, of which no row tells."""
        self._belongs[who].add(centre)

    def strangers(self, letters: Sequence[Letter]) -> Iterator[str]:
        """The names and numbers that somebody was shown, of people who are none of their business."""
        for letter in letters:
            whole = f"{letter.text}\n{letter.file}"
            digits = DIGITS.sub("", letter.text)
            named = {name: who for name, who in self._names.items() if _stands(name, whole)}
            rung = {phone: who for phone, who in self._phones.items() if phone in digits}
            for word, who in (named | rung).items():
                if who != letter.to and who not in self._staff and not self._may(letter.to, who):
                    yield f"{word} shown to {letter.to}: {letter.text[:80]!r}"

    def _may(self, viewer: int, whom: int) -> bool:
        return bool(self._sees.get(viewer, set()) & self._belongs[whom])


def _stands(name: str, whole: str) -> bool:
    """Whether it is there as a word of its own."""
    return name in whole and bool(re.search(rf"\b{re.escape(name)}\b", whole))


async def _left(session: Any, now: datetime) -> list[str]:
    """What should have come to an end by now."""
    queued = select(Outbox.kind).where(Outbox.state == State.QUEUED, Outbox.due_at <= now, Outbox.retry_at.is_(None))
    left = [f"{one} is queued" for one in await session.scalars(queued)]
    late = select(Enrolment.id).where(Enrolment.status == Status.OFFERED, Enrolment.offer_expires_at <= now)
    left += [f"offer {one} has run out" for one in await session.scalars(late)]
    begun = select(Enrolment.id).join(_First, _First.c.course_id == Enrolment.course_id)
    begun = begun.where(Enrolment.status.in_(IN_LINE), _First.c.at <= now)
    left += [f"enrolment {one} waits for a course that has begun" for one in await session.scalars(begun)]
    return left


async def _unused(session: Any, now: datetime) -> list[str]:
    """Courses still to begin with places free for those who wait."""
    ahead = (
        select(Course.id)
        .join(_First, _First.c.course_id == Course.id)
        .where(_First.c.at > now, Course.state == "published")
    )
    standing = await seats.of_courses(session, list(await session.scalars(ahead)))
    return [f"course {number}" for number, one in standing.items() if offers_due(one.standing)]
