"""The agenda promises for groups exactly what the planner then does, whatever becomes of them."""

import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, func, select, update

from db.crypto import KEYS
from db.models import Assignment, ChatTask, Group, GroupMember, Meeting, Outbox, Person, Wish
from db.session import Database
from domain.errors import Expected
from domain.groups import ANSWER_WITHIN, ASK_AGAIN_AFTER, GroupState, MemberState, WishState
from domain.groups.wishes import Answers
from domain.messages import KINDS
from domain.rights import Role
from domain.timing import QuietHours
from scheduler import kinds
from services import Session, people
from services.groups import feedback, life, meetings, newcomers, proposals, troubles, wishes
from services.groups.proposals import ProposedGroup
from services.mail.batches import Addressed
from services.organisation.importing import apply, parse
from services.people import Actor
from services.planning import planner
from services.planning.agenda import Entry, coming
from services.programmes import read_library

LIBRARY = read_library()
START = datetime(2026, 10, 5, 9, tzinfo=UTC)
LENGTH = timedelta(days=46)
"""The clocks go back in it, on 25 October."""
QUIET = QuietHours(time(21, 30), time(8))
FILE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
"""
SLOTS = ("mon-10", "tue-18", "thu-09", "sat-20")
SEEDS = (1, 4, 9)
FORETOLD = {
    "proposal_reminder", "group_starts", "group_not_formed", "proposal_lapsed", "free_place_offered", "meeting_reminder",
    "next_meeting_asked", "starter_may_go", "pulse_asked", "trouble_told", "chat_meeting", "chat_question",
}  # fmt: skip
DECIDED = {"group_starts", "group_not_formed", "proposal_lapsed", "newcomer_asked", "free_place_offered"}
FOLLOWS_AT_ONCE = {
    "group_news",
    "newcomer_asked",
    "free_place_offered",
    "group_without_starter",
    "group_small",
    "member_joined",
}
"""What comes of something `DECIDED` that was foretold, in the same tick; it is foretold to nobody."""
Told = Counter[tuple[str, datetime, int]]
"""How many get what, when, of which group."""


@dataclass
class Life:
    """Groups of a centre, and people who do this and that; the same for the same seed."""

    database: Database
    seed: int
    now: datetime = START
    people: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    async def begin(self) -> None:
        """A coordinator, groups that have been asked, one that runs with a chat of its own, and people who wait."""
        async with self.database.begin() as session:
            await apply(session, LIBRARY, parse(FILE, "in.toml"), START, "in.toml")
        async with self.database.begin() as session:
            coordinator = Person(telegram_id=999, language="nb", created_at=START)
            session.add(coordinator)
            await session.flush()
            session.add(Assignment(person_id=coordinator.id, centre_id=1, role=Role.COORDINATOR))
            drafts = []
            for slot in self.chance.sample(SLOTS, 3):
                six = [await self._somebody(session, slot, starter=number == 2) for number in range(6)]
                drafts.append(ProposedGroup(tuple(six), slot, "online", "nb", ()))
            await proposals.propose(session, LIBRARY, 1, None, drafts, START - timedelta(days=2))
            for number in range(16):
                await self._somebody(session, SLOTS[number % len(SLOTS)])
        await self._runs()
        for _ in range(10):
            await self.somebody_does_something(self.answers)

    async def _somebody(self, session: Session, slot: str, *, starter: bool = False) -> int:
        number = len(self.people) + 1
        blocked = START if self.chance.random() < 0.1 else None
        person = Person(
            telegram_id=number, language="nb", name=f"Person {number}", consent_version=9, consent_at=START,
            blocked_at=blocked, created_at=START,
        )  # fmt: skip
        session.add(person)
        await session.flush()
        wish = Wish(
            person_id=person.id, centre_id=1, state=WishState.ACTIVE, answers=_answers(slot, starter=starter).to_json(),
            code=f"CODE{number:02}", since=START - timedelta(days=number), consent_at=START, consent_version=1,
        )  # fmt: skip
        session.add(wish)
        await session.flush()
        self.people.append(person.id)
        return wish.id

    async def _runs(self) -> None:
        """Everybody in the last of the groups says yes; it has a chat and wants the question of the week."""
        async with self.database.begin() as session:
            group = (await session.scalars(select(Group).order_by(Group.id.desc()))).first()
            assert group is not None
            rows = (await session.scalars(select(GroupMember).where(GroupMember.group_id == group.id))).all()
            for row in rows:
                actor = await self._actor(session, row.person_id)
                with suppress(Expected):
                    await proposals.answer(session, LIBRARY, actor, row.id, row.version, "yes", self.now)
            group.chat_id, group.chat_ready, group.weekly_question, group.agreed_meetings = -100, True, True, 1

    async def _actor(self, session: Session, person_id: int) -> Actor:
        person = await session.get_one(Person, person_id)
        blocked, person.blocked_at = person.blocked_at, None
        actor = await people.arrive(session, person.telegram_id, self.now)
        person.blocked_at = blocked
        await session.flush()
        return actor

    async def look(self, until: datetime) -> list[Entry]:
        async with self.database.begin() as session:
            return await coming(session, LIBRARY, self.now, until, QUIET)

    async def turn(self, to: datetime) -> Told:
        """Turn the clock; what has gone out since then to those whom it reached, and who wanted it still."""
        before, self.now = self.now, to
        async with self.database.begin() as session:
            await planner.plan(session, LIBRARY, QUIET, to)
        async with self.database.begin() as session:
            told: Told = Counter()
            rows = await session.execute(
                select(Outbox, Person.blocked_at)
                .join(Person, Person.id == Outbox.person_id)
                .where(Outbox.due_at > before, Outbox.due_at <= to)
            )
            for row, blocked in rows.all():
                message = KINDS[row.kind](**row.params)
                batch = [Addressed(row.id, message, row.person_id)]
                view = (await kinds.KINDS[type(message)].what[0](session, LIBRARY, batch, row.due_at)).get(row.id)
                if blocked is None and view is not None:
                    told[row.kind, row.due_at, await _group_of(session, row.params)] += 1
            tasks = select(ChatTask).where(ChatTask.due_at > before, ChatTask.due_at <= to)
            for task in await session.scalars(tasks.where(ChatTask.action.in_(("meeting", "question")))):
                told[f"chat_{task.action}", task.due_at, task.group_id or 0] += 1
            return told

    async def somebody_does_something(self, does: Any = None) -> None:
        """What it is, if nothing is named, and who, is left to chance; what is refused has not been done."""
        does = does or self.chance.choice(
            (self.answers,) * 4 + (self._arranges,) * 4 + (self._votes, self._votes, self._comes, self._changes)
            + (self._votes, self._pauses, self._leaves, self._withdraws, self._says, self._tells)
        )  # fmt: skip
        with suppress(Expected):
            async with self.database.begin() as session:
                states = {
                    self.answers: (MemberState.ASKED, MemberState.OFFERED),
                    self._pauses: (MemberState.CONSIDERED,),
                }.get(does, (MemberState.MEMBER,))
                found = await session.scalars(
                    select(GroupMember).where(GroupMember.state.in_(states)).order_by(GroupMember.id)
                )
                if rows := found.all():
                    row = self.chance.choice(rows)
                    await does(session, await self._actor(session, row.person_id), row)

    async def answers(self, session: Session, actor: Actor, row: GroupMember) -> None:
        said = self.chance.choice(("yes", "yes", "yes", "yes", "yes", "no", "other"))
        if row.state == MemberState.OFFERED:
            await newcomers.answer(session, LIBRARY, actor, row.id, row.version, said == "yes", self.now)
        else:
            await proposals.answer(session, LIBRARY, actor, row.id, row.version, said, self.now)

    async def _votes(self, session: Session, _actor: Actor, row: GroupMember) -> None:
        """Two of the members say whether somebody new may come, if they are asked."""
        rows = await session.scalars(select(GroupMember).where(GroupMember.group_id == row.group_id))
        states = {one.person_id: one for one in rows}
        asked = next((one for one in states.values() if one.state == MemberState.CONSIDERED), None)
        members = [number for number, one in states.items() if one.state == MemberState.MEMBER]
        for number in self.chance.sample(members, 2) if asked and len(members) > 1 else ():
            yes, actor = self.chance.random() < 0.9, await self._actor(session, number)
            await newcomers.vote(session, LIBRARY, actor, asked.id, asked.version, yes, self.now)

    async def _arranges(self, session: Session, actor: Actor, row: GroupMember) -> None:
        number = await session.scalar(select(func.max(Meeting.number)).where(Meeting.group_id == row.group_id))
        at = self.now + timedelta(hours=self.chance.randint(1, 200))
        await meetings.set_(session, LIBRARY, actor, row.group_id, (number or 0) + 1, at, self.now)

    async def _changes(self, session: Session, actor: Actor, row: GroupMember) -> None:
        one = await self._next(session, row)
        if one is not None and self.chance.random() < 0.3:
            await meetings.cancel(session, LIBRARY, actor, one.id, one.version, self.now)
        elif one is not None:
            at = one.starts_at + timedelta(hours=self.chance.randint(-30, 60))
            await meetings.move(session, LIBRARY, actor, one.id, one.version, at, self.now)

    async def _comes(self, session: Session, actor: Actor, row: GroupMember) -> None:
        if one := await self._next(session, row):
            coming = self.chance.random() < 0.5
            await meetings.attend(session, LIBRARY, actor, one.id, one.version, coming, self.now)

    async def _next(self, session: Session, row: GroupMember) -> Meeting | None:
        found: Meeting | None = await session.scalar(
            select(Meeting)
            .where(Meeting.group_id == row.group_id, Meeting.starts_at > self.now, Meeting.cancelled_at.is_(None))
            .limit(1)
        )
        return found

    async def _pauses(self, session: Session, actor: Actor, row: GroupMember) -> None:
        """Somebody whom the members are asked about; they are asked about another one a day later."""
        wish = (await session.scalars(select(Wish).where(Wish.person_id == row.person_id))).one()
        await wishes.pause(session, LIBRARY, actor, wish.id, self.now)

    async def _leaves(self, session: Session, actor: Actor, row: GroupMember) -> None:
        await life.leave(session, LIBRARY, actor, row.group_id, row.version, self.now)

    async def _withdraws(self, session: Session, actor: Actor, row: GroupMember) -> None:
        await life.withdraw_as_starter(session, LIBRARY, actor, row.group_id, self.now)

    async def _says(self, session: Session, actor: Actor, row: GroupMember) -> None:
        await feedback.answer_pulse(session, LIBRARY, actor, row.group_id, "yes", True, self.now)

    async def _tells(self, session: Session, actor: Actor, row: GroupMember) -> None:
        for _ in range(2):  # the coordinators are told of the second one an hour later
            await troubles.tell(session, LIBRARY, actor, row.group_id, "Something", self.now)


def _answers(slot: str, *, starter: bool) -> Answers:
    return Answers(
        side="self", themes=("sleep",), slots=(slot,), languages=("nb",), places=("online",), starter=starter
    )


async def _group_of(session: Session, params: dict[str, int]) -> int:
    """The group that a message is of, by what its row names."""
    if "group_id" in params:
        return params["group_id"]
    row = (
        await session.get_one(Meeting, params["meeting_id"])
        if "meeting_id" in params
        else await session.get_one(GroupMember, params["member_id"])
    )
    return row.group_id


def _promised(entries: list[Entry]) -> Told:
    return +Counter({(one.kind, one.due, one.group_id): one.count for one in entries})


@pytest.fixture
async def lives(tmp_path: Path, migrated: Path) -> AsyncIterator[Callable[[int], Awaitable[Life]]]:
    """Begins the life of a seed, each in a database of its own."""
    KEYS.open(Fernet.generate_key().decode())
    databases: list[Database] = []

    async def begin(seed: int) -> Life:
        shutil.copyfile(migrated, tmp_path / f"{seed}.db")
        databases.append(Database(f"sqlite:///{tmp_path}/{seed}.db"))
        one = Life(databases[-1], seed)
        await one.begin()
        await one.turn(START)
        return one

    yield begin
    for database in databases:
        await database.dispose()


async def test_the_next_event_is_what_happens_next(lives: Callable[[int], Awaitable[Life]]) -> None:
    """From event to event, whatever people do between them: nothing else goes out, and nothing on the way is missed."""
    seen: set[str] = set()
    for seed in SEEDS:
        one = await lives(seed)
        while entries := [entry for entry in await one.look(START + LENGTH) if entry.count]:
            due = entries[0].due
            promised = _promised([entry for entry in entries if entry.due == due])
            told = await one.turn(due)
            assert promised - told == Counter()
            extra = {kind for kind, _, _ in told - promised}
            assert extra <= FOLLOWS_AT_ONCE
            assert not extra or DECIDED & {kind for kind, _, _ in promised}
            assert {at for _, at, _ in told} == {due}
            seen |= {kind for kind, _, _ in promised}
            for _ in range(one.chance.randint(0, 4)):
                await one.somebody_does_something()
    assert FORETOLD - seen == set(), "these lives lead there no more: choose other seeds"


async def test_what_is_foretold_for_weeks_is_what_happens_in_them(lives: Callable[[int], Awaitable[Life]]) -> None:
    """Where nobody does anything more, all is known from the beginning but what a group brings that begins only then."""
    one = await lives(5)
    async with one.database.begin() as session:
        await session.execute(update(Wish).where(Wish.state == WishState.ACTIVE).values(state=WishState.PAUSED))
        asked = set(await session.scalars(select(Group.id).where(Group.state == GroupState.PROPOSED)))
    promised = _promised(await one.look(START + LENGTH))
    ticks = {START + timedelta(hours=13) * n for n in range(1, LENGTH // timedelta(hours=13))}
    told: Told = Counter()
    for now in sorted(ticks | {due for _, due, _ in promised}):
        told += await one.turn(now)
    ends = START - timedelta(days=2) + ANSWER_WITHIN
    begun = {key for key in told if (key[2] in asked and key[1] > ends) or key[0] in FOLLOWS_AT_ONCE}
    assert {kind for kind, _, _ in promised} > {"group_starts", "group_not_formed", "meeting_reminder"}
    assert Counter({key: count for key, count in told.items() if key not in begun}) == promised


async def test_members_who_are_asked_again_tomorrow(lives: Callable[[int], Awaitable[Life]]) -> None:
    """Foretold as long as there is somebody whom they can be asked about."""
    one = await lives(5)
    async with one.database.begin() as session:
        group = (await session.scalars(select(Group).where(Group.state == GroupState.RUNNING))).one()
        await session.execute(
            delete(GroupMember).where(GroupMember.state.in_((MemberState.CONSIDERED, MemberState.OFFERED)))
        )
        await session.execute(update(Wish).where(Wish.state == WishState.PAUSED).values(state=WishState.ACTIVE))
        group.newcomer_asked_at, group.look_at = one.now, one.now + ASK_AGAIN_AFTER
        due = group.look_at
    promised = _promised([entry for entry in await one.look(due) if entry.due == due])
    assert {kind for kind, _, _ in promised} == {"newcomer_asked"}
    assert await one.turn(due) == promised
